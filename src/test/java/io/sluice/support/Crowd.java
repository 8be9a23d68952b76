package io.sluice.support;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Many clients, a few of which act at the same time.
 */
public final class Crowd {

	private static final int THREADS = 8;

	private Crowd() {
	}

	/**
	 * Let every client act once.
	 * @param count how many clients
	 * @param client what one of them does
	 * @throws ExecutionException if one of them fails
	 */
	public static void each(int count, Client client) throws InterruptedException, ExecutionException {
		try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
			List<Callable<Void>> tasks = new ArrayList<>(count);
			for (int i = 0; i < count; i++) {
				int number = i;
				tasks.add(() -> {
					client.act(number);
					return null;
				});
			}
			for (Future<Void> task : threads.invokeAll(tasks)) {
				task.get();
			}
		}
	}

	/**
	 * What one client does.
	 */
	@FunctionalInterface
	public interface Client {

		/**
		 * Act.
		 * @param number which of the clients it is, from 0
		 */
		void act(int number) throws Exception;

	}

}

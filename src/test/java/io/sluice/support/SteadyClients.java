package io.sluice.support;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Well-behaved clients of an echo that send request after request until they are stopped.
 * A few threads take turns with them: they are to be served without a pause, and not to
 * use up a machine.
 */
public final class SteadyClients implements AutoCloseable {

	private static final int THREADS = 4;

	private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

	private final List<Future<?>> running = new ArrayList<>();

	private final LongAdder answered = new LongAdder();

	private volatile boolean stopped;

	/**
	 * Begin to send.
	 * @param count how many clients; a multiple of four
	 */
	public SteadyClients(int port, int count) {
		for (int i = 0; i < THREADS; i++) {
			List<TestClient> clients = new ArrayList<>();
			for (int j = 0; j < count / THREADS; j++) {
				clients.add(new TestClient(port));
			}
			this.running.add(this.threads.submit(() -> {
				talk(clients);
				return null;
			}));
		}
	}

	private void talk(List<TestClient> clients) throws IOException {
		for (long round = 0; !this.stopped; round++) {
			for (TestClient client : clients) {
				String request = "request " + round;
				assertThat(client.request(request)).isEqualTo(request);
				this.answered.increment();
			}
		}
		for (TestClient client : clients) {
			client.close();
		}
	}

	/**
	 * How many requests were answered until now.
	 */
	public long answered() {
		return this.answered.sum();
	}

	/**
	 * Stop when each has its reply.
	 * @throws ExecutionException if a client saw an error, or a reply that was not its
	 * own
	 */
	public void finish() throws InterruptedException, ExecutionException {
		this.stopped = true;
		for (Future<?> task : this.running) {
			task.get();
		}
	}

	@Override
	public void close() {
		this.stopped = true;
		this.threads.close();
	}

}

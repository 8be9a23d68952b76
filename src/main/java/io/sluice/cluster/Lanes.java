package io.sluice.cluster;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.stream.Stream;

import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks on virtual threads, those with the same key one after another. Any thread.
 */
@Slf4j(topic = "io.sluice.cluster")
final class Lanes {

	private static final int COUNT = 64;

	private final Lane[] lanes = Stream.generate(Lane::new).limit(COUNT).toArray(Lane[]::new);

	/**
	 * Run a task that does not wait.
	 */
	void execute(String key, Runnable task) {
		this.lanes[Math.floorMod(key.hashCode(), COUNT)].add(task);
	}

	/**
	 * Tasks that run one after another. It has a thread only while it has tasks.
	 */
	private static final class Lane implements Runnable {

		private final Queue<Runnable> tasks = new ArrayDeque<>();

		private boolean running;

		void add(Runnable task) {
			synchronized (this.tasks) {
				this.tasks.add(task);
				if (this.running) {
					return;
				}
				this.running = true;
			}
			Thread.startVirtualThread(this);
		}

		@Override
		public void run() {
			for (Runnable task = next(); task != null; task = next()) {
				try {
					task.run();
				}
				catch (Throwable ex) {
					// an Error, too: the tasks behind it are of other sessions
					log.error("A request of another pod failed", ex);
				}
			}
		}

		private @Nullable Runnable next() {
			synchronized (this.tasks) {
				Runnable task = this.tasks.poll();
				this.running = task != null;
				return task;
			}
		}

	}

}

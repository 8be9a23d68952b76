package io.sluice.cluster;

import java.util.ArrayDeque;
import java.util.Queue;

import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks one after another, on a virtual thread that lives while there are tasks. Any
 * thread.
 */
@Slf4j(topic = "io.sluice.cluster")
final class Lane implements Runnable {

	private final Queue<Runnable> tasks = new ArrayDeque<>();

	private boolean running;

	/**
	 * Run a task behind the others.
	 */
	void execute(Runnable task) {
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
				// an Error, too: the tasks behind it wait
				log.error("A message of the cluster failed", ex);
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

package io.sluice.cluster;

import java.util.ArrayDeque;
import java.util.Queue;

import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks one after another, on a virtual thread that lives while there are tasks. The
 * memory that tasks hold is bounded. Any thread.
 */
@Slf4j(topic = "io.sluice.cluster")
final class Lane implements Runnable {

	/** The most bytes that tasks hold. */
	private static final int MAX_BYTES = 32 * 1024 * 1024;

	/** What a task holds besides its message, about. */
	private static final int OVERHEAD = 512;

	private final Queue<Task> tasks = new ArrayDeque<>();

	/** The bytes of the tasks that have not ended. */
	private long held;

	/**
	 * Run a task behind the others, unless they hold too much. One that is alone may hold
	 * more.
	 * @param size the size of its message in bytes
	 * @return whether the task runs
	 */
	boolean tryExecute(Runnable action, int size) {
		Task task = new Task(action, (long) size + OVERHEAD);
		synchronized (this.tasks) {
			boolean idle = this.held == 0;
			if (!idle && this.held + task.size() > MAX_BYTES) {
				return false;
			}
			this.held += task.size();
			this.tasks.add(task);
			if (!idle) {
				return true;
			}
		}
		Thread.startVirtualThread(this);
		return true;
	}

	/**
	 * Wait until no task is left.
	 */
	void awaitIdle() throws InterruptedException {
		synchronized (this.tasks) {
			while (this.held > 0) {
				this.tasks.wait();
			}
		}
	}

	@Override
	public void run() {
		for (Task task = next(null); task != null; task = next(task)) {
			try {
				task.action().run();
			}
			catch (Throwable ex) {
				// an Error, too: the tasks behind it wait
				log.error("A message of the cluster failed", ex);
			}
		}
	}

	private @Nullable Task next(@Nullable Task ended) {
		synchronized (this.tasks) {
			this.held -= (ended != null) ? ended.size() : 0;
			if (this.held == 0) {
				this.tasks.notifyAll();
			}
			return this.tasks.poll();
		}
	}

	/**
	 * A task.
	 *
	 * @param action what it does
	 * @param size the bytes that it holds
	 */
	private record Task(Runnable action, long size) {

	}

}

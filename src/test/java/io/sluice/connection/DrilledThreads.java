package io.sluice.connection;

/**
 * Threads of a drill, which the checker controls.
 */
final class DrilledThreads {

	private DrilledThreads() {
	}

	static Thread start(Runnable action) {
		Thread thread = new Thread(action);
		thread.start();
		return thread;
	}

	/**
	 * Wait for the end of all.
	 * @param interrupted what it means if the waiting thread is interrupted
	 */
	static void join(String interrupted, Thread... threads) {
		try {
			for (Thread thread : threads) {
				thread.join();
			}
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(interrupted, ex);
		}
	}

}

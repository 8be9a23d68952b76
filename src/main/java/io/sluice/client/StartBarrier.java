package io.sluice.client;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The barrier at which the connections of a load wait until all have been opened. Used by
 * any thread.
 */
final class StartBarrier {

	/** More would overflow a server's backlog, and SYN retries would be measured. */
	private static final int MAX_CONNECTING = 256;

	private final Semaphore connecting = new Semaphore(MAX_CONNECTING);

	private final CountDownLatch opened;

	private final CountDownLatch started = new CountDownLatch(1);

	/** Written before {@link #started} opens and read after. */
	private long startNanos;

	StartBarrier(int connections) {
		this.opened = new CountDownLatch(connections);
	}

	/**
	 * Wait while too many other connections are being opened.
	 */
	void beginConnecting() throws InterruptedException {
		this.connecting.acquire();
	}

	void endConnecting() {
		this.connecting.release();
	}

	/**
	 * Record that a connection has been opened or has failed.
	 */
	void recordOpened() {
		this.opened.countDown();
	}

	long pendingCount() {
		return this.opened.getCount();
	}

	/**
	 * Wait until all connections have been opened or have failed.
	 * @return {@code false} if the time passed first
	 */
	boolean awaitOpened(long millis) throws InterruptedException {
		return this.opened.await(millis, TimeUnit.MILLISECONDS);
	}

	/**
	 * Let all connections send.
	 * @param start the {@link System#nanoTime()} at which to start
	 */
	void start(long start) {
		this.startNanos = start;
		this.started.countDown();
	}

	/**
	 * Wait until the connections may send.
	 * @return the {@link System#nanoTime()} at which to start
	 */
	long awaitStart() throws InterruptedException {
		this.started.await();
		return this.startNanos;
	}

}

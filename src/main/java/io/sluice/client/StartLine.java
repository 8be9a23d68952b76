package io.sluice.client;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Where the connections of a load wait for one another: none sends before all have been
 * opened. Any thread.
 */
final class StartLine {

	/** More at once would overflow a server's backlog, and measure SYN retries. */
	private static final int CONNECTING_AT_ONCE = 256;

	private final Semaphore connecting = new Semaphore(CONNECTING_AT_ONCE);

	private final CountDownLatch opened;

	private final CountDownLatch begin = new CountDownLatch(1);

	/** Written before the beginning, and read after. */
	private long start;

	StartLine(int connections) {
		this.opened = new CountDownLatch(connections);
	}

	/**
	 * Wait until few enough others connect.
	 */
	void beginConnecting() throws InterruptedException {
		this.connecting.acquire();
	}

	void endConnecting() {
		this.connecting.release();
	}

	/**
	 * A connection has been opened, or cannot be.
	 */
	void recordOpened() {
		this.opened.countDown();
	}

	/**
	 * How many connections have not been opened yet.
	 */
	long missing() {
		return this.opened.getCount();
	}

	/**
	 * Wait until all connections have been opened, or cannot be.
	 * @return {@code false} where that takes longer
	 */
	boolean awaitOpened(long millis) throws InterruptedException {
		return this.opened.await(millis, TimeUnit.MILLISECONDS);
	}

	/**
	 * Let all connections send.
	 * @param newStart from when on, a {@link System#nanoTime()}
	 */
	void begin(long newStart) {
		this.start = newStart;
		this.begin.countDown();
	}

	/**
	 * Wait until the connections may send.
	 * @return from when on, a {@link System#nanoTime()}
	 */
	long awaitBegin() throws InterruptedException {
		this.begin.await();
		return this.start;
	}

}

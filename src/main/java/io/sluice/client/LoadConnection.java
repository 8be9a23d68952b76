package io.sluice.client;

import java.io.IOException;
import java.net.InetAddress;

import org.jspecify.annotations.Nullable;

/**
 * One connection of a load, on a virtual thread of its own.
 */
final class LoadConnection implements Runnable {

	private final LoadDriver driver;

	private final int number;

	private final Destination destination;

	private volatile @Nullable ClientConnection connection;

	private volatile boolean wasOpen;

	/** Whether the last connection had an answer; for its own thread. */
	private boolean answered;

	LoadConnection(LoadDriver driver, int number, @Nullable InetAddress source) {
		this.driver = driver;
		this.number = number;
		Destination common = driver.plan().destination();
		this.destination = (source != null) ? common.from(source) : common;
	}

	boolean wasOpen() {
		return this.wasOpen;
	}

	/**
	 * End what is under way.
	 */
	void close() {
		ClientConnection current = this.connection;
		if (current != null) {
			current.abort();
		}
	}

	@Override
	public void run() {
		try {
			ClientConnection first = openFirst();
			this.driver.awaitBegin();
			Schedule schedule = this.driver.schedule(this.number);
			sendUntilTheEnd(first, schedule);
			this.driver.tally().error(PacedLoop.NOT_SENT, schedule.skipToEnd());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private @Nullable ClientConnection openFirst() throws InterruptedException {
		try {
			return open();
		}
		finally {
			this.driver.opened();
		}
	}

	private void sendUntilTheEnd(@Nullable ClientConnection first, Schedule schedule) throws InterruptedException {
		int failures = 0;
		ClientConnection open = first;
		while (open == null || !send(open, schedule)) {
			failures = (open != null && this.answered) ? 1 : failures + 1;
			if (!this.driver.plan().reconnect() || this.driver.end() - System.nanoTime() <= 0) {
				return;
			}
			Thread.sleep(Backoff.DEFAULT.delay(failures));
			open = open();
		}
	}

	private @Nullable ClientConnection open() throws InterruptedException {
		this.driver.connecting().acquire();
		try {
			ClientConnection open = ClientConnection.open(this.destination, this.driver.plan().rate() == 0);
			this.connection = open;
			this.wasOpen = true;
			return open;
		}
		catch (IOException | RuntimeException ex) {
			this.driver.tally().error(Failures.connecting(ex, this.destination.connectTimeout()), 1);
			return null;
		}
		finally {
			this.driver.connecting().release();
		}
	}

	/**
	 * Send until the end.
	 * @return {@code false} where the connection ended before
	 */
	private boolean send(ClientConnection open, Schedule schedule) throws InterruptedException {
		LoadLoop loop = (this.driver.plan().rate() == 0) ? new ClosedLoop(this.driver, this.number, open)
				: new PacedLoop(this.driver, this.number, open, schedule);
		try (open) {
			loop.run();
			return true;
		}
		catch (IOException | RuntimeException ex) {
			boolean over = this.driver.isOver();
			this.driver.tally().error(over ? "unanswered" : Failures.talking(ex), Math.max(1, loop.unanswered()));
			return over;
		}
		finally {
			long answeredAfter = loop.answeredAt() - this.driver.start();
			this.answered = answeredAfter > 0;
			this.driver.tally().answeredAfter(answeredAfter);
		}
	}

}

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
			current.close();
		}
	}

	@Override
	public void run() {
		try {
			ClientConnection first = open();
			this.driver.awaitBegin();
			int failures = (first != null && send(first)) ? 0 : 1;
			while (failures > 0 && this.driver.plan().reconnect() && this.driver.end() - System.nanoTime() > 0) {
				Thread.sleep(Backoff.DEFAULT.delay(failures));
				ClientConnection again = open();
				failures = (again == null) ? failures + 1 : send(again) ? 0 : 1;
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
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
		catch (IOException ex) {
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
	private boolean send(ClientConnection open) throws InterruptedException {
		LoadLoop loop = (this.driver.plan().rate() == 0) ? new ClosedLoop(this.driver, this.number, open)
				: new PacedLoop(this.driver, this.number, open);
		try (open) {
			loop.run();
			return true;
		}
		catch (IOException ex) {
			boolean over = this.driver.isOver();
			this.driver.tally().error(over ? "unanswered" : Failures.talking(ex), Math.max(1, loop.unanswered()));
			return over;
		}
	}

}

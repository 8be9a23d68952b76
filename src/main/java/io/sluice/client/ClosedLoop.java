package io.sluice.client;

import java.io.IOException;

/**
 * Sends the next message when one has been answered. One thread writes and reads, so that
 * what goes out together shares a system call.
 */
final class ClosedLoop implements LoadLoop {

	private final LoadDriver driver;

	private final int number;

	private final ClientConnection connection;

	/** When each message on its way was sent; a ring. */
	private final long[] sentAt;

	private int first;

	private int count;

	ClosedLoop(LoadDriver driver, int number, ClientConnection connection) {
		this.driver = driver;
		this.number = number;
		this.connection = connection;
		this.sentAt = new long[driver.plan().inFlight()];
	}

	@Override
	public void run() throws IOException {
		long now = System.nanoTime();
		send(now);
		while (this.count > 0) {
			byte[] reply = this.connection.read();
			if (reply == null) {
				throw new IOException(Failures.CLOSED_BY_PEER);
			}
			now = System.nanoTime();
			this.driver.tally().reply(this.number, reply, now - this.sentAt[this.first]);
			this.first = (this.first + 1) % this.sentAt.length;
			this.count--;
			send(now);
		}
	}

	private void send(long now) throws IOException {
		while (this.count < this.sentAt.length && this.driver.end() - now > 0) {
			this.sentAt[(this.first + this.count) % this.sentAt.length] = now;
			this.count++;
			this.connection.write(this.driver.plan().message());
		}
	}

	@Override
	public int unanswered() {
		return this.count;
	}

}

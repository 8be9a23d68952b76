package io.sluice.client;

import java.io.IOException;

/**
 * Sends the next message when one has been answered. One thread writes and reads, so that
 * what goes out together shares a system call.
 */
final class ClosedLoop implements LoadLoop {

	/**
	 * More on its way could fill the buffers of both ends, so that a server that waits to
	 * be read from reads no more, and the two wait for each other.
	 */
	private static final int MAX_BYTES_IN_FLIGHT = 256 * 1024;

	private final byte[] message;

	private final LoadTally tally;

	private final int number;

	private final ClientConnection connection;

	private final long end;

	/** When each message on its way was sent; a ring. */
	private final long[] sentAt;

	private int first;

	private int count;

	private long answeredAt;

	ClosedLoop(LoadPlan plan, LoadTally tally, int number, ClientConnection connection, Schedule schedule) {
		this.message = plan.message();
		this.tally = tally;
		this.number = number;
		this.connection = connection;
		this.end = schedule.end();
		this.sentAt = new long[window(plan)];
		this.answeredAt = schedule.start();
	}

	private static int window(LoadPlan plan) {
		return Math.clamp(MAX_BYTES_IN_FLIGHT / Math.max(1, plan.message().length), 1, plan.inFlight());
	}

	@Override
	public void run() throws IOException {
		long now = System.nanoTime();
		send(now);
		while (this.count > 0) {
			byte[] reply = this.connection.read();
			if (reply == null) {
				throw new IOException(FailureText.CLOSED_BY_PEER);
			}
			now = System.nanoTime();
			this.answeredAt = now;
			this.tally.countReply(this.number, reply, now - this.sentAt[this.first]);
			this.first = (this.first + 1) % this.sentAt.length;
			this.count--;
			send(now);
		}
	}

	private void send(long now) throws IOException {
		while (this.count < this.sentAt.length && this.end - now > 0) {
			this.sentAt[(this.first + this.count) % this.sentAt.length] = now;
			this.count++;
			this.connection.write(this.message);
		}
	}

	@Override
	public int unansweredCount() {
		return this.count;
	}

	@Override
	public long answeredAt() {
		return this.answeredAt;
	}

}

package io.sluice.client;

import java.io.IOException;

/**
 * Sends the next message when a reply arrives. One thread writes and reads, so that
 * messages sent together share a system call.
 */
final class ClosedLoop implements LoadLoop {

	/**
	 * More bytes could fill the socket buffers of both ends. A server that cannot write
	 * its replies stops reading, and both ends would wait for each other.
	 */
	private static final int MAX_BYTES_IN_FLIGHT = 256 * 1024;

	private final byte[] message;

	private final LoadTally tally;

	private final int number;

	private final ClientConnection connection;

	private final long end;

	/** The send times of the messages in flight; a ring buffer. */
	private final long[] sentAt;

	private int first;

	private int count;

	private long lastReplyAt;

	ClosedLoop(LoadPlan plan, LoadTally tally, int number, ClientConnection connection, Schedule schedule) {
		this.message = plan.message();
		this.tally = tally;
		this.number = number;
		this.connection = connection;
		this.end = schedule.end();
		this.sentAt = new long[window(plan)];
		this.lastReplyAt = schedule.start();
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
			this.lastReplyAt = now;
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
	public long lastReplyAt() {
		return this.lastReplyAt;
	}

}

package io.sluice.client;

import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * Sends messages at the times of a schedule. Latency counts from the scheduled time, so
 * it includes the time for which a message had to wait for earlier replies. Counting from
 * the actual send would omit that time ("coordinated omission").
 */
final class PacedLoop implements LoadLoop {

	/** The error of a message that was due but not sent. */
	static final String NOT_SENT = "not sent";

	private static final long POLL_MILLIS = 1;

	private final byte[] message;

	private final LoadTally tally;

	private final int number;

	private final ClientConnection connection;

	private final Schedule schedule;

	/** The scheduled times of the messages in flight. */
	private final BlockingQueue<Long> due;

	private volatile @Nullable IOException failure;

	private volatile long lastReplyAt;

	PacedLoop(LoadPlan plan, LoadTally tally, int number, ClientConnection connection, Schedule schedule) {
		this.message = plan.message();
		this.tally = tally;
		this.number = number;
		this.connection = connection;
		this.schedule = schedule;
		this.lastReplyAt = schedule.start();
		this.due = new LinkedBlockingQueue<>(plan.inFlight());
	}

	@Override
	public void run() throws IOException, InterruptedException {
		Thread reader = Thread.startVirtualThread(this::read);
		// after a reconnect, messages that were due in between are left out
		this.tally.countError(NOT_SENT, this.schedule.skipTo(System.nanoTime()));
		while (!this.schedule.isOver() && this.failure == null) {
			awaitTime(this.schedule.next());
			send(this.schedule.next());
		}
		if (this.failure == null) {
			// a close costs more than a message and would disturb other connections
			awaitTime(this.schedule.end());
		}
		while (!this.due.isEmpty() && reader.isAlive()) {
			Thread.sleep(POLL_MILLIS);
		}
		IOException cause = this.failure;
		if (cause != null) {
			throw cause;
		}
		this.connection.close();
		reader.join();
	}

	private static void awaitTime(long nanos) throws InterruptedException {
		long left = nanos - System.nanoTime();
		if (left > 0) {
			TimeUnit.NANOSECONDS.sleep(left);
		}
	}

	private void send(long dueAt) throws IOException, InterruptedException {
		while (!this.due.offer(dueAt, POLL_MILLIS * 100, TimeUnit.MILLISECONDS)) {
			// the maximum number of messages is in flight
			if (this.failure != null) {
				return;
			}
		}
		this.schedule.advance();
		this.connection.write(this.message);
		this.connection.flush();
	}

	private void read() {
		try {
			for (byte[] reply = this.connection.read(); reply != null; reply = this.connection.read()) {
				record(reply, System.nanoTime());
			}
			this.failure = new IOException(FailureText.CLOSED_BY_PEER);
		}
		catch (IOException ex) {
			// also thrown by the close at the end, where it has no effect
			this.failure = ex;
		}
		catch (RuntimeException ex) {
			this.failure = new IOException(ex.getMessage(), ex);
		}
	}

	private void record(byte[] reply, long now) {
		Long dueAt = this.due.poll();
		if (dueAt != null) {
			this.lastReplyAt = now;
			this.tally.countReply(this.number, reply, now - dueAt);
		}
	}

	@Override
	public long lastReplyAt() {
		return this.lastReplyAt;
	}

	@Override
	public int unansweredCount() {
		return this.due.size();
	}

}

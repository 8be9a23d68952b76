package io.sluice.client;

import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * Sends at times that were fixed before. Latency counts from there, so that it includes
 * the time for which a message could not be sent because others were not answered
 * ("coordinated omission" would leave it out).
 */
final class PacedLoop implements LoadLoop {

	private static final long POLL_MILLIS = 1;

	private final LoadDriver driver;

	private final int number;

	private final ClientConnection connection;

	/** When each message on its way should have been sent. */
	private final BlockingQueue<Long> due;

	private volatile @Nullable IOException failure;

	PacedLoop(LoadDriver driver, int number, ClientConnection connection) {
		this.driver = driver;
		this.number = number;
		this.connection = connection;
		this.due = new LinkedBlockingQueue<>(driver.plan().inFlight());
	}

	@Override
	public void run() throws IOException, InterruptedException {
		Thread reader = Thread.startVirtualThread(this::read);
		LoadPlan plan = this.driver.plan();
		double interval = plan.connections() * 1e9 / plan.rate();
		double next = this.driver.start() + interval * this.number / plan.connections();
		while (next < System.nanoTime() - interval) {
			// connected again: what was due meanwhile is not made up for
			next += interval;
		}
		while (next - this.driver.end() < 0 && this.failure == null) {
			awaitTime((long) next);
			send((long) next);
			next += interval;
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
		while (this.failure == null && !this.due.offer(dueAt, POLL_MILLIS * 100, TimeUnit.MILLISECONDS)) {
			// as many as allowed are on their way
		}
		this.connection.write(this.driver.plan().message());
		this.connection.flush();
	}

	private void read() {
		try {
			byte[] reply = this.connection.read();
			while (reply != null) {
				Long dueAt = this.due.poll();
				if (dueAt != null) {
					this.driver.tally().reply(this.number, reply, System.nanoTime() - dueAt);
				}
				reply = this.connection.read();
			}
			this.failure = new IOException(Failures.CLOSED_BY_PEER);
		}
		catch (IOException ex) {
			// closing the connection at the end comes here too, when nobody asks any more
			this.failure = ex;
		}
	}

	@Override
	public int unanswered() {
		return this.due.size();
	}

}

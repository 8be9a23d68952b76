package io.sluice.client;

import java.io.IOException;

import io.sluice.process.Backoff;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a load. It runs on its own virtual thread.
 */
final class LoadConnection implements Runnable {

	private final LoadPlan plan;

	private final LoadTally tally;

	private final StartBarrier startBarrier;

	private final int number;

	private final Destination destination;

	private volatile @Nullable ClientConnection connection;

	private volatile boolean wasOpen;

	/** Whether the driver has stopped waiting for replies. */
	private volatile boolean stopped;

	/** Whether the latest connection received a reply; used by its own thread only. */
	private boolean hadReply;

	LoadConnection(LoadPlan plan, LoadTally tally, StartBarrier startBarrier, int number) {
		this.plan = plan;
		this.tally = tally;
		this.startBarrier = startBarrier;
		this.number = number;
		this.destination = plan.destination(number);
	}

	boolean hasOpened() {
		return this.wasOpen;
	}

	void close() {
		this.stopped = true;
		ClientConnection current = this.connection;
		if (current != null) {
			current.abort();
		}
	}

	@Override
	public void run() {
		try {
			ClientConnection first = openFirst();
			Schedule schedule = new Schedule(this.plan, this.number, this.startBarrier.awaitStart());
			sendUntilEnd(first, schedule);
			this.tally.countError(PacedLoop.NOT_SENT, schedule.skipToEnd());
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
			this.startBarrier.recordOpened();
		}
	}

	private void sendUntilEnd(@Nullable ClientConnection first, Schedule schedule) throws InterruptedException {
		int failures = 0;
		ClientConnection open = first;
		while (open == null || !send(open, schedule)) {
			failures = (open != null && this.hadReply) ? 1 : failures + 1;
			if (!this.plan.reconnect() || schedule.end() - System.nanoTime() <= 0) {
				return;
			}
			Thread.sleep(Backoff.DEFAULT.delay(failures));
			open = open();
		}
	}

	private @Nullable ClientConnection open() throws InterruptedException {
		this.startBarrier.beginConnecting();
		try {
			ClientConnection open = ClientConnection.open(this.destination, !this.plan.isPaced());
			this.connection = open;
			this.wasOpen = true;
			return open;
		}
		catch (IOException | RuntimeException ex) {
			this.tally.countError(FailureText.ofConnect(ex, this.destination.connectTimeout()), 1);
			return null;
		}
		finally {
			this.startBarrier.endConnecting();
		}
	}

	/**
	 * Send until the end of the load.
	 * @return {@code false} if the connection ended earlier
	 */
	private boolean send(ClientConnection open, Schedule schedule) throws InterruptedException {
		LoadLoop loop = this.plan.isPaced() ? new PacedLoop(this.plan, this.tally, this.number, open, schedule)
				: new ClosedLoop(this.plan, this.tally, this.number, open, schedule);
		try (open) {
			loop.run();
			return true;
		}
		catch (IOException | RuntimeException ex) {
			boolean ended = this.stopped;
			this.tally.countError(ended ? "unanswered" : FailureText.ofExchange(ex),
					Math.max(1, loop.unansweredCount()));
			return ended;
		}
		finally {
			long replyNanos = loop.lastReplyAt() - schedule.start();
			this.hadReply = replyNanos > 0;
			this.tally.recordLastReply(replyNanos);
		}
	}

}

package io.sluice.client;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

/**
 * One connection of a load, on a virtual thread of its own.
 */
final class LoadConnection implements Runnable {

	private final LoadPlan plan;

	private final LoadTally tally;

	private final StartLine startLine;

	private final int number;

	private final Destination destination;

	private volatile @Nullable ClientConnection connection;

	private volatile boolean wasOpen;

	/** Whether the driver waits for answers no longer. */
	private volatile boolean over;

	/** Whether the last connection had an answer; for its own thread. */
	private boolean answered;

	LoadConnection(LoadPlan plan, LoadTally tally, StartLine startLine, int number) {
		this.plan = plan;
		this.tally = tally;
		this.startLine = startLine;
		this.number = number;
		this.destination = plan.destination(number);
	}

	boolean hasOpened() {
		return this.wasOpen;
	}

	/**
	 * End what is under way.
	 */
	void close() {
		this.over = true;
		ClientConnection current = this.connection;
		if (current != null) {
			current.abort();
		}
	}

	@Override
	public void run() {
		try {
			ClientConnection first = openFirst();
			Schedule schedule = new Schedule(this.plan, this.number, this.startLine.awaitBegin());
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
			this.startLine.recordOpened();
		}
	}

	private void sendUntilEnd(@Nullable ClientConnection first, Schedule schedule) throws InterruptedException {
		int failures = 0;
		ClientConnection open = first;
		while (open == null || !send(open, schedule)) {
			failures = (open != null && this.answered) ? 1 : failures + 1;
			if (!this.plan.reconnect() || schedule.end() - System.nanoTime() <= 0) {
				return;
			}
			Thread.sleep(Backoff.DEFAULT.delay(failures));
			open = open();
		}
	}

	private @Nullable ClientConnection open() throws InterruptedException {
		this.startLine.beginConnecting();
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
			this.startLine.endConnecting();
		}
	}

	/**
	 * Send until the end.
	 * @return {@code false} where the connection ended before
	 */
	private boolean send(ClientConnection open, Schedule schedule) throws InterruptedException {
		LoadLoop loop = this.plan.isPaced() ? new PacedLoop(this.plan, this.tally, this.number, open, schedule)
				: new ClosedLoop(this.plan, this.tally, this.number, open, schedule);
		try (open) {
			loop.run();
			return true;
		}
		catch (IOException | RuntimeException ex) {
			boolean ended = this.over;
			this.tally.countError(ended ? "unanswered" : FailureText.ofExchange(ex),
					Math.max(1, loop.unansweredCount()));
			return ended;
		}
		finally {
			long answeredAfter = loop.answeredAt() - schedule.start();
			this.answered = answeredAfter > 0;
			this.tally.countTime(answeredAfter);
		}
	}

}

package io.sluice.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Puts load on a server: opens all connections, then sends over all of them for a while,
 * and waits for the last answers.
 */
public final class LoadDriver {

	private static final Duration PROGRESS = Duration.ofMillis(200);

	private static final Duration GRACE = Duration.ofSeconds(5);

	/**
	 * Where messages have their times, all threads are to be there before the first is
	 * due: it would wait for them, and not for the server.
	 */
	private static final Duration PACED_LEAD = Duration.ofSeconds(1);

	private final LoadPlan plan;

	private final LoadTally tally = new LoadTally();

	private final List<LoadConnection> connections = new ArrayList<>();

	private final StartLine startLine;

	/**
	 * Prepare a load.
	 * @param plan what to send
	 */
	public LoadDriver(LoadPlan plan) {
		this.plan = plan;
		this.startLine = new StartLine(plan.connections());
	}

	/**
	 * Shows how a load goes on, a few times a second.
	 */
	@FunctionalInterface
	public interface Progress {

		/**
		 * Show how far a load is.
		 * @param phase what is under way
		 * @param done how much of it is done
		 * @param all how much there is to do
		 * @param answered how many messages have been answered
		 */
		void show(String phase, long done, long all, long answered);

	}

	/**
	 * Put the load on the server.
	 * @param progress hears how it goes on
	 * @return what came of it
	 */
	public LoadReport run(Progress progress) throws InterruptedException {
		long before = System.nanoTime();
		List<Thread> threads = startConnections();
		while (!this.startLine.awaitOpened(PROGRESS.toMillis())) {
			progress.show("connecting", this.plan.connections() - this.startLine.missing(), this.plan.connections(), 0);
		}
		long opened = System.nanoTime();
		long start = opened + (this.plan.isPaced() ? PACED_LEAD.toNanos() : 0);
		this.startLine.begin(start);
		showUntilEnd(progress, start + this.plan.duration().toNanos());
		awaitLastAnswers(threads);
		// answers that came late count, and so does the time they took
		double seconds = Math.max(this.plan.duration().toNanos(), this.tally.lastAnswer()) / 1e9;
		long open = this.connections.stream().filter(LoadConnection::hasOpened).count();
		return new LoadReport((int) open, (opened - before) / 1e9, seconds, this.tally.answers(),
				this.tally.answers() / seconds, this.tally.errors(), this.tally.latencyMicros());
	}

	private List<Thread> startConnections() {
		List<Thread> threads = new ArrayList<>();
		for (int i = 0; i < this.plan.connections(); i++) {
			this.connections.add(new LoadConnection(this.plan, this.tally, this.startLine, i));
		}
		this.connections.forEach((connection) -> threads.add(Thread.startVirtualThread(connection)));
		return threads;
	}

	private void showUntilEnd(Progress progress, long end) throws InterruptedException {
		long all = this.plan.duration().toMillis();
		long left = end - System.nanoTime();
		while (left > 0) {
			TimeUnit.NANOSECONDS.sleep(Math.min(left, PROGRESS.toNanos()));
			left = end - System.nanoTime();
			// before the start there is more left than there is to do
			long done = Math.clamp(all - TimeUnit.NANOSECONDS.toMillis(left), 0, all);
			progress.show("sending", done, all, this.tally.answers());
		}
	}

	private void awaitLastAnswers(List<Thread> threads) throws InterruptedException {
		long deadline = System.nanoTime() + GRACE.toNanos();
		for (Thread thread : threads) {
			thread.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
		}
		this.connections.forEach(LoadConnection::close);
		for (Thread thread : threads) {
			thread.join();
		}
	}

}

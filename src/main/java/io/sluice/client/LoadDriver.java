package io.sluice.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Puts load on a server. It opens all connections, sends messages over them for the
 * duration of the plan, and waits up to 5 s for the last replies.
 */
public final class LoadDriver {

	private static final Duration PROGRESS_PERIOD = Duration.ofMillis(200);

	private static final Duration REPLY_TIMEOUT = Duration.ofSeconds(5);

	/**
	 * With a rate, all threads must have started before the first message is due.
	 * Otherwise its latency would include the wait for these threads.
	 */
	private static final Duration PACED_LEAD = Duration.ofSeconds(1);

	private final LoadPlan plan;

	private final LoadTally tally = new LoadTally();

	private final List<LoadConnection> connections = new ArrayList<>();

	private final StartBarrier startBarrier;

	/**
	 * Create a driver.
	 * @param plan the load
	 */
	public LoadDriver(LoadPlan plan) {
		this.plan = plan;
		this.startBarrier = new StartBarrier(plan.connections());
	}

	/**
	 * Receives the progress of a load five times a second, on the thread that runs it.
	 */
	@FunctionalInterface
	public interface Progress {

		/**
		 * Show the progress.
		 * @param phase {@code connecting}, in connections, or {@code sending}, in
		 * milliseconds
		 * @param done the completed part of the phase
		 * @param all the whole phase
		 * @param answered the number of messages that have a reply
		 */
		void show(String phase, long done, long all, long answered);

	}

	/**
	 * Run the load. Blocks until it has ended.
	 * @param progress receives the progress
	 * @return the result
	 * @throws InterruptedException if the thread is interrupted
	 */
	public LoadReport run(Progress progress) throws InterruptedException {
		long before = System.nanoTime();
		List<Thread> threads = startConnections();
		while (!this.startBarrier.awaitOpened(PROGRESS_PERIOD.toMillis())) {
			progress.show("connecting", this.plan.connections() - this.startBarrier.pendingCount(),
					this.plan.connections(), 0);
		}
		long opened = System.nanoTime();
		long start = opened + (this.plan.isPaced() ? PACED_LEAD.toNanos() : 0);
		this.startBarrier.start(start);
		showUntilEnd(progress, start + this.plan.duration().toNanos());
		awaitLastReplies(threads);
		// replies after the duration count, and so does their time
		double seconds = Math.max(this.plan.duration().toNanos(), this.tally.lastReplyNanos()) / 1e9;
		long open = this.connections.stream().filter(LoadConnection::hasOpened).count();
		return new LoadReport((int) open, (opened - before) / 1e9, seconds, this.tally.replyCount(),
				this.tally.replyCount() / seconds, this.tally.errors(), this.tally.latencyMicros());
	}

	private List<Thread> startConnections() {
		List<Thread> threads = new ArrayList<>();
		for (int i = 0; i < this.plan.connections(); i++) {
			this.connections.add(new LoadConnection(this.plan, this.tally, this.startBarrier, i));
		}
		this.connections.forEach((connection) -> threads.add(Thread.startVirtualThread(connection)));
		return threads;
	}

	private void showUntilEnd(Progress progress, long end) throws InterruptedException {
		long all = this.plan.duration().toMillis();
		long left = end - System.nanoTime();
		while (left > 0) {
			TimeUnit.NANOSECONDS.sleep(Math.min(left, PROGRESS_PERIOD.toNanos()));
			left = end - System.nanoTime();
			// before the start, more time is left than the duration
			long done = Math.clamp(all - TimeUnit.NANOSECONDS.toMillis(left), 0, all);
			progress.show("sending", done, all, this.tally.replyCount());
		}
	}

	private void awaitLastReplies(List<Thread> threads) throws InterruptedException {
		long deadline = System.nanoTime() + REPLY_TIMEOUT.toNanos();
		for (Thread thread : threads) {
			thread.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
		}
		this.connections.forEach(LoadConnection::close);
		for (Thread thread : threads) {
			thread.join();
		}
	}

}

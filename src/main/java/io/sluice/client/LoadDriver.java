package io.sluice.client;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * Puts load on a server: opens all connections, then sends over all of them for a while,
 * and waits for the last answers.
 */
public final class LoadDriver {

	/** More at once would overflow a server's backlog, and measure SYN retries. */
	private static final int CONNECTING_AT_ONCE = 256;

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

	private final Semaphore connecting = new Semaphore(CONNECTING_AT_ONCE);

	private final CountDownLatch opened;

	private final CountDownLatch begin = new CountDownLatch(1);

	private volatile long start;

	private volatile long end;

	private volatile boolean over;

	/**
	 * Prepare a load.
	 * @param plan what to send
	 */
	public LoadDriver(LoadPlan plan) {
		this.plan = plan;
		this.opened = new CountDownLatch(plan.connections());
	}

	/**
	 * Hears how a load goes on, a few times a second.
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
		while (!this.opened.await(PROGRESS.toMillis(), TimeUnit.MILLISECONDS)) {
			progress.show("connecting", this.plan.connections() - this.opened.getCount(), this.plan.connections(), 0);
		}
		long opened = System.nanoTime();
		this.start = opened + ((this.plan.rate() > 0) ? PACED_LEAD.toNanos() : 0);
		this.end = this.start + this.plan.duration().toNanos();
		this.begin.countDown();
		sendUntilTheEnd(progress);
		awaitLastAnswers(threads);
		// answers that came late count, and so does the time they took
		double seconds = Math.max(this.end - this.start, this.tally.lastAnswer()) / 1e9;
		long open = this.connections.stream().filter(LoadConnection::wasOpen).count();
		return new LoadReport((int) open, (opened - before) / 1e9, seconds, this.tally.answered(),
				this.tally.answered() / seconds, this.tally.errors(), this.tally.latencyMicros());
	}

	private List<Thread> startConnections() {
		List<Thread> threads = new ArrayList<>();
		for (int i = 0; i < this.plan.connections(); i++) {
			this.connections.add(new LoadConnection(this, i, source(i)));
		}
		this.connections.forEach((connection) -> threads.add(Thread.startVirtualThread(connection)));
		return threads;
	}

	private @Nullable InetAddress source(int number) {
		List<InetAddress> sources = this.plan.sources();
		return sources.isEmpty() ? null : sources.get(number % sources.size());
	}

	private void sendUntilTheEnd(Progress progress) throws InterruptedException {
		long all = this.plan.duration().toMillis();
		long left = this.end - System.nanoTime();
		while (left > 0) {
			TimeUnit.NANOSECONDS.sleep(Math.min(left, PROGRESS.toNanos()));
			left = this.end - System.nanoTime();
			// before the start there is more left than there is to do
			long done = Math.clamp(all - TimeUnit.NANOSECONDS.toMillis(left), 0, all);
			progress.show("sending", done, all, this.tally.answered());
		}
	}

	private void awaitLastAnswers(List<Thread> threads) throws InterruptedException {
		long deadline = System.nanoTime() + GRACE.toNanos();
		for (Thread thread : threads) {
			thread.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
		}
		this.over = true;
		this.connections.forEach(LoadConnection::close);
		for (Thread thread : threads) {
			thread.join();
		}
	}

	LoadPlan plan() {
		return this.plan;
	}

	LoadTally tally() {
		return this.tally;
	}

	Semaphore connecting() {
		return this.connecting;
	}

	/**
	 * A connection has been opened, or cannot be.
	 */
	void opened() {
		this.opened.countDown();
	}

	/**
	 * Wait until all connections have been opened, or cannot be.
	 */
	void awaitBegin() throws InterruptedException {
		this.begin.await();
	}

	/**
	 * When a connection's messages are due.
	 */
	Schedule schedule(int connection) {
		return new Schedule(this.plan, connection, this.start, this.end);
	}

	long start() {
		return this.start;
	}

	long end() {
		return this.end;
	}

	/**
	 * Whether nobody waits for answers any more.
	 */
	boolean isOver() {
		return this.over;
	}

}

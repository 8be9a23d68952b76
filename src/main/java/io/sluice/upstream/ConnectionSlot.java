package io.sluice.upstream;

import java.io.IOException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

import io.sluice.client.Destination;
import io.sluice.client.SharedConnection;
import io.sluice.process.Backoff;
import io.sluice.process.Lease;
import io.sluice.process.LogLimit;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one connection to an address open. A connection that takes no more requests has a
 * successor, while its last replies may still arrive.
 */
@RequiredArgsConstructor
@Slf4j(topic = "io.sluice.upstream")
final class ConnectionSlot {

	/** The time between two checks whether the slot has been stopped. */
	private static final long PATIENCE_MILLIS = 250;

	private final Destination destination;

	private final SharedConnection.Terms terms;

	private final Backoff reconnect;

	private final ConnectionObserver observer;

	/** The lease without which there is no connection, or {@code null}. */
	private final @Nullable Lease lease;

	private final LogLimit warnings = new LogLimit();

	/** The current connection, and former ones whose replies may still arrive. */
	private final Queue<SharedConnection> open = new ConcurrentLinkedQueue<>();

	private volatile @Nullable SharedConnection current;

	/** Whether a request may wait for the connection that is being opened. */
	private volatile boolean expected;

	private volatile @Nullable Thread thread;

	void start(String name) {
		this.expected = true;
		Thread runner = Thread.ofVirtual().name("sluice-upstream-" + name).unstarted(this::run);
		this.thread = runner;
		runner.start();
	}

	/**
	 * Close the connections. Requests in flight fail.
	 */
	void stop() {
		Thread runner = this.thread;
		this.thread = null;
		LockSupport.unpark(runner);
		this.open.forEach(SharedConnection::close);
	}

	private void run() {
		int failures = 0;
		while (isRunning()) {
			failures = awaitLease() ? runGuarded(failures) : 0;
			if (failures > 0 && Lease.allows(this.lease)) {
				pause(this.reconnect.delay(failures));
			}
		}
	}

	/**
	 * Even an Error must not end the attempts: nothing else would open a connection.
	 */
	private int runGuarded(int failures) {
		try {
			int after = runConnection(failures);
			// a connection that was used may have ended in order
			this.expected = after <= 1 && this.expected;
			this.observer.recordChange();
			return after;
		}
		catch (RuntimeException | Error ex) {
			this.warnings.log(log, "[{}] the connection is opened again after a failure", this.destination, ex);
			return failures + 1;
		}
	}

	/**
	 * Wait for the lease for a while. Meanwhile no request waits for the connection.
	 */
	private boolean awaitLease() {
		Lease required = this.lease;
		if (required == null || required.isValid()) {
			return true;
		}
		this.expected = false;
		this.observer.recordChange();
		try {
			return required.await(PATIENCE_MILLIS);
		}
		catch (InterruptedException ex) {
			// not a thread of the application: only a stop ends it
			return false;
		}
	}

	private boolean isRunning() {
		return Thread.currentThread() == this.thread;
	}

	/**
	 * Open a connection, and send requests until it takes no more.
	 * @return the number of attempts in a row that led to no reply
	 */
	private int runConnection(int failures) {
		SharedConnection opened;
		try {
			opened = SharedConnection.open(this.destination, this.terms, null, this.lease);
		}
		catch (IOException | RuntimeException ex) {
			this.expected = false;
			if (Lease.allows(this.lease)) {
				this.observer.recordConnectFailure(ex);
			}
			return failures + 1;
		}
		this.open.add(opened);
		this.current = opened;
		this.expected = true;
		if (!isRunning()) {
			opened.close();
		}
		try {
			this.observer.recordOpen();
		}
		finally {
			runToEnd(opened);
		}
		return opened.isAnswered() ? 0 : failures + 1;
	}

	private void runToEnd(SharedConnection opened) {
		try {
			opened.run();
		}
		finally {
			// a later start may have set another connection
			if (this.current == opened) {
				this.current = null;
			}
			this.observer.recordEnd(opened);
		}
	}

	private void pause(Duration delay) {
		long end = System.nanoTime() + delay.toNanos();
		long left = delay.toNanos();
		while (left > 0 && isRunning()) {
			LockSupport.parkNanos(this, left);
			left = end - System.nanoTime();
		}
	}

	@Nullable SharedConnection current() {
		return this.current;
	}

	/**
	 * The number of requests in flight, on former connections too.
	 */
	int inFlight() {
		return this.open.stream().mapToInt(SharedConnection::inFlight).sum();
	}

	boolean isExpected() {
		return this.expected && this.thread != null;
	}

	/**
	 * End requests whose deadlines have passed. Called by one thread.
	 */
	void expire(long now) {
		this.open.forEach((connection) -> connection.expire(now));
		this.open.removeIf(SharedConnection::isEnded);
	}

	/**
	 * Observes the life of a connection. Called by the connection's thread.
	 */
	interface ConnectionObserver {

		/** A connection has been opened. */
		void recordOpen();

		/** An attempt to connect has failed. */
		void recordConnectFailure(Exception failure);

		/** A connection takes no more requests. */
		void recordEnd(SharedConnection ended);

		/**
		 * The state of the connection has changed, so requests that wait must check
		 * again.
		 */
		void recordChange();

	}

}

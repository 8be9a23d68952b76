package io.sluice.cluster;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.integration.support.locks.DistributedLock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The lock of an election, as Spring Integration uses it.
 */
class LeasedLockTests {

	private static final LeaseTerms LONG = terms(Duration.ofMinutes(5));

	private final List<String> events = new CopyOnWriteArrayList<>();

	private final LeaseTimer timer = new LeaseTimer();

	private final StubLock shared = new StubLock();

	/** Whether the place of the locks may have forgotten them. */
	private boolean forgetful;

	private final ExpiringLease lease = new ExpiringLease("test", System::nanoTime);

	LeasedLockTests() {
		this.lease.add(() -> this.events.add("connections closed"));
	}

	private static LeaseTerms terms(Duration timeToLive) {
		return new LeaseTerms(timeToLive, Duration.ofMillis(40), Duration.ofMillis(10), Duration.ofMillis(10));
	}

	private LeasedLock lock(LeaseTerms terms) {
		return new LeasedLock("test", new SharedLock(this.shared, terms.timeToLive(), () -> !this.forgetful),
				this.lease, terms, this.timer);
	}

	private static boolean tryLock(LeasedLock lock) throws InterruptedException {
		return lock.tryLock(40, TimeUnit.MILLISECONDS);
	}

	@AfterEach
	void close() {
		this.timer.close();
	}

	@Test
	void theConnectionsAreClosedBeforeAnotherProcessCanAcquireIt() throws InterruptedException {
		LeasedLock lock = lock(LONG);
		assertThat(tryLock(lock)).isTrue();
		assertThat(this.lease.isValid()).isTrue();
		// a renewal is a second acquisition, given up at once
		assertThat(tryLock(lock)).isTrue();
		lock.unlock();
		assertThat(this.lease.isValid()).isTrue();
		lock.unlock();
		assertThat(this.lease.isValid()).isFalse();
		assertThat(this.events).containsExactly("connections closed", "given up");
	}

	@Test
	void theLockOfAnotherProcessIsWaitedForAndNotTaken() throws InterruptedException {
		this.shared.acquires = () -> false;
		assertThat(tryLock(lock(LONG))).isFalse();
		assertThat(this.lease.isValid()).isFalse();
	}

	@Test
	void aLockThatAnotherProcessHasAcquiredEndsTheLeaseAtOnce() throws InterruptedException {
		LeasedLock lock = lock(LONG);
		assertThat(tryLock(lock)).isTrue();
		this.shared.acquires = () -> false;
		assertThat(tryLock(lock)).isFalse();
		assertThat(this.lease.isValid()).isFalse();
		// the other process would lose it
		assertThat(this.events).containsExactly("connections closed");
	}

	@Test
	void aLockThatMayHaveBeenForgottenIsRenewedAndNotAcquired() throws InterruptedException {
		LeasedLock lock = lock(LONG);
		this.forgetful = true;
		assertThat(tryLock(lock)).isFalse();
		this.forgetful = false;
		assertThat(tryLock(lock)).isTrue();
		this.forgetful = true;
		assertThat(tryLock(lock)).isTrue();
		assertThat(this.lease.isValid()).isTrue();
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void theReasonOfAFailureIsLogged(CapturedOutput output) throws InterruptedException {
		this.shared.acquires = () -> {
			throw new IllegalStateException("no lock",
					new IllegalStateException("no reply", new IllegalStateException("NOREPLICAS")));
		};
		assertThat(tryLock(lock(LONG))).isFalse();
		assertThat(output).contains("the lease cannot be acquired: no lock: NOREPLICAS");
	}

	@Test
	void aRenewalThatFailsIsRepeated() throws InterruptedException {
		LeasedLock lock = lock(LONG);
		assertThat(tryLock(lock)).isTrue();
		int[] failures = { 3 };
		this.shared.acquires = () -> {
			if (failures[0]-- > 0) {
				throw new IllegalStateException("on purpose");
			}
			return true;
		};
		assertThat(tryLock(lock)).isTrue();
		lock.unlock();
		assertThat(this.lease.isValid()).isTrue();
		assertThat(this.events).isEmpty();
	}

	@Test
	void aRenewalThatFailsUntilTheEndOfTheTermLosesTheLeaseAndGivesNothingUp() throws InterruptedException {
		LeasedLock lock = lock(terms(Duration.ofMillis(200)));
		assertThat(tryLock(lock)).isTrue();
		this.shared.acquires = () -> {
			throw new IllegalStateException("on purpose");
		};
		assertThat(tryLock(lock)).isFalse();
		// the timer may be about to close them
		await().untilAsserted(() -> assertThat(this.events).containsExactly("connections closed"));
		this.shared.acquires = () -> true;
		assertThat(tryLock(lock)).isTrue();
		lock.unlock();
		assertThat(this.events).containsExactly("connections closed", "connections closed", "given up");
	}

	@Test
	void anAcquisitionThatTookLongerThanItLastsIsNoLease() throws InterruptedException {
		LeasedLock lock = lock(terms(Duration.ofMillis(60)));
		this.shared.acquires = () -> {
			long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(60);
			while (System.nanoTime() - end < 0) {
				Thread.onSpinWait();
			}
			return true;
		};
		assertThat(tryLock(lock)).isFalse();
		assertThat(this.events).isEmpty();
	}

	/**
	 * A lock that processes share, of one of them.
	 */
	private final class StubLock extends ReentrantLock implements DistributedLock {

		private static final long serialVersionUID = 1L;

		private transient BooleanSupplier acquires = () -> true;

		@Override
		public boolean tryLock(Duration waitTime, Duration ttl) {
			if (!this.acquires.getAsBoolean()) {
				return false;
			}
			lock();
			return true;
		}

		@Override
		public void lock(Duration ttl) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void unlock() {
			if (getHoldCount() == 1) {
				LeasedLockTests.this.events.add("given up");
			}
			super.unlock();
		}

	}

}

package io.sluice.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import io.sluice.process.LeaseUser;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A lease that ends by the clock.
 */
class ExpiringLeaseTests {

	/** Near the end of its range, as {@link System#nanoTime()} may be. */
	private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 50);

	private final ExpiringLease lease = new ExpiringLease("test", this.clock::get);

	private final List<String> ended = new ArrayList<>();

	private boolean grant(long nanos) {
		return this.lease.grant(this.clock.get() + nanos);
	}

	@Test
	void itIsValidFromTheGrantToTheEndOfItsTerm() {
		assertThat(this.lease.isValid()).isFalse();
		assertThat(grant(100)).isTrue();
		this.clock.addAndGet(99);
		assertThat(this.lease.isValid()).isTrue();
		this.clock.addAndGet(1);
		assertThat(this.lease.isValid()).isFalse();
	}

	@Test
	void whatUsesItIsEndedOnceInTheOrderOfAddingByWhoeverAsksFirst() {
		this.lease.add(() -> this.ended.add("first"));
		LeaseUser removed = () -> this.ended.add("removed");
		this.lease.add(removed);
		this.lease.add(() -> this.ended.add("second"));
		this.lease.remove(removed);
		grant(100);
		this.clock.addAndGet(100);
		assertThat(this.ended).isEmpty();
		assertThat(this.lease.isValid()).isFalse();
		assertThat(this.lease.isValid()).isFalse();
		assertThat(this.ended).containsExactly("first", "second");
	}

	@Test
	void aUserThatFailsDoesNotKeepAnotherOpen() {
		this.lease.add(() -> {
			throw new IllegalStateException("on purpose");
		});
		this.lease.add(() -> this.ended.add("second"));
		grant(100);
		this.lease.lose();
		assertThat(this.ended).containsExactly("second");
	}

	@Test
	void aRenewalExtendsTheTerm() {
		grant(100);
		this.clock.addAndGet(99);
		assertThat(this.lease.renew(this.clock.get() + 100)).isTrue();
		this.clock.addAndGet(99);
		assertThat(this.lease.isValid()).isTrue();
	}

	@Test
	void aTermThatIsOverCannotBeRenewed() {
		this.lease.add(() -> this.ended.add("user"));
		grant(100);
		this.clock.addAndGet(100);
		assertThat(this.lease.renew(this.clock.get() + 100)).isFalse();
		assertThat(this.lease.isValid()).isFalse();
		assertThat(this.ended).containsExactly("user");
	}

	@Test
	void aTermThatIsAlreadyOverDoesNotBegin() {
		assertThat(grant(0)).isFalse();
		assertThat(this.lease.isValid()).isFalse();
	}

	@Test
	void itCanBeGrantedAgain() throws InterruptedException {
		grant(100);
		this.lease.release();
		assertThat(this.lease.await(0)).isFalse();
		grant(100);
		assertThat(this.lease.await(0)).isTrue();
	}

	@Test
	void whoWaitsForItGoesOnWhenItIsGranted() {
		CompletableFuture<Boolean> waiting = CompletableFuture.supplyAsync(() -> {
			try {
				return this.lease.await(60_000);
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		});
		grant(100);
		assertThat(waiting.join()).isTrue();
	}

	@Test
	void whoAsksDoesNotWaitForTheThreadThatEndsIt() throws InterruptedException {
		CountDownLatch ending = new CountDownLatch(1);
		CountDownLatch asked = new CountDownLatch(1);
		AtomicBoolean waited = new AtomicBoolean();
		this.lease.add(() -> {
			ending.countDown();
			try {
				asked.await();
			}
			catch (InterruptedException ex) {
				waited.set(true);
			}
		});
		grant(100);
		Thread thread = Thread.ofPlatform().start(this.lease::lose);
		ending.await();
		assertThat(this.lease.isValid()).isFalse();
		asked.countDown();
		thread.join();
		assertThat(waited).isFalse();
	}

}

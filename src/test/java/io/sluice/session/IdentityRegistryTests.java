package io.sluice.session;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import io.sluice.session.IdentityRegistry.Claim;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link IdentityRegistry}: who has a name, whatever claims it at once.
 */
class IdentityRegistryTests {

	@Test
	void ofSimultaneousClaimsOneIsLeft() throws InterruptedException {
		for (int round = 0; round < 200; round++) {
			IdentityRegistry<Holder> registry = new IdentityRegistry<>(OnDuplicate.CLOSE_OLD);
			List<Holder> holders = new ArrayList<>();
			AtomicInteger replaced = new AtomicInteger();
			CountDownLatch begin = new CountDownLatch(1);
			List<Thread> threads = new ArrayList<>();
			for (int i = 0; i < 8; i++) {
				Holder holder = new Holder();
				holders.add(holder);
				threads.add(Thread.ofVirtual().start(() -> {
					awaitUninterrupted(begin);
					Claim<Holder> claim = registry.claim("name", holder);
					assertThat(claim.granted()).isTrue();
					replaced.addAndGet((claim.replaced() != null) ? 1 : 0);
				}));
			}
			begin.countDown();
			for (Thread thread : threads) {
				thread.join();
			}
			assertThat(replaced).hasValue(7);
			assertThat(holders).filteredOn((holder) -> registry.isHeld("name", holder))
				.containsExactly(registry.find("name"));
		}
	}

	private static void awaitUninterrupted(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void oneWhoHasEndedCannotKeepAName() {
		IdentityRegistry<Holder> registry = new IdentityRegistry<>(OnDuplicate.REFUSE_NEW);
		Holder old = new Holder();
		Holder late = new Holder();
		assertThat(registry.claim("name", old).granted()).isTrue();
		assertThat(registry.claim("name", late).granted()).isFalse();
		assertThat(registry.claim("name", old).granted()).isTrue();
		old.closed = true;
		assertThat(registry.claim("name", late)).isEqualTo(new Claim<>(true, null));
		registry.release("name", old);
		assertThat(registry.find("name")).isSameAs(late);
	}

	@Test
	void anyNumberMayShareAName() {
		IdentityRegistry<Holder> registry = new IdentityRegistry<>(OnDuplicate.ALLOW);
		List<Holder> holders = new ArrayList<>();
		for (int i = 0; i < 50_000; i++) {
			holders.add(new Holder());
			registry.claim("name", holders.getLast());
		}
		assertThat(registry.find("name")).isSameAs(holders.getLast());
		registry.claim("name", holders.getFirst());
		assertThat(registry.find("name")).isSameAs(holders.getFirst());
		registry.release("name", holders.getFirst());
		for (Holder holder : holders.reversed().subList(0, 49_999)) {
			assertThat(registry.find("name")).isSameAs(holder);
			registry.release("name", holder);
		}
		assertThat(registry.find("name")).isNull();
		assertThat(registry.isHeld("name", holders.getLast())).isFalse();
	}

	private static final class Holder implements NameHolder {

		private volatile boolean closed;

		@Override
		public boolean isClosed() {
			return this.closed;
		}

	}

}

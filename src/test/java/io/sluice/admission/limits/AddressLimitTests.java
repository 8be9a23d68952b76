package io.sluice.admission.limits;

import java.net.InetAddress;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.sluice.socket.IpAddress;
import io.sluice.support.Addresses;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static io.sluice.support.Addresses.address;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * {@link AddressLimit}.
 */
class AddressLimitTests {

	private static final int THREADS = 8;

	private static final int ROUNDS = 20_000;

	private final AddressLimit limit = new AddressLimit(2);

	private final InetAddress client = address("10.0.0.1");

	@Test
	void anAddressEntersUntilItHasAsManyConnectionsAsItMay() {
		assertThat(this.limit.enter(this.client)).isTrue();
		assertThat(this.limit.enter(this.client)).isTrue();
		assertThat(this.limit.enter(this.client)).isFalse();
		assertThat(this.limit.enter(address("10.0.0.2"))).isTrue();
		this.limit.leave(this.client);
		assertThat(this.limit.enter(this.client)).isTrue();
		assertThat(this.limit.enter(this.client)).isFalse();
	}

	@Test
	void aRefusalDoesNotCount() {
		AddressLimit one = new AddressLimit(1);
		assertThat(one.enter(this.client)).isTrue();
		assertThat(one.enter(this.client)).isFalse();
		one.leave(this.client);
		assertThat(one.enter(this.client)).isTrue();
	}

	@Test
	void ipv6CountsByItsNetworkOf64Bits() {
		assertThat(this.limit.enter(address("2001:db8:0:1::1"))).isTrue();
		assertThat(this.limit.enter(address("2001:db8:0:1:ffff:ffff:ffff:ffff"))).isTrue();
		assertThat(this.limit.enter(address("2001:db8:0:1::3"))).isFalse();
		assertThat(this.limit.enter(address("2001:db8:0:2::1"))).isTrue();
		this.limit.leave(address("2001:db8:0:1:7::"));
		assertThat(this.limit.enter(address("2001:db8:0:1::3"))).isTrue();
	}

	@Test
	void anIpv4MappedAddressIsTheIpv4Address() {
		assertThat(this.limit.enter(this.client)).isTrue();
		assertThat(this.limit.enter(Addresses.mapped("10.0.0.1"))).isTrue();
		assertThat(this.limit.enter(this.client)).isFalse();
		assertThat(this.limit.enter(Addresses.mapped("10.0.0.2"))).isTrue();
	}

	@Test
	void ipv4AndIpv6AddressesAreNeverTheSame() {
		AddressLimit one = new AddressLimit(1);
		assertThat(one.enter(address("0.0.0.0"))).isTrue();
		assertThat(one.enter(address("::"))).isTrue();
		assertThat(one.enter(address("0:0:a00:1::"))).isTrue();
		assertThat(one.enter(this.client)).isTrue();
		assertThat(one.enter(address("255.255.255.255"))).isTrue();
	}

	@Test
	void anAddressWithoutConnectionsIsForgotten() {
		for (int i = 0; i < 10_000; i++) {
			InetAddress passing = IpAddress.of(new byte[] { 10, 1, (byte) (i >> 8), (byte) i });
			assertThat(this.limit.enter(passing)).isTrue();
			assertThat(this.limit.addresses()).isEqualTo(1);
			this.limit.leave(passing);
		}
		assertThat(this.limit.addresses()).isZero();
	}

	@Test
	void whoLeavesWithoutHavingEnteredChangesNothing() {
		this.limit.leave(this.client);
		assertThat(this.limit.addresses()).isZero();
		assertThat(IntStream.range(0, 3).filter((i) -> this.limit.enter(this.client)).count()).isEqualTo(2);
	}

	@Test
	void zeroIsNoLimit() {
		AddressLimit none = new AddressLimit(0);
		assertThat(IntStream.range(0, 1000)).allMatch((i) -> none.enter(this.client));
		assertThat(none.addresses()).isZero();
		none.leave(this.client);
	}

	@Test
	void aNegativeLimitIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> new AddressLimit(-1))
			.withMessage("the limit of connections per address must be 0 (no limit) or more, not -1");
	}

	@Test
	@Timeout(60)
	void holdsUnderConcurrency() throws Exception {
		AddressLimit shared = new AddressLimit(3);
		AtomicInteger inside = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		race(() -> {
			if (shared.enter(this.client)) {
				most.accumulateAndGet(inside.incrementAndGet(), Math::max);
				Thread.onSpinWait();
				inside.decrementAndGet();
				shared.leave(this.client);
			}
		});
		assertThat(most.get()).isBetween(1, 3);
		assertThat(shared.addresses()).isZero();
	}

	@Test
	@Timeout(60)
	void nobodyIsRefusedWhereThereIsRoomForAllEvenWhileOthersComeAndGo() throws Exception {
		AddressLimit shared = new AddressLimit(THREADS);
		AtomicInteger refused = new AtomicInteger();
		race(() -> {
			if (shared.enter(this.client)) {
				shared.leave(this.client);
			}
			else {
				refused.incrementAndGet();
			}
		});
		assertThat(refused).hasValue(0);
		assertThat(shared.addresses()).isZero();
	}

	private static void race(Runnable round) throws Exception {
		CyclicBarrier start = new CyclicBarrier(THREADS);
		try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
			for (Future<?> runner : IntStream.range(0, THREADS).mapToObj((i) -> threads.submit(() -> {
				start.await();
				for (int j = 0; j < ROUNDS; j++) {
					round.run();
				}
				return i;
			})).toList()) {
				runner.get();
			}
		}
	}

}

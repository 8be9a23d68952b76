package io.sluice.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;

import io.sluice.spi.MovableConnections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How many connections a pod gives away, and when.
 */
class RebalancerTests {

	private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

	private static final Duration MIN_AGE = Duration.ofMinutes(10);

	private final StubConnections connections = new StubConnections();

	private List<Integer> others = List.of();

	private static RebalanceRule rule(String rate) {
		return new RebalanceRule(1.3, ClosingRate.parse(rate), MIN_AGE);
	}

	private Rebalancer rebalancer(String rate) {
		return new Rebalancer(this.connections, new StubLoads(), rule(rate));
	}

	@ParameterizedTest
	@CsvSource({
			// 2000 and 2000, and two new pods: the mean is 1000
			"2000, '2000 0 0', 701", "1299, '900 900 901', 0", "1300, '900 900 900', 1",
			// what others gave away may bring a pod to the limit
			"1300, '1299 698 703', 1", "1301, '900 900 899', 2",
			// less than the mean, or the only pod, or nobody known
			"0, '2000 2000', 0", "1000, '', 0", "0, '0 0', 0",
			// one more somewhere else would be no better
			"1, '0', 0", "1, '0 0 0', 0", "2, '1', 0", "2, '0', 1", "3, '1 1', 1" })
	void thereIsAnExcessFromTheSkewOn(int own, String others, int excess) {
		List<Integer> counts = Arrays.stream(others.split(" "))
			.filter((text) -> !text.isEmpty())
			.map(Integer::valueOf)
			.toList();
		assertThat(rule("1%/min").excess(own, counts)).isEqualTo(excess);
	}

	@Test
	void anyPodsComeBelowTheSkewAndThenRest() {
		Random random = new Random(24);
		for (int round = 0; round < 1000; round++) {
			int[] pods = IntStream.range(0, 2 + random.nextInt(5)).map((i) -> random.nextInt(200)).toArray();
			RebalanceRule rule = rule("1%/min");
			int moves = 0;
			for (int from = 0; from < pods.length;) {
				int excess = rule.excess(pods[from], others(pods, from));
				if (excess == 0) {
					from++;
					continue;
				}
				pods[from]--;
				int least = IntStream.range(0, pods.length)
					.reduce(0, (one, other) -> (pods[other] < pods[one]) ? other : one);
				pods[least]++;
				assertThat(++moves).as("moves").isLessThan(1000);
				from = 0;
			}
			double mean = Arrays.stream(pods).average().orElseThrow();
			assertThat(Arrays.stream(pods).boxed()).as("round %s", round)
				.allMatch((count) -> count < 1.3 * mean || count <= Math.ceil(mean));
		}
	}

	private static List<Integer> others(int[] pods, int own) {
		return IntStream.range(0, pods.length).filter((i) -> i != own).mapToObj((i) -> pods[i]).toList();
	}

	@Test
	void connectionsAreGivenAwayAtTheRate() {
		this.connections.count = 2000;
		this.others = List.of(2000, 0, 0);
		Rebalancer rebalancer = rebalancer("30%/min");
		rebalancer.rebalance(SECOND);
		assertThat(this.connections.moves).containsExactly(10);
		for (int i = 0; i < 59; i++) {
			rebalancer.rebalance(SECOND);
		}
		assertThat(this.connections.moves.stream().mapToInt(Integer::intValue).sum()).isBetween(590, 600);
	}

	@Test
	void fractionsOfAConnectionAddUp() {
		this.connections.count = 200;
		this.others = List.of(0);
		Rebalancer rebalancer = rebalancer("1%/min");
		for (int i = 0; i < 61; i++) {
			rebalancer.rebalance(SECOND);
		}
		assertThat(this.connections.moves).containsExactly(1, 1);
	}

	@Test
	void noMoreAreGivenAwayThanAreTooManyAndThoseThatLeaveCount() {
		this.connections.count = 2000;
		this.others = List.of(2000, 0, 0);
		this.connections.moving = 699;
		rebalancer("100%/s").rebalance(SECOND);
		assertThat(this.connections.moves).containsExactly(2);
		this.connections.moving = 701;
		rebalancer("100%/s").rebalance(SECOND);
		assertThat(this.connections.moves).containsExactly(2);
	}

	@Test
	void noneIsGivenAwayByAListenerThatDrainsOrIsSuspended() {
		this.connections.count = 2000;
		this.others = List.of(0);
		this.connections.accepting = false;
		rebalancer("100%/s").rebalance(SECOND);
		assertThat(this.connections.moves).isEmpty();
	}

	@Test
	void whatCouldNotBeGivenAwayIsNotMadeUpFor() {
		this.connections.count = 2000;
		this.others = List.of(2000, 0, 0);
		this.connections.old = 0;
		Rebalancer rebalancer = rebalancer("30%/min");
		for (int i = 0; i < 100; i++) {
			rebalancer.rebalance(SECOND);
		}
		this.connections.moves.clear();
		this.connections.old = 2000;
		rebalancer.rebalance(SECOND);
		assertThat(this.connections.moves).allMatch((moved) -> moved <= 21);
	}

	private final class StubLoads implements PodLoads {

		@Override
		public void report(String listener, IntSupplier count) {
		}

		@Override
		public Collection<Integer> others(String listener) {
			return RebalancerTests.this.others;
		}

	}

	private static final class StubConnections implements MovableConnections {

		private final List<Integer> moves = new ArrayList<>();

		private int count;

		private int moving;

		private int old = Integer.MAX_VALUE;

		private boolean accepting = true;

		@Override
		public String listener() {
			return "test";
		}

		@Override
		public boolean isAccepting() {
			return this.accepting;
		}

		@Override
		public int count() {
			return this.count;
		}

		@Override
		public int moving() {
			return this.moving;
		}

		@Override
		public int move(int number, Duration minAge) {
			assertThat(minAge).isEqualTo(MIN_AGE);
			int moved = Math.min(number, this.old);
			this.moves.add(moved);
			return moved;
		}

	}

}

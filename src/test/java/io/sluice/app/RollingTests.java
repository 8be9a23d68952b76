package io.sluice.app;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.sluice.app.NumberingClients.Move;
import io.sluice.support.NeedsPrograms;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Gateways come and go in the middle of the day, as docs/rolling.md says, and clients
 * that connect again go on.
 */
@NeedsPrograms("haproxy")
class RollingTests {

	private static final int CLIENTS = 300;

	/** Of all clients together. */
	private static final int REQUESTS_PER_SECOND = 2000;

	private static final Duration PATIENCE = Duration.ofMinutes(1);

	@TempDir
	private Path directory;

	private GatewayFleet fleet;

	private NumberingClients clients;

	@BeforeEach
	void start() throws Exception {
		this.fleet = new GatewayFleet(this.directory);
		this.fleet.awaitReady();
		this.clients = new NumberingClients(this.fleet.port(), CLIENTS,
				Duration.ofSeconds(CLIENTS).dividedBy(REQUESTS_PER_SECOND));
		await().atMost(PATIENCE).until(() -> !this.clients.gateways().contains(0L));
	}

	@AfterEach
	void stop() {
		try (GatewayFleet _ = this.fleet; NumberingClients _ = this.clients) {
			// the clients first, and neither where the start has failed
		}
	}

	@Test
	void everyRequestIsHandledAndAnsweredOnceWhileEachGatewayIsReplacedTwice() throws Exception {
		long begin = System.nanoTime();
		List<GatewayProcess> replaced = new ArrayList<>();
		for (int index : List.of(0, 1, 2, 0, 1, 2)) {
			replaced.add(this.fleet.replace(index));
		}
		this.clients.finish();
		assertRate(System.nanoTime() - begin);
		assertThat(this.clients.failures()).isEmpty();
		replaced.forEach(this::assertAllIsAnswered);
		this.fleet.stop().forEach(this::assertAllIsAnswered);
		assertThat(this.clients.moves()).extracting(Move::from)
			.hasSameElementsAs(replaced.stream().map(GatewayProcess::pid).toList());
		assertSpread(replaced);
	}

	@Test
	void nothingButWhatWasInFlightInAKilledGatewayIsUnanswered() throws Exception {
		// held first, or a busy machine might kill it in a moment without a request
		GatewayProcess killed = this.fleet.hold(0);
		await().atMost(PATIENCE).until(() -> this.clients.allWaitFor(killed));
		this.fleet.kill(killed);
		await().atMost(PATIENCE).until(() -> !this.clients.gateways().contains(killed.pid()));
		this.clients.finish();
		assertThat(this.clients.failures()).isNotEmpty().allSatisfy((failure) -> {
			assertThat(failure.gateway()).isEqualTo(killed.pid());
			assertThat(failure.reason()).matches("(closed|reset) by peer with 1 request unanswered");
		});
		this.fleet.stop().forEach(this::assertAllIsAnswered);
		assertThat(this.clients.moves()).extracting(Move::from).containsOnly(killed.pid());
	}

	private void assertAllIsAnswered(GatewayProcess ended) {
		assertThat(NumberedRequests.handledBy(ended)).isEqualTo(this.clients.answeredBy(ended));
		assertThat(ended.output()).noneMatch((line) -> line.startsWith(NumberedRequests.TWICE))
			.noneMatch((line) -> line.contains("ERROR") || line.contains("WARN"));
	}

	/**
	 * Other builds may have most of the processors.
	 */
	private void assertRate(long nanos) {
		assertThat(this.clients.answered() * TimeUnit.SECONDS.toNanos(1) / nanos).as("answers a second")
			.isGreaterThan(REQUESTS_PER_SECOND / 4);
	}

	/**
	 * Coarsely, and of all gateways together, as one of them may have had a pause.
	 */
	private void assertSpread(List<GatewayProcess> replaced) {
		long together = 0;
		for (GatewayProcess gateway : replaced) {
			List<Move> moves = this.clients.moves().stream().filter((move) -> move.from() == gateway.pid()).toList();
			assertThat(moves).as("clients of a gateway that was replaced").isNotEmpty();
			together += mostInASecond(moves);
		}
		assertThat(together).isLessThan(this.clients.moves().size() * 7L / 10);
	}

	private static long mostInASecond(Collection<Move> moves) {
		return moves.stream()
			.map((move) -> TimeUnit.NANOSECONDS.toSeconds(move.at()))
			.collect(Collectors.groupingBy(Function.identity(), Collectors.counting()))
			.values()
			.stream()
			.mapToLong(Long::longValue)
			.max()
			.orElse(0);
	}

}

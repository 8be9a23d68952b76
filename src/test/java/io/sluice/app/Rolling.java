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

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Gateways behind HAProxy, and the clients that they serve.
 */
final class Rolling implements AutoCloseable {

	private static final int CLIENTS = 300;

	/** Of all clients together. */
	static final int REQUESTS_PER_SECOND = 2000;

	private final GatewayFleet fleet;

	private final NumberingClients clients;

	/**
	 * Start the fleet and its clients, and wait until every client has a reply.
	 * @param directory the directory for files
	 */
	Rolling(Path directory) throws Exception {
		this.fleet = new GatewayFleet(directory);
		try {
			this.fleet.awaitReady();
		}
		catch (RuntimeException ex) {
			this.fleet.close();
			throw ex;
		}
		this.clients = new NumberingClients(this.fleet.port(), CLIENTS,
				Duration.ofSeconds(CLIENTS).dividedBy(REQUESTS_PER_SECOND));
		await().until(() -> !this.clients.gateways().contains(0L));
	}

	GatewayFleet fleet() {
		return this.fleet;
	}

	NumberingClients clients() {
		return this.clients;
	}

	/**
	 * Replace gateways, and check that every request is handled and answered once.
	 * @param gateways the indexes of the gateways, from 0, in order
	 */
	void replace(List<Integer> gateways) throws Exception {
		long begin = System.nanoTime();
		List<GatewayProcess> replaced = new ArrayList<>();
		for (int index : gateways) {
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

	/**
	 * Check that the clients have a reply to each request that a gateway has handled.
	 */
	void assertAllIsAnswered(GatewayProcess ended) {
		assertThat(NumberedRequests.handledBy(ended)).isEqualTo(this.clients.answeredBy(ended));
		assertThat(ended.output()).noneMatch((line) -> line.startsWith(NumberedRequests.TWICE))
			.noneMatch((line) -> line.contains("ERROR") || line.contains("WARN"));
	}

	/**
	 * Other builds may have most of the processors.
	 */
	private void assertRate(long nanos) {
		assertThat(this.clients.replyCount() * TimeUnit.SECONDS.toNanos(1) / nanos).as("replies a second")
			.isGreaterThan(REQUESTS_PER_SECOND / 4);
	}

	/**
	 * A coarse check over all gateways, because one of them may have paused.
	 */
	private void assertSpread(List<GatewayProcess> replaced) {
		long together = 0;
		for (GatewayProcess gateway : replaced) {
			List<Move> moves = this.clients.moves().stream().filter((move) -> move.from() == gateway.pid()).toList();
			assertThat(moves).as("clients of a gateway that was replaced").isNotEmpty();
			together += maxMovesInASecond(moves);
		}
		assertThat(together).isLessThan(this.clients.moves().size() * 7L / 10);
	}

	private static long maxMovesInASecond(Collection<Move> moves) {
		return moves.stream()
			.map((move) -> TimeUnit.NANOSECONDS.toSeconds(move.at()))
			.collect(Collectors.groupingBy(Function.identity(), Collectors.counting()))
			.values()
			.stream()
			.mapToLong(Long::longValue)
			.max()
			.orElse(0);
	}

	@Override
	public void close() {
		try (GatewayFleet _ = this.fleet; NumberingClients _ = this.clients) {
			// the clients first
		}
	}

}

package io.sluice.telemetry;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

import io.sluice.CloseReason;
import io.sluice.telemetry.AccessEntry.Client;
import io.sluice.telemetry.AccessEntry.End;
import io.sluice.telemetry.RecentError.Kind;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link RecentErrors}: how many are kept, and of whom.
 */
class RecentErrorsTests {

	private final EventMemory memory = EventMemory.on();

	private static RecentError error(String listener, int number) {
		Client client = new Client(listener, "id-" + number,
				new InetSocketAddress(InetAddress.getLoopbackAddress(), 1 + number), null, null, Set.of());
		return RecentError.now(Kind.REQUEST, client, "reason-" + number, null);
	}

	@Test
	void newestErrorsOfAListenerAreKept() {
		IntStream.range(0, 120).forEach((number) -> this.memory.record(error("orders", number)));
		assertThat(this.memory.errors()).hasSize(RecentErrors.CAPACITY)
			.extracting(RecentError::reason)
			.contains("reason-70", "reason-119")
			.doesNotContain("reason-69");
		assertThat(this.memory.errors()).extracting(RecentError::at).isSortedAccordingTo(Comparator.reverseOrder());
	}

	@Test
	void listenerWithManyErrorsDoesNotPushOutTheOneOfAnother() {
		this.memory.record(error("quiet", 0));
		IntStream.range(0, 1000).forEach((number) -> this.memory.record(error("noisy", number)));
		assertThat(this.memory.errors()).filteredOn((error) -> error.client().listener().equals("quiet")).hasSize(1);
	}

	@Test
	void rejectedClientsDoNotPushOutTheErrorsOfOthers() {
		this.memory.record(error("orders", 0));
		InetSocketAddress scanner = new InetSocketAddress("192.0.2.66", 1);
		IntStream.range(0, 1000)
			.forEach((_) -> this.memory.record(RecentError.ofRejected("orders", scanner, CloseReason.ADDRESS_DENIED)));
		assertThat(this.memory.errors()).extracting(RecentError::kind)
			.contains(Kind.REQUEST, Kind.REJECTED)
			.hasSize(1 + RecentErrors.CAPACITY);
	}

	@Test
	void errorsOfManyThreadsAreEachKeptWhole() {
		try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
			for (int thread = 0; thread < 4; thread++) {
				threads.execute(() -> IntStream.range(0, 5000).forEach((number) -> {
					this.memory.record(error("orders", number));
					List<RecentError> errors = this.memory.errors();
					assertThat(errors).isNotNull().hasSizeLessThanOrEqualTo(RecentErrors.CAPACITY);
				}));
			}
		}
		assertThat(this.memory.errors()).hasSize(RecentErrors.CAPACITY)
			.allSatisfy((error) -> assertThat(error.client().connectionId())
				.isEqualTo(error.reason().replace("reason", "id")));
	}

	@Test
	void nothingIsRememberedWhereTheMemoryIsOff() {
		EventMemory.OFF.record(error("orders", 1));
		assertThat(EventMemory.OFF.errors()).isNull();
		assertThat(EventMemory.OFF.isOn()).isFalse();
	}

	@Test
	void endsThatArePlannedOrHappenEveryDayAreNoErrors() {
		assertThat(List.of(CloseReason.CLIENT_CLOSED, CloseReason.CLIENT_RESET, CloseReason.DRAINING,
				CloseReason.REPLACED, CloseReason.ERROR_ANSWERED))
			.noneMatch(End::isError);
		assertThat(List.of(CloseReason.HANDSHAKE_FAILED, CloseReason.FRAME_TIMEOUT, CloseReason.MEMORY_LIMIT,
				CloseReason.SERVER_ERROR))
			.allMatch(End::isError);
	}

}

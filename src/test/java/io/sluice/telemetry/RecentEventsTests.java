package io.sluice.telemetry;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import io.sluice.PushResult.Outcome;
import io.sluice.telemetry.ConnectionEvent.Kind;
import io.sluice.telemetry.ConnectionEvent.Transfer;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link RecentEvents}: what it keeps, and what a reader sees meanwhile.
 */
class RecentEventsTests {

	/** The clock has no fixed origin, and may pass zero. */
	private static final long OPENED = -35;

	private final Moment opened = new Moment(Instant.EPOCH, OPENED);

	private final RecentEvents events = new RecentEvents(OPENED);

	@Test
	void beginsWithTheOpening() {
		assertThat(this.events.list(this.opened))
			.containsExactly(new ConnectionEvent(Kind.OPENED, this.opened.time(), null, null));
	}

	@Test
	void keepsWhatBecameOfAMessage() {
		this.events.recordRequest(OPENED + 10, 3, "ping", "ok", 4);
		this.events.recordRequest(OPENED + 20, Integer.MAX_VALUE, null, "busy", Integer.MAX_VALUE);
		this.events.recordPush(Kind.PUSH, OPENED + 30, 5, Outcome.WRITTEN, true);
		this.events.recordPush(Kind.PUSH, OPENED + 40, 6, Outcome.STUCK, true);
		this.events.recordPush(Kind.ASK, OPENED + 50, 7, Outcome.NOT_CONNECTED, false);
		this.events.recordAnswer(OPENED + 60, 0, false);
		this.events.recordAnswer(OPENED + 70, 9, true);
		assertThat(this.events.list(this.opened)).containsExactly(
				new ConnectionEvent(Kind.OPENED, this.opened.time(), null, null),
				event(Kind.REQUEST, 10, new Transfer(3, "ok", false, "ping", 4)),
				event(Kind.REQUEST, 20, new Transfer(Integer.MAX_VALUE, "busy", false, null, Integer.MAX_VALUE)),
				event(Kind.PUSH, 30, new Transfer(5, "written", false, null, 0)),
				event(Kind.PUSH, 40, new Transfer(6, "stuck", true, null, 0)),
				event(Kind.ASK, 50, new Transfer(7, "not_connected", false, null, 0)),
				event(Kind.ANSWER, 60, new Transfer(0, "ok", false, null, 0)),
				event(Kind.ANSWER, 70, new Transfer(9, "late", false, null, 0)));
	}

	private ConnectionEvent event(Kind kind, int nanos, Transfer transfer) {
		return new ConnectionEvent(kind, this.opened.time().plusNanos(nanos), null, transfer);
	}

	@Test
	void growsToItsCapacityInOrder() {
		for (int i = 0; i <= 2 * RecentEvents.CAPACITY; i++) {
			int from = Math.max(0, i - RecentEvents.CAPACITY);
			assertThat(this.events.list(this.opened).stream().skip(1).map((event) -> event.transfer().size()))
				.containsExactlyElementsOf(IntStream.range(from, i).boxed().toList());
			this.events.recordRequest(OPENED + i, i, "ping", "ok", i);
		}
	}

	@Test
	void messagesPushOnlyMessagesOut() {
		this.events.recordName(OPENED + 1, "first");
		for (int i = 0; i < 10 * RecentEvents.CAPACITY + 3; i++) {
			this.events.recordRequest(OPENED + 10 + i, i, "ping", "ok", 0);
		}
		this.events.recordName(OPENED + 1000, "second");
		this.events.recordName(OPENED + 1001, "first");
		List<ConnectionEvent> listed = this.events.list(this.opened);
		assertThat(listed).extracting(ConnectionEvent::kind)
			.startsWith(Kind.OPENED, Kind.IDENTIFIED, Kind.REQUEST)
			.endsWith(Kind.REQUEST, Kind.IDENTIFIED)
			.hasSize(3 + RecentEvents.CAPACITY);
		assertThat(listed).extracting(ConnectionEvent::name).startsWith(null, "first").endsWith("second");
		assertThat(
				listed.stream().filter((event) -> event.kind() == Kind.REQUEST).map((event) -> event.transfer().size()))
			.containsExactlyElementsOf(
					IntStream.range(9 * RecentEvents.CAPACITY + 3, 10 * RecentEvents.CAPACITY + 3).boxed().toList());
	}

	@Test
	void aReaderSeesWholeEventsWhileOthersRecord() throws Exception {
		int writers = 3;
		CountDownLatch recorded = new CountDownLatch(writers);
		try (ExecutorService threads = Executors.newFixedThreadPool(writers)) {
			List<? extends Future<?>> writes = IntStream.range(0, writers).mapToObj((writer) -> threads.submit(() -> {
				for (int i = 0; i < 50_000; i++) {
					this.events.recordRequest(OPENED + i, i, String.valueOf(i), "writer " + writer, i);
				}
				recorded.countDown();
			})).toList();
			do {
				assertThat(this.events.list(this.opened)).allSatisfy(this::assertWhole)
					.hasSizeLessThanOrEqualTo(1 + RecentEvents.CAPACITY);
			}
			while (recorded.getCount() > 0);
			for (Future<?> write : writes) {
				write.get();
			}
		}
		assertThat(this.events.list(this.opened)).hasSize(1 + RecentEvents.CAPACITY);
	}

	private void assertWhole(ConnectionEvent event) {
		Transfer transfer = event.transfer();
		if (transfer != null) {
			assertThat(Duration.between(this.opened.time(), event.at())).isEqualTo(Duration.ofNanos(transfer.size()));
			assertThat(transfer.route()).isEqualTo(String.valueOf(transfer.size()));
			assertThat(transfer.replySize()).isEqualTo(transfer.size());
		}
	}

	@Test
	void nothingIsRememberedWhereTheMemoryIsOff() {
		assertThat(EventMemory.OFF.begin(OPENED)).isNull();
		assertThat(EventMemory.on().begin(OPENED)).isNotNull();
	}

}

package io.sluice.upstream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;

import io.sluice.ErrorCode;
import io.sluice.TcpHandlerException;
import io.sluice.support.Crowd;
import io.sluice.support.LinePeer;
import io.sluice.upstream.UpstreamException.Failure;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Connections that have one request at a time.
 */
class TcpExclusiveTests {

	private static final Duration LONG = UpstreamUnderTest.LONG;

	@Test
	void requestsWaitForTheirTurnAndThoseBeyondAreBusy() throws Exception {
		CountDownLatch goOn = new CountDownLatch(1);
		Queue<String> seen = new ConcurrentLinkedQueue<>();
		try (LinePeer peer = LinePeer.start((connection, in, out) -> {
			for (String line = in.readLine(); line != null; line = in.readLine()) {
				seen.add(line);
				await().until(() -> goOn.getCount() == 0);
				out.println(line);
			}
		}); UpstreamUnderTest core = UpstreamUnderTest.exclusive(2, LONG, peer.port())) {
			List<CompletableFuture<byte[]>> taken = new ArrayList<>(List.of(core.send("0"), core.send("1")));
			await().until(() -> seen.size() == 2);
			taken.add(core.send("2"));
			taken.add(core.send("3"));
			assertThat(core.send("4")).failsWithin(LONG)
				.withThrowableThat()
				.withCauseInstanceOf(TcpHandlerException.class)
				.satisfies((failure) -> assertThat(((TcpHandlerException) failure.getCause()).getCode())
					.isEqualTo(ErrorCode.BUSY));
			assertThat(seen).hasSize(2);
			goOn.countDown();
			for (int i = 0; i < 4; i++) {
				assertThat(UpstreamUnderTest.text(taken.get(i))).isEqualTo(String.valueOf(i));
			}
		}
	}

	@Test
	void aRequestWhoseTurnDoesNotComeInTimeIsNotSent() throws Exception {
		Queue<String> seen = new ConcurrentLinkedQueue<>();
		Semaphore replies = new Semaphore(0);
		try (LinePeer peer = LinePeer.start((connection, in, out) -> {
			for (String line = in.readLine(); line != null; line = in.readLine()) {
				seen.add(line);
				replies.acquireUninterruptibly();
				out.println(line);
			}
		}); UpstreamUnderTest core = UpstreamUnderTest.exclusive(1, Duration.ofSeconds(1), peer.port())) {
			CompletableFuture<byte[]> first = core.send("first");
			await().until(() -> !seen.isEmpty());
			CompletableFuture<byte[]> second = core.send("second");
			assertThat(UpstreamUnderTest.failure(first)).isEqualTo(Failure.UNANSWERED);
			replies.release(1000);
			assertThat(second.handle((reply, failure) -> failure == null || isNotSent(failure)).join()).isTrue();
			await().until(() -> core.send("third").handle((reply, failure) -> failure == null).get());
		}
	}

	private static boolean isNotSent(Throwable failure) {
		return failure instanceof UpstreamException ex && ex.failure() == Failure.NOT_SENT;
	}

	@Test
	void noConnectionHasTwoRequestsAndEveryRequestGetsItsTurn() throws Exception {
		Queue<String> early = new ConcurrentLinkedQueue<>();
		Set<Integer> used = ConcurrentHashMap.newKeySet();
		try (LinePeer peer = LinePeer.start((connection, in, out) -> {
			for (String line = in.readLine(); line != null; line = in.readLine()) {
				if (in.ready()) {
					early.add(line);
				}
				used.add(connection);
				out.println(line);
			}
		}); UpstreamUnderTest core = UpstreamUnderTest.exclusive(2, LONG, peer.port())) {
			await().until(() -> {
				CompletableFuture.allOf(core.send("one"), core.send("other")).join();
				return used.size() == 2;
			});
			Crowd.each(4, (asker) -> {
				for (int i = 0; i < 200; i++) {
					String line = asker + "/" + i;
					assertThat(core.ask(line)).isEqualTo(line);
				}
			});
			assertThat(early).isEmpty();
			assertThat(peer.accepted()).isEqualTo(2);
		}
	}

}

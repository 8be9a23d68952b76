package io.sluice.upstream;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.sluice.TcpHandlerException;
import io.sluice.support.LinePeer;
import io.sluice.support.Waiting;
import io.sluice.upstream.UpstreamException.Failure;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Requests whose replies are recognized by a key.
 */
class TcpKeyTests {

	private static final Duration LONG = UpstreamUnderTest.LONG;

	private static final int KEYS = 96;

	@Test
	void repliesInAnyOrderReachTheirAskers() throws Exception {
		try (LinePeer peer = LinePeer.start((connection, in, out) -> {
			String one = in.readLine();
			String two = in.readLine();
			out.println(in.readLine());
			out.println(two);
			out.println(one);
		}); UpstreamUnderTest core = UpstreamUnderTest.byKey(1, 8, LONG, peer.port())) {
			CompletableFuture<byte[]> one = core.send("1 a");
			CompletableFuture<byte[]> two = core.send("2 b");
			CompletableFuture<byte[]> three = core.send("3 c");
			assertThat(UpstreamUnderTest.text(one)).isEqualTo("1 a");
			assertThat(UpstreamUnderTest.text(two)).isEqualTo("2 b");
			assertThat(UpstreamUnderTest.text(three)).isEqualTo("3 c");
		}
	}

	@Test
	void aKeyThatIsPendingGoesOverAnotherConnection() throws Exception {
		Queue<String> seen = new ConcurrentLinkedQueue<>();
		try (LinePeer peer = LinePeer.start((connection, in, out) -> {
			for (String line = in.readLine(); line != null; line = in.readLine()) {
				seen.add(connection + ": " + line);
			}
		}); UpstreamUnderTest core = UpstreamUnderTest.byKey(2, 8, LONG, peer.port())) {
			List<CompletableFuture<byte[]>> pending = List.of(core.send("7 a"), core.send("7 b"));
			await().until(() -> seen.size() == 2);
			assertThat(seen).extracting((line) -> line.charAt(0)).containsExactlyInAnyOrder('0', '1');
			assertThat(pending).noneMatch(CompletableFuture::isDone);
		}
	}

	@Test
	@Waiting
	void aKeyThatIsPendingOnAllConnectionsWaits() throws Exception {
		try (TalkingPeer talk = new TalkingPeer();
				UpstreamUnderTest core = UpstreamUnderTest.byKey(1, 8, LONG, talk.peer.port())) {
			CompletableFuture<byte[]> first = core.send("7 first");
			CompletableFuture<byte[]> second = core.send("7 second");
			CompletableFuture<byte[]> other = core.send("8 other");
			assertThat(talk.hear()).isEqualTo("7 first");
			// sent later, and not behind the second
			assertThat(talk.hear()).isEqualTo("8 other");
			talk.say("7 first");
			assertThat(talk.hear()).isEqualTo("7 second");
			talk.say("7 second");
			talk.say("8 other");
			assertThat(UpstreamUnderTest.text(first)).isEqualTo("7 first");
			assertThat(UpstreamUnderTest.text(second)).isEqualTo("7 second");
			assertThat(UpstreamUnderTest.text(other)).isEqualTo("8 other");
		}
	}

	@Test
	@Waiting
	void aLateReplyIsDroppedAndNeverTheReplyOfTheNextRequestWithItsKey() throws Exception {
		Duration timeout = Duration.ofSeconds(2);
		try (TalkingPeer talk = new TalkingPeer();
				UpstreamUnderTest core = UpstreamUnderTest.byKey(1, 8, timeout, talk.peer.port())) {
			CompletableFuture<byte[]> first = core.send("7 first");
			assertThat(talk.hear()).isEqualTo("7 first");
			assertThat(UpstreamUnderTest.failure(first)).isEqualTo(Failure.UNANSWERED);
			CompletableFuture<byte[]> second = core.send("7 second");
			CompletableFuture<byte[]> other = core.send("8 other");
			// the key of the first is reserved, so the second has to wait
			assertThat(talk.hear()).isEqualTo("8 other");
			talk.say("7 first");
			assertThat(talk.hear()).isEqualTo("7 second");
			talk.say("7 second");
			talk.say("8 other");
			assertThat(UpstreamUnderTest.text(second)).isEqualTo("7 second");
			assertThat(UpstreamUnderTest.text(other)).isEqualTo("8 other");
			assertThat(core.upstream.droppedReplies()).isEqualTo(1);
			assertThat(talk.peer.accepted()).isEqualTo(1);
		}
	}

	@Test
	void aReplyThatIsMuchTooLateIsNotThatOfTheNextRequestWithItsKey() throws Exception {
		AtomicReference<PrintWriter> first = new AtomicReference<>();
		try (LinePeer peer = LinePeer.start((connection, in, out) -> {
			if (connection == 0) {
				first.set(out);
				LinePeer.ignore(connection, in, out);
				return;
			}
			for (String line = in.readLine(); line != null; line = in.readLine()) {
				first.get().println("7 first");
				out.println(line);
			}
		}); UpstreamUnderTest core = UpstreamUnderTest.byKey(1, 8, Duration.ofMillis(300), peer.port())) {
			assertThat(UpstreamUnderTest.failure(core.send("7 first"))).isEqualTo(Failure.UNANSWERED);
			// the next ones are not sent until the connection is replaced
			AtomicReference<String> reply = new AtomicReference<>();
			await().until(() -> {
				CompletableFuture<byte[]> third = core.send("7 third");
				third.handle((answer, failure) -> failure).join();
				reply.set(third.isCompletedExceptionally() ? null : UpstreamUnderTest.text(third));
				return reply.get() != null;
			});
			assertThat(reply).hasValue("7 third");
			assertThat(peer.accepted()).isEqualTo(2);
		}
	}

	@Test
	void aConnectionOnWhichTooManyKeysAreReservedIsReplaced() throws Exception {
		try (LinePeer peer = LinePeer.start((connection, in, out) -> {
			if (connection == 0) {
				LinePeer.ignore(connection, in, out);
			}
			LinePeer.echo(connection, in, out);
		}); UpstreamUnderTest core = UpstreamUnderTest.byKey(1, 2, Duration.ofMillis(200), peer.port())) {
			for (int i = 0; i < 3; i++) {
				assertThat(peer.accepted()).isLessThan(2);
				assertThat(UpstreamUnderTest.failure(core.send(i + " lost"))).isEqualTo(Failure.UNANSWERED);
			}
			await().until(() -> peer.accepted() == 2);
			await().until(() -> peer.ended() == 1);
			assertThat(core.ask("0 found")).isEqualTo("0 found");
		}
	}

	@Test
	void aHealthCheckWithoutAReplyDoesNotPreventTheNext() throws Exception {
		HealthCheck check = new HealthCheck("1 PING".getBytes(StandardCharsets.UTF_8),
				"1 PONG".getBytes(StandardCharsets.UTF_8), Duration.ofMillis(20));
		try (LinePeer peer = LinePeer.start((connection, in, out) -> {
			if (connection == 0) {
				LinePeer.ignore(connection, in, out);
			}
			for (String line = in.readLine(); line != null; line = in.readLine()) {
				out.println(line.replace("PING", "PONG"));
			}
		});
				UpstreamUnderTest core = UpstreamUnderTest.start(1, 8,
						new TcpDialogue(Duration.ofMillis(300), UpstreamUnderTest.firstWord(), check), peer.port())) {
			await().until(() -> core.send("2 x").handle((reply, failure) -> failure).get() instanceof UpstreamException
					&& peer.accepted() == 1);
			await().until(() -> core.send("2 x").handle((reply, failure) -> failure == null).get());
		}
	}

	@Test
	void repliesThatAreSentTwiceAreDropped() throws Exception {
		try (LinePeer peer = LinePeer.start((connection, in, out) -> {
			for (String line = in.readLine(); line != null; line = in.readLine()) {
				out.println(line);
				out.println(line);
				out.println("no key at all");
			}
		}); UpstreamUnderTest core = UpstreamUnderTest.byKey(1, 8, LONG, peer.port())) {
			for (int i = 0; i < 50; i++) {
				assertThat(core.ask(i + " line")).isEqualTo(i + " line");
			}
			await().until(() -> core.upstream.droppedReplies() == 100);
			assertThat(peer.accepted()).isEqualTo(1);
		}
	}

	@Test
	void aRequestWithoutAKeyIsTheClientsFault() throws Exception {
		try (LinePeer peer = LinePeer.start(LinePeer::echo);
				UpstreamUnderTest core = UpstreamUnderTest.byKey(1, 8, LONG, peer.port())) {
			assertThat(core.send("no key")).failsWithin(LONG)
				.withThrowableThat()
				.withCauseInstanceOf(TcpHandlerException.class)
				.withMessageContaining("recognized");
		}
	}

	/**
	 * A key is held for a second after each reply, so that the number of keys and
	 * connections says how long this takes.
	 */
	@Test
	@Waiting
	void noReplyCrossesWhereTerminalsUseTheSameKeysAtOnce() throws Exception {
		try (LinePeer one = LinePeer.start(TcpKeyTests::shuffle);
				LinePeer other = LinePeer.start(TcpKeyTests::shuffle);
				UpstreamUnderTest core = UpstreamUnderTest.byKey(4, 8, LONG, one.port(), other.port())) {
			Queue<String> crossed = new ConcurrentLinkedQueue<>();
			List<Thread> askers = new ArrayList<>();
			for (int i = 0; i < 24; i++) {
				int asker = i;
				askers.add(Thread.startVirtualThread(() -> ask(core, asker, crossed)));
			}
			for (Thread asker : askers) {
				asker.join();
			}
			assertThat(crossed).isEmpty();
		}
	}

	private static void ask(UpstreamUnderTest core, int asker, Queue<String> crossed) {
		Random random = new Random(asker);
		for (int i = 0; i < 100; i++) {
			String line = random.nextInt(KEYS) + " " + asker + "/" + i;
			String reply = core.send(line)
				.handle((answer, failure) -> (failure != null) ? String.valueOf(failure)
						: new String(answer, StandardCharsets.UTF_8))
				.join();
			if (!reply.equals(line)) {
				crossed.add(line + " got " + reply);
			}
		}
	}

	/** Answers what is at hand in a random order. */
	private static void shuffle(int connection, BufferedReader in, PrintWriter out) throws IOException {
		Random random = new Random(connection);
		for (String line = in.readLine(); line != null; line = in.readLine()) {
			List<String> lines = new ArrayList<>(List.of(line));
			while (in.ready()) {
				lines.add(in.readLine());
			}
			Collections.shuffle(lines, random);
			lines.forEach(out::println);
		}
	}

	/**
	 * Says and hears what a test wants, on its first connection.
	 */
	private static final class TalkingPeer implements AutoCloseable {

		private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

		private final BlockingQueue<PrintWriter> outputs = new LinkedBlockingQueue<>();

		final LinePeer peer = LinePeer.start(this::serve);

		TalkingPeer() throws IOException {
		}

		private void serve(int connection, BufferedReader in, PrintWriter out) throws IOException {
			this.outputs.add(out);
			for (String line = in.readLine(); line != null; line = in.readLine()) {
				this.heard.add(line);
			}
		}

		String hear() throws InterruptedException {
			return Objects.requireNonNull(this.heard.poll(30, TimeUnit.SECONDS));
		}

		void say(String line) {
			this.outputs.element().println(line);
		}

		@Override
		public void close() throws IOException {
			this.peer.close();
		}

	}

}

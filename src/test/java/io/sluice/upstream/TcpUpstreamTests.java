package io.sluice.upstream;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.sluice.ErrorCode;
import io.sluice.TcpHandlerException;
import io.sluice.support.ClosedPort;
import io.sluice.support.LinePeer;
import io.sluice.upstream.UpstreamException.Failure;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

/**
 * Requests whose replies arrive in order, to services that behave and to others.
 */
class TcpUpstreamTests {

	private static final Duration LONG = UpstreamUnderTest.LONG;

	@Test
	void everyAskerGetsItsOwnReply() throws Exception {
		try (LinePeer one = LinePeer.start(LinePeer::echo);
				LinePeer other = LinePeer.start(LinePeer::echo);
				UpstreamUnderTest core = UpstreamUnderTest.byOrder(2, 64, LONG, one.port(), other.port())) {
			Queue<String> crossed = new ConcurrentLinkedQueue<>();
			List<Thread> askers = new ArrayList<>();
			for (int i = 0; i < 50; i++) {
				int asker = i;
				askers.add(Thread.startVirtualThread(() -> ask(core, asker, crossed)));
			}
			for (Thread asker : askers) {
				asker.join();
			}
			assertThat(crossed).isEmpty();
			await().untilAsserted(() -> assertThat(one.accepted()).isEqualTo(2));
			await().untilAsserted(() -> assertThat(other.accepted()).isEqualTo(2));
		}
	}

	private static void ask(UpstreamUnderTest core, int asker, Queue<String> crossed) {
		for (int i = 0; i < 200; i++) {
			String line = asker + "/" + i;
			String reply = core.ask(line);
			if (!reply.equals(line)) {
				crossed.add(line + " got " + reply);
			}
		}
	}

	@Test
	void aRequestOverTheLimitOfEveryConnectionIsAnsweredBusy() throws Exception {
		try (LinePeer peer = LinePeer.start(LinePeer::ignore);
				UpstreamUnderTest core = UpstreamUnderTest.byOrder(2, 2, LONG, peer.port())) {
			await().until(() -> peer.accepted() == 2);
			List<CompletableFuture<byte[]>> replies = new ArrayList<>();
			for (int i = 0; i < 4; i++) {
				replies.add(core.send("in flight"));
			}
			// both connections are known to the upstream once they have taken a request
			await().until(() -> isBusy(core.send("too many")));
			assertThat(replies).noneMatch(CompletableFuture::isDone);
		}
	}

	private static boolean isBusy(CompletableFuture<byte[]> reply) {
		return reply.isCompletedExceptionally() && reply.exceptionNow() instanceof TcpHandlerException failure
				&& failure.getCode() == ErrorCode.BUSY;
	}

	@Test
	void repliesAfterATimeoutStillReachTheirAskersWhileOthersUseANewConnection() throws Exception {
		CountDownLatch timedOut = new CountDownLatch(1);
		LinePeer.Behaviour behaviour = (connection, in, out) -> {
			if (connection > 0) {
				LinePeer.echo(connection, in, out);
				return;
			}
			String first = in.readLine();
			String second = in.readLine();
			awaitLatch(timedOut);
			out.println(first);
			out.println(second);
			LinePeer.ignore(connection, in, out);
		};
		Duration timeout = Duration.ofSeconds(2);
		try (LinePeer peer = LinePeer.start(behaviour);
				UpstreamUnderTest core = UpstreamUnderTest.byOrder(1, 8, timeout, peer.port())) {
			long start = System.nanoTime();
			CompletableFuture<byte[]> first = core.send("first");
			await().until(() -> System.nanoTime() - start > timeout.dividedBy(2).toNanos());
			CompletableFuture<byte[]> second = core.send("second");
			assertThat(UpstreamUnderTest.failure(first)).isEqualTo(Failure.UNANSWERED);
			assertThat(core.ask("third")).isEqualTo("third");
			await().untilAsserted(() -> assertThat(peer.accepted()).isEqualTo(2));
			timedOut.countDown();
			assertThat(UpstreamUnderTest.text(second)).isEqualTo("second");
			await().until(() -> peer.ended() == 1);
			assertThat(core.upstream.droppedReplies()).isEqualTo(1);
		}
	}

	@Test
	void aConnectionOnWhichNothingArrivesAfterATimeoutIsClosed() throws Exception {
		try (LinePeer peer = LinePeer.start((connection, in, out) -> {
			if (connection > 0) {
				LinePeer.echo(connection, in, out);
			}
			LinePeer.ignore(connection, in, out);
		}); UpstreamUnderTest core = UpstreamUnderTest.byOrder(1, 8, Duration.ofMillis(500), peer.port())) {
			await().until(() -> peer.accepted() == 1);
			assertThat(UpstreamUnderTest.failure(core.send("lost"))).isEqualTo(Failure.UNANSWERED);
			await().until(() -> peer.ended() == 1);
			await().until(() -> peer.accepted() == 2);
		}
	}

	@Test
	void aReplyWithoutARequestClosesTheConnection() throws Exception {
		try (LinePeer peer = LinePeer.start((connection, in, out) -> {
			out.println(in.readLine());
			if (connection == 0) {
				out.println("twice");
			}
			LinePeer.echo(connection, in, out);
		}); UpstreamUnderTest core = UpstreamUnderTest.byOrder(1, 8, LONG, peer.port())) {
			assertThat(core.ask("one")).isEqualTo("one");
			await().until(() -> peer.ended() == 1);
			assertThat(core.ask("two")).isEqualTo("two");
			assertThat(core.ask("three")).isEqualTo("three");
		}
	}

	@Test
	void garbageClosesTheConnectionAndItsRequestsAreUnanswered() throws Exception {
		try (LinePeer peer = LinePeer.start((connection, in, out) -> {
			if (connection == 0) {
				in.readLine();
				in.readLine();
				out.print("x".repeat(5000));
				out.flush();
			}
			LinePeer.echo(connection, in, out);
		}); UpstreamUnderTest core = UpstreamUnderTest.byOrder(1, 8, LONG, peer.port())) {
			CompletableFuture<byte[]> one = core.send("one");
			CompletableFuture<byte[]> two = core.send("two");
			assertThat(UpstreamUnderTest.failure(one)).isEqualTo(Failure.UNANSWERED);
			assertThat(UpstreamUnderTest.failure(two)).isEqualTo(Failure.UNANSWERED);
			assertThat(core.ask("three")).isEqualTo("three");
		}
	}

	@Test
	void aCloseInTheMiddleOfAReplyLeavesRequestsUnanswered() throws Exception {
		try (LinePeer peer = LinePeer.start((connection, in, out) -> {
			if (connection == 0) {
				in.readLine();
				out.print("half");
				return;
			}
			LinePeer.echo(connection, in, out);
		}); UpstreamUnderTest core = UpstreamUnderTest.byOrder(1, 8, LONG, peer.port())) {
			assertThat(UpstreamUnderTest.failure(core.send("one"))).isEqualTo(Failure.UNANSWERED);
			assertThat(core.ask("two")).isEqualTo("two");
		}
	}

	@Test
	void theReplyOfACancelledRequestIsNotThatOfTheNext() throws Exception {
		CountDownLatch cancelled = new CountDownLatch(1);
		try (LinePeer peer = LinePeer.start((connection, in, out) -> {
			String first = in.readLine();
			awaitLatch(cancelled);
			out.println(first);
			LinePeer.echo(connection, in, out);
		}); UpstreamUnderTest core = UpstreamUnderTest.byOrder(1, 8, LONG, peer.port())) {
			await().until(() -> peer.accepted() == 1);
			CompletableFuture<byte[]> first = core.send("first");
			CompletableFuture<byte[]> marker = core.send("marker");
			first.cancel(false);
			CompletableFuture<byte[]> second = core.send("second");
			cancelled.countDown();
			assertThat(UpstreamUnderTest.text(marker)).isEqualTo("marker");
			assertThat(UpstreamUnderTest.text(second)).isEqualTo("second");
		}
	}

	@Test
	void aRequestWaitsForAConnectionThatIsBeingOpenedWhereTheOthersAreFull() throws Exception {
		try (LinePeer full = LinePeer.start(LinePeer::ignore);
				LatePeer late = new LatePeer();
				UpstreamUnderTest core = UpstreamUnderTest.byOrder(1, 1, LONG, full.port(), late.port())) {
			CompletableFuture<byte[]> first = core.send("first");
			await().until(() -> full.accepted() == 1 && core.upstream.inFlight() == 1);
			CompletableFuture<byte[]> second = core.send("second");
			assertThat(second).isNotDone();
			late.serve();
			assertThat(UpstreamUnderTest.text(second)).isEqualTo("second");
			assertThat(first).isNotDone();
		}
	}

	@Test
	void requestsGoToTheAddressThatAnswers() throws Exception {
		int closed = ClosedPort.reserve();
		try (LinePeer peer = LinePeer.start(LinePeer::echo);
				UpstreamUnderTest core = UpstreamUnderTest.byOrder(1, 8, LONG, closed, peer.port())) {
			for (int i = 0; i < 20; i++) {
				assertThat(core.ask("line " + i)).isEqualTo("line " + i);
			}
		}
	}

	@Test
	void withoutAnyAddressARequestIsNotSent() throws Exception {
		try (UpstreamUnderTest core = UpstreamUnderTest.byOrder(1, 8, LONG, ClosedPort.reserve(),
				ClosedPort.reserve())) {
			CompletionException thrown = catchThrowableOfType(CompletionException.class,
					() -> core.send("nobody is there").join());
			assertThat(thrown).cause()
				.isInstanceOf(UpstreamException.class)
				.hasMessage("the upstream is not available")
				.cause()
				.hasMessageContaining("connection refused");
			assertThat(UpstreamUnderTest.failure(core.send("again"))).isEqualTo(Failure.NOT_SENT);
		}
	}

	@Test
	void connectsAgainToAServiceThatReturns() throws Exception {
		LinePeer first = LinePeer.start(LinePeer::echo);
		int port = first.port();
		try (UpstreamUnderTest core = UpstreamUnderTest.byOrder(2, 8, LONG, port)) {
			assertThat(core.ask("one")).isEqualTo("one");
			first.close();
			await().until(() -> isNotSent(core.send("down")));
			try (LinePeer second = LinePeer.start(port, LinePeer::echo)) {
				await().until(() -> second.accepted() == 2);
				await().until(() -> core.send("up").handle((reply, failure) -> failure == null).get());
			}
		}
	}

	private static boolean isNotSent(CompletableFuture<byte[]> reply) throws Exception {
		return reply
			.handle((answer, failure) -> failure instanceof UpstreamException ex && ex.failure() == Failure.NOT_SENT)
			.get(10, TimeUnit.SECONDS);
	}

	@Test
	void anAddressWhoseRequestsFailGetsFewer() throws Exception {
		try (LinePeer silent = LinePeer.start(LinePeer::ignore);
				LinePeer good = LinePeer.start(LinePeer::echo);
				UpstreamUnderTest core = UpstreamUnderTest.byOrder(1, 8, Duration.ofMillis(200), silent.port(),
						good.port())) {
			long failed = 0;
			for (int i = 0; i < 100; i++) {
				failed += core.send("line").handle((reply, failure) -> (failure != null) ? 1 : 0).join();
			}
			assertThat(failed).isBetween(1L, AddressHealth.FAILURES + 1L);
		}
	}

	@Test
	void aStopEndsRequestsAndAStartMakesItUsableAgain() throws Exception {
		CompletableFuture<String> received = new CompletableFuture<>();
		try (LinePeer peer = LinePeer.start((connection, in, out) -> {
			if (connection == 0) {
				received.complete(in.readLine());
				LinePeer.ignore(connection, in, out);
			}
			LinePeer.echo(connection, in, out);
		}); UpstreamUnderTest core = UpstreamUnderTest.byOrder(1, 8, LONG, peer.port())) {
			CompletableFuture<byte[]> pending = core.send("pending");
			assertThat(received.join()).isEqualTo("pending");
			core.upstream.stop();
			assertThat(UpstreamUnderTest.failure(pending)).isEqualTo(Failure.UNANSWERED);
			assertThat(UpstreamUnderTest.failure(core.send("stopped"))).isEqualTo(Failure.NOT_SENT);
			core.upstream.start();
			await().until(() -> core.send("again").handle((reply, failure) -> failure == null).get());
		}
	}

	@Test
	void aMessageThatTheFramingCannotCarryIsTheClientsFault() throws Exception {
		try (LinePeer peer = LinePeer.start(LinePeer::echo);
				UpstreamUnderTest core = UpstreamUnderTest.byOrder(1, 8, LONG, peer.port())) {
			assertThat(core.send("two\nlines")).failsWithin(LONG)
				.withThrowableThat()
				.withCauseInstanceOf(TcpHandlerException.class)
				.withMessageContaining("cannot carry");
			assertThat(core.ask("one line")).isEqualTo("one line");
		}
	}

	@Test
	void anAddressThatFailsItsCheckGetsNoRequestsUntilItPasses() throws Exception {
		try (HealthPeer sick = new HealthPeer();
				HealthPeer well = new HealthPeer();
				UpstreamUnderTest core = UpstreamUnderTest.start(1, 8,
						new TcpDialogue(LONG, null,
								new HealthCheck("PING".getBytes(StandardCharsets.UTF_8),
										"PONG".getBytes(StandardCharsets.UTF_8), Duration.ofMillis(20))),
						sick.peer.port(), well.peer.port())) {
			sick.healthy = false;
			await().until(() -> {
				int before = sick.served.get();
				return answersOf(core, 20) == 20 && sick.served.get() == before;
			});
			well.healthy = false;
			await().until(() -> isNotSent(core.send("to nobody")));
			sick.healthy = true;
			await().until(() -> answersOf(core, 1) == 1);
		}
	}

	private static int answersOf(UpstreamUnderTest core, int requests) {
		int answers = 0;
		for (int i = 0; i < requests; i++) {
			answers += core.send("line").handle((reply, failure) -> (failure == null) ? 1 : 0).join();
		}
		return answers;
	}

	private static void awaitLatch(CountDownLatch latch) {
		try {
			assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Answers a check as it is told, and counts the other requests.
	 */
	private static final class HealthPeer implements AutoCloseable {

		final LinePeer peer = LinePeer.start(this::serve);

		volatile boolean healthy = true;

		final AtomicInteger served = new AtomicInteger();

		HealthPeer() throws IOException {
		}

		private void serve(int connection, BufferedReader in, PrintWriter out) throws IOException {
			for (String line = in.readLine(); line != null; line = in.readLine()) {
				if (line.equals("PING")) {
					out.println(this.healthy ? "PONG 1" : "FAIL");
				}
				else {
					this.served.incrementAndGet();
					out.println(line);
				}
			}
		}

		@Override
		public void close() throws IOException {
			this.peer.close();
		}

	}

	/**
	 * A server whose backlog is full, so that a connection to it is not opened for a
	 * while.
	 */
	private static final class LatePeer implements AutoCloseable {

		private static final int CONNECT_MILLIS = 200;

		private final ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());

		private final List<Socket> backlog = new ArrayList<>();

		LatePeer() throws IOException {
			while (isAccepted()) {
				// the system takes some more than the backlog
			}
		}

		private boolean isAccepted() throws IOException {
			Socket client = new Socket();
			this.backlog.add(client);
			try {
				client.connect(this.server.getLocalSocketAddress(), CONNECT_MILLIS);
				return true;
			}
			catch (SocketTimeoutException ex) {
				return false;
			}
		}

		int port() {
			return this.server.getLocalPort();
		}

		/** Echo, to those of the backlog too. */
		void serve() {
			Thread.startVirtualThread(() -> {
				try {
					while (true) {
						Socket client = this.server.accept();
						Thread.startVirtualThread(() -> echo(client));
					}
				}
				catch (IOException ex) {
					// closed
				}
			});
		}

		private static void echo(Socket client) {
			try (client) {
				client.getInputStream().transferTo(client.getOutputStream());
			}
			catch (IOException ex) {
				// closed
			}
		}

		@Override
		public void close() throws IOException {
			this.server.close();
			for (Socket client : this.backlog) {
				client.close();
			}
		}

	}

}

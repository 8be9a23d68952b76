package io.sluice.connection;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.sluice.CloseReason;
import io.sluice.PushResult;
import io.sluice.PushResult.Outcome;
import io.sluice.framing.RawFraming;
import io.sluice.process.MemoryBudget;
import io.sluice.process.MemoryKind;
import io.sluice.session.ListenerSessions;
import io.sluice.session.OnDuplicate;
import io.sluice.session.PushFrame;
import io.sluice.session.PushFrame.Purpose;
import io.sluice.session.PushPolicy;
import io.sluice.session.SessionPolicy;
import io.sluice.socket.WriteClaim;
import io.sluice.telemetry.ListenerMetrics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * {@link PushQueue}: which thread writes a push, and what may be written around it.
 */
class PushQueueTests {

	private static final int PLENTY = 1_000_000;

	private final MemoryBudget memory = new MemoryBudget(1 << 20);

	private final Client client = new Client();

	private final List<CloseReason> closed = new ArrayList<>();

	private final ReplyOutput output = new ReplyOutput(ListenerMetrics.NONE, SocketStub.unconnected());

	private final PushQueue queue = new PushQueue(new ListenerContext("test", null, null,
			new ListenerSessions("test", new SessionPolicy(null, OnDuplicate.ALLOW, null, null, null),
					new PushPolicy(Duration.ofMinutes(1), 2)),
			null, new ConnectionResources(this.memory, null, null)), connection(), this.output, null, null);

	@BeforeEach
	void open() {
		this.output.open(this.client);
	}

	@AfterEach
	void allMemoryIsGivenBack() {
		await().untilAsserted(() -> assertThat(this.memory.used(MemoryKind.REPLIES)).isZero());
	}

	@Test
	void thePushingThreadWritesWhatNeedsNoWait() {
		this.client.read(PLENTY);
		assertThat(push("one").getNow(null).isWritten()).isTrue();
		assertThat(push("two").getNow(null).isWritten()).isTrue();
		assertThat(this.client.received()).isEqualTo("onetwo");
		assertThat(this.client.writers).containsOnly(Thread.currentThread());
	}

	@Test
	void nothingIsWrittenBeforeTheRestOfAPush() throws Exception {
		this.client.read(3);
		CompletableFuture<PushResult> first = push("<first>");
		CompletableFuture<PushResult> second = push("<second>");
		Thread replying = Thread.ofVirtual().start(() -> reply("<reply>"));
		assertThat(this.client.received()).isEqualTo("<fi");
		assertThat(this.output.hasUnfinishedWrite()).isTrue();
		assertThat(first).isNotDone();
		this.client.read(PLENTY);
		assertThat(first.join().isWritten()).isTrue();
		assertThat(second.join().isWritten()).isTrue();
		replying.join();
		assertThat(this.client.received()).startsWith("<first>").hasSize(22).contains("<second>", "<reply>");
		assertThat(this.output.hasUnfinishedWrite()).isFalse();
	}

	@Test
	void aPushWithoutRoomStaysBeforeTheNext() {
		CompletableFuture<PushResult> first = push("first");
		CompletableFuture<PushResult> second = push("second");
		this.client.read(PLENTY);
		assertThat(first.join().isWritten()).isTrue();
		assertThat(second.join().isWritten()).isTrue();
		assertThat(this.client.received()).isEqualTo("firstsecond");
	}

	@Test
	void aPushIsWithdrawnThatFoundNoRoom() {
		CompletableFuture<PushResult> first = push("first");
		this.queue.expire(System.nanoTime() + Duration.ofMinutes(2).toNanos());
		this.client.read(PLENTY);
		assertThat(first.join().outcome()).isEqualTo(Outcome.STUCK);
		assertThat(push("second").join().isWritten()).isTrue();
		assertThat(this.client.received()).isEqualTo("second");
	}

	@Test
	void aPushDoesNotWaitForAnotherWrite() {
		this.client.read(PLENTY);
		this.output.awaitTurn();
		CompletableFuture<PushResult> push = push("push");
		assertThat(push).isNotDone();
		this.output.endTurn();
		assertThat(push.join().isWritten()).isTrue();
		assertThat(this.client.writers).doesNotContain(Thread.currentThread());
	}

	@Test
	void repliesThatAreHeldBackLeaveFirst() throws IOException {
		this.client.read(PLENTY);
		this.output.write(new RawFraming(100), "reply".getBytes(StandardCharsets.US_ASCII));
		assertThat(push("push").join().isWritten()).isTrue();
		assertThat(this.client.received()).isEqualTo("replypush");
	}

	/** Which thread writes next is chance, hence many rounds. */
	@RepeatedTest(50)
	void pushesThatCameBeforeAReplyLeaveBeforeItWhileAnotherThreadMakesItsAttempt() throws Exception {
		CountDownLatch attempted = new CountDownLatch(1);
		CountDownLatch goOn = new CountDownLatch(1);
		this.client.duringAttempt = () -> {
			attempted.countDown();
			goOn.await();
		};
		Thread pushing = Thread.ofVirtual().start(() -> push("first").join());
		attempted.await();
		CompletableFuture<PushResult> second = push("second");
		Thread replying = Thread.ofVirtual().start(() -> {
			writeWaiting();
			reply("reply");
		});
		await().until(() -> replying.getState() == Thread.State.WAITING);
		this.client.room = PLENTY;
		goOn.countDown();
		pushing.join();
		replying.join();
		assertThat(second.join().isWritten()).isTrue();
		assertThat(this.client.received()).isEqualTo("firstsecondreply");
	}

	private void writeWaiting() {
		try {
			this.queue.writeWaiting();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void aConnectionThatBreaksIsClosedWithItsPushes() {
		this.client.broken = true;
		assertThat(push("push").getNow(null).outcome()).isEqualTo(Outcome.NOT_CONNECTED);
		assertThat(this.closed).containsExactly(CloseReason.CLIENT_RESET);
		assertThat(this.output.tryTurn()).isTrue();
	}

	@Test
	void aConnectionThatBreaksInsideAPushFailsIt() {
		this.client.read(3);
		CompletableFuture<PushResult> push = push("<first>");
		this.client.breakOff();
		assertThat(push.join()).isEqualTo(new PushResult(Outcome.FAILED, null, true, "the connection is closed"));
		await().untilAsserted(() -> assertThat(this.closed).containsExactly(CloseReason.CLIENT_RESET));
		assertThat(this.output.tryTurn()).isTrue();
	}

	private CompletableFuture<PushResult> push(String text) {
		return this.queue.add(new PushFrame(text.getBytes(StandardCharsets.US_ASCII), text.length(), Purpose.PUSH))
			.result()
			.copy()
			.orTimeout(10, TimeUnit.SECONDS);
	}

	private void reply(String text) {
		try {
			this.output.writeThrough(new RawFraming(100), text.getBytes(StandardCharsets.US_ASCII));
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private ConnectionContext connection() {
		ConnectionLifecycle lifecycle = new ConnectionLifecycle();
		return (ConnectionContext) Proxy.newProxyInstance(ConnectionContext.class.getClassLoader(),
				new Class<?>[] { ConnectionContext.class }, (proxy, method, arguments) -> switch (method.getName()) {
					case "lifecycle" -> lifecycle;
					case "closeNow" -> this.closed.add((CloseReason) arguments[0]);
					default -> null;
				});
	}

	/**
	 * A client that reads so many bytes, and then no more.
	 */
	private static final class Client implements ReplySink {

		private final ByteArrayOutputStream received = new ByteArrayOutputStream();

		private final List<Thread> writers = new ArrayList<>();

		private int room;

		private boolean broken;

		/** An attempt that this delays writes nothing. */
		private Delay duringAttempt;

		synchronized void read(int bytes) {
			this.room = bytes;
			notifyAll();
		}

		synchronized void breakOff() {
			this.broken = true;
			notifyAll();
		}

		synchronized String received() {
			return this.received.toString(StandardCharsets.US_ASCII);
		}

		@Override
		public void tryWrite(ByteBuffer bytes, WriteClaim claim) throws IOException {
			if (this.duringAttempt == null) {
				tryPut(bytes, claim);
				return;
			}
			try {
				this.duringAttempt.await();
			}
			catch (InterruptedException ex) {
				throw new IOException(ex);
			}
		}

		private synchronized void tryPut(ByteBuffer bytes, WriteClaim claim) throws IOException {
			if (!claim.begin()) {
				return;
			}
			if (put(bytes) == 0) {
				claim.pause();
			}
			else if (bytes.hasRemaining()) {
				claim.recordPart();
			}
		}

		@Override
		public synchronized boolean write(ByteBuffer bytes, WriteClaim claim) throws IOException {
			int begin = bytes.position();
			while (bytes.hasRemaining()) {
				if (bytes.position() == begin && !claim.begin()) {
					return false;
				}
				if (put(bytes) == 0) {
					claim.pause();
					awaitRoom();
				}
			}
			return true;
		}

		private int put(ByteBuffer bytes) throws IOException {
			if (this.broken) {
				throw new SocketException("Broken pipe");
			}
			int length = Math.min(this.room, bytes.remaining());
			this.writers.add(Thread.currentThread());
			this.received.write(bytes.array(), bytes.arrayOffset() + bytes.position(), length);
			bytes.position(bytes.position() + length);
			this.room -= length;
			return length;
		}

		private void awaitRoom() throws IOException {
			try {
				while (this.room == 0 && !this.broken) {
					wait();
				}
			}
			catch (InterruptedException ex) {
				throw new IOException(ex);
			}
		}

		@Override
		public ByteBuffer take() {
			return ByteBuffer.allocate(100);
		}

		@Override
		public void release(ByteBuffer buffer) {
		}

		@Override
		public void close() {
		}

	}

	/**
	 * Lets a thread wait.
	 */
	@FunctionalInterface
	private interface Delay {

		void await() throws InterruptedException;

	}

}

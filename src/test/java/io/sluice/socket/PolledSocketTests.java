package io.sluice.socket;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.sluice.process.VitalThreadMonitor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;

/**
 * {@link PolledSocket}: what a thread that reads or writes is woken by.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PolledSocketTests {

	private static final int MORE_THAN_BUFFERS_HOLD = 32 * 1024 * 1024;

	private final PollerGroup pollers = new PollerGroup(VitalThreadMonitor.UNWATCHED);

	private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

	private final AtomicInteger waits = new AtomicInteger();

	private PolledServer server;

	private Socket client;

	private PolledSocket socket;

	@BeforeEach
	void connect() throws IOException {
		this.server = new PolledServer(this.pollers);
		this.client = this.server.connect();
		this.socket = this.server.accept();
		this.socket.onWait(this.waits::incrementAndGet);
	}

	@AfterEach
	void close() throws IOException {
		this.client.close();
		this.socket.close();
		this.server.close();
		this.threads.shutdownNow();
		this.pollers.close();
	}

	@Test
	void aWriteOfNothingEnds() throws IOException {
		assertThat(this.socket.write(ByteBuffer.allocate(0), WriteClaim.NONE)).isTrue();
		assertThat(this.socket.blockedSince()).isZero();
	}

	/**
	 * The memory that the system call needs stays with the thread, so it is one piece.
	 */
	@Test
	void anAttemptTakesWhatTheSocketTakesAndTheRestIsBlocked() throws IOException {
		ByteBuffer bytes = ByteBuffer.allocate(MORE_THAN_BUFFERS_HOLD);
		this.socket.tryWrite(bytes, WriteClaim.NONE);
		assertThat(bytes.position()).isGreaterThan(64 * 1024);
		assertThat(bytes.hasRemaining()).isTrue();
		assertThat(bytes.limit()).isEqualTo(MORE_THAN_BUFFERS_HOLD);
		assertThat(this.socket.blockedSince()).isNotZero();
	}

	@Test
	void readWaitsForWhatTheClientSends() throws Exception {
		Future<byte[]> read = reading(5);
		awaitWaits(1);
		send("hello");
		assertThat(read.get()).asString().isEqualTo("hello");
	}

	@Test
	void readThatMustNotWaitReturnsWhatIsThere() throws Exception {
		byte[] bytes = new byte[4];
		assertThat(this.socket.tryRead(bytes, 0, 4)).isZero();
		send("hello");
		assertThat(this.socket.awaitInput(false)).isTrue();
		assertThat(this.socket.tryRead(bytes, 0, 4)).isEqualTo(4);
		assertThat(this.socket.tryRead(bytes, 1, 2)).isEqualTo(1);
		assertThat(bytes).asString().isEqualTo("holl");
		assertThat(this.socket.tryRead(bytes, 0, 4)).isZero();
		this.client.close();
		assertThat(this.socket.awaitInput(false)).isTrue();
		assertThat(this.socket.tryRead(bytes, 0, 4)).isEqualTo(-1);
	}

	/**
	 * The thread waits again without a buffer, and shows as one that waits for a client.
	 */
	@Test
	void readAfterASpuriousWakeUpDoesNotWait() throws Exception {
		Future<Integer> read = this.threads.submit(() -> {
			this.socket.awaitInput(false);
			return this.socket.tryRead(new byte[4], 0, 4);
		});
		awaitWaits(1);
		await().until(() -> {
			this.socket.wake();
			return read.isDone();
		});
		assertThat(read.get()).isZero();
	}

	@Test
	void readThatIsWokenFindsWhatThereIsToDoBeforeItWaitsAgain() throws Exception {
		AtomicBoolean late = new AtomicBoolean();
		this.socket.onWait(() -> {
			this.waits.incrementAndGet();
			if (late.get()) {
				throw new IOException("late");
			}
		});
		Future<byte[]> read = reading(1);
		awaitWaits(1);
		late.set(true);
		await().until(() -> {
			// not heard by a thread that does not wait yet
			this.socket.wake();
			return read.isDone();
		});
		assertThatExceptionOfType(SocketException.class).isThrownBy(() -> get(read)).withMessage("late");
	}

	@Test
	void wakingDoesNotProlongTheTimeoutOfARead() throws Exception {
		this.socket.setSoTimeout(500);
		Future<byte[]> read = reading(1);
		await().until(() -> {
			this.socket.wake();
			return read.isDone();
		});
		assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> get(read));
	}

	@Test
	void readThatWasFilledIsFollowedByAnother() throws Exception {
		send("hello");
		Future<byte[]> first = reading(4);
		assertThat(first.get()).asString().isEqualTo("hell");
		int before = this.waits.get();
		assertThat(reading(4).get()).asString().isEqualTo("o");
		assertThat(this.waits).as("what is there is not waited for").hasValue(before);
	}

	@Test
	void waitWithEmptyHandsEndsWhenThereIsSomething() throws Exception {
		send("abc");
		this.socket.awaitInput(false);
		assertThat(reading(2).get()).asString().isEqualTo("ab");
		int before = this.waits.get();
		this.socket.awaitInput(false);
		assertThat(this.waits).as("there is more").hasValue(before);
		assertThat(reading(1).get()).asString().isEqualTo("c");
		Future<?> waiting = this.threads.submit(() -> {
			this.socket.awaitInput(false);
			return null;
		});
		awaitWaits(before + 1);
		send("d");
		waiting.get();
		assertThat(reading(10).get()).asString().isEqualTo("d");
	}

	@Test
	void turnIsWaitedForAlsoWhereThereIsSomething() throws Exception {
		send("ab");
		assertThat(reading(1).get()).asString().isEqualTo("a");
		int before = this.waits.get();
		this.socket.awaitInput(true);
		assertThat(this.waits).hasValue(before + 1);
		assertThat(reading(1).get()).asString().isEqualTo("b");
	}

	/**
	 * Neither those that give way nor those that wait for input keep the others waiting.
	 */
	@Test
	void everyoneWhoGivesWayHasTurnsBesideThoseThatWait() throws Exception {
		List<Socket> clients = new ArrayList<>();
		List<Future<?>> ends = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			clients.add(this.server.connect());
			clients.getLast().getOutputStream().write('a');
			PolledSocket accepted = this.server.accept();
			ends.add(this.threads.submit(() -> turns(accepted)));
			ends.add(this.threads.submit(exchanges(1000, 1)));
			PolledSocket answered = this.server.accept();
			ends.add(this.threads.submit(() -> echo(answered)));
		}
		for (Future<?> end : ends) {
			end.get();
		}
		for (Socket each : clients) {
			each.close();
		}
	}

	private static Object turns(PolledSocket accepted) throws IOException {
		try (accepted) {
			for (int i = 0; i < 1000; i++) {
				accepted.awaitInput(true);
			}
			return accepted.getInputStream().read();
		}
	}

	@Test
	void closeEndsAWaitForATurn() throws Exception {
		Future<?> turn = this.threads.submit(() -> {
			this.socket.awaitInput(true);
			return null;
		});
		awaitWaits(1);
		this.socket.close();
		// the thread may have been about to wait: then it finds the socket closed
		await().until(turn::isDone);
	}

	@Test
	void turnThatNothingComesForTakesTooLong() throws Exception {
		this.socket.setSoTimeout(1);
		for (int i = 0; i < 100; i++) {
			assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> this.socket.awaitInput(true));
		}
		this.socket.setSoTimeout(0);
		send("a");
		this.socket.awaitInput(true);
		assertThat(reading(1).get()).asString().isEqualTo("a");
	}

	@Test
	void readFindsTheEndOfTheStream() throws Exception {
		Future<byte[]> read = reading(1);
		awaitWaits(1);
		this.client.shutdownOutput();
		assertThat(read.get()).isNull();
		assertThat(reading(1).get()).isNull();
	}

	@Test
	void readFindsThatTheClientHasReset() throws Exception {
		Future<byte[]> read = reading(1);
		awaitWaits(1);
		this.client.setSoLinger(true, 0);
		this.client.close();
		assertThatExceptionOfType(SocketException.class).isThrownBy(() -> get(read)).withMessage("Connection reset");
	}

	@Test
	void readThatTakesTooLongIsTriedAgain() throws Exception {
		this.socket.setSoTimeout(1);
		Future<byte[]> late = reading(1);
		assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> get(late))
			.withMessage("Read timed out");
		this.socket.setSoTimeout(0);
		Future<byte[]> read = reading(1);
		send("a");
		assertThat(read.get()).asString().isEqualTo("a");
	}

	@Test
	void writeFindsThatTheClientHasReset() throws Exception {
		this.client.setSoLinger(true, 0);
		this.client.close();
		this.socket.awaitInput(false);
		OutputStream out = this.socket.getOutputStream();
		assertThatExceptionOfType(SocketException.class).isThrownBy(() -> out.write(filled(1000)))
			.withMessageMatching("Broken pipe|Connection reset.*");
	}

	@Test
	void platformThreadWaitsWhileComputationsHaveEveryCarrier() throws Exception {
		int carriers = Runtime.getRuntime().availableProcessors();
		AtomicBoolean computing = new AtomicBoolean(true);
		CountDownLatch begun = new CountDownLatch(carriers);
		for (int i = 0; i < carriers; i++) {
			Thread.startVirtualThread(() -> {
				begun.countDown();
				while (computing.get()) {
					Thread.onSpinWait();
				}
			});
		}
		try {
			begun.await();
			CompletableFuture<Integer> read = new CompletableFuture<>();
			Thread.ofPlatform().start(() -> read.complete(firstByte()));
			awaitWaits(1);
			send("a");
			assertThat(read.get()).isEqualTo('a');
		}
		finally {
			computing.set(false);
		}
	}

	private int firstByte() {
		try {
			return this.socket.getInputStream().read();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Test
	void closeEndsARead() throws Exception {
		Future<byte[]> read = reading(1);
		awaitWaits(1);
		this.socket.close();
		assertThatExceptionOfType(SocketException.class).isThrownBy(() -> get(read)).withMessage("Socket closed");
		assertThat(this.client.getInputStream().read()).isEqualTo(-1);
	}

	@Test
	void closeEndsAWrite() throws Exception {
		CountDownLatch begun = new CountDownLatch(1);
		Future<?> write = writing(begun);
		begun.await();
		this.client.getInputStream().readNBytes(1000);
		this.socket.close();
		assertThatExceptionOfType(SocketException.class).isThrownBy(() -> get(write)).withMessage("Socket closed");
	}

	@Test
	void closedSocketIsNotWaitedFor() throws Exception {
		InputStream in = this.socket.getInputStream();
		send("a");
		assertThat(in.read(new byte[10])).isEqualTo(1);
		this.socket.close();
		assertThatExceptionOfType(SocketException.class).isThrownBy(() -> in.read(new byte[10]))
			.withMessage("Socket closed");
	}

	@Test
	void endOfTheInputEndsARead() throws Exception {
		Future<byte[]> read = reading(1);
		awaitWaits(1);
		this.socket.shutdownInput();
		assertThat(read.get()).isNull();
	}

	@Test
	void knowsHowMuchThereIsToReadUntilItIsClosed() throws Exception {
		InputStream in = this.socket.getInputStream();
		assertThat(in.available()).isZero();
		send("hello");
		this.socket.awaitInput(false);
		assertThat(in.available()).isEqualTo(5);
		this.socket.shutdownInput();
		assertThat(in.available()).isZero();
		this.socket.close();
		assertThatExceptionOfType(SocketException.class).isThrownBy(in::available);
	}

	@Test
	void knowsThatThereIsNothingToReadWhereItsInputHasEnded() throws Exception {
		InputStream in = this.socket.getInputStream();
		this.socket.shutdownInput();
		assertThat(in.available()).isZero();
	}

	@Test
	void endOfTheOutputIsReadByTheClientBehindWhatWasWritten() throws Exception {
		this.socket.getOutputStream().write("bye".getBytes(StandardCharsets.US_ASCII));
		this.socket.shutdownOutput();
		assertThat(this.client.getInputStream().readAllBytes()).asString().isEqualTo("bye");
		send("a");
		assertThat(reading(10).get()).asString().isEqualTo("a");
	}

	@Test
	void writeWaitsForTheClientToRead() throws Exception {
		CountDownLatch begun = new CountDownLatch(1);
		Future<?> write = writing(begun);
		begun.await();
		assertThat(this.client.getInputStream().readNBytes(MORE_THAN_BUFFERS_HOLD))
			.isEqualTo(filled(MORE_THAN_BUFFERS_HOLD));
		write.get();
	}

	@Test
	void bufferOutsideTheHeapIsWrittenFromItsPositionToItsLimit() throws Exception {
		byte[] message = filled(MORE_THAN_BUFFERS_HOLD);
		ByteBuffer buffer = ByteBuffer.allocateDirect(message.length + 10).position(3).put(message).flip().position(3);
		Future<?> write = this.threads.submit(() -> {
			this.socket.write(buffer);
			this.socket.shutdownOutput();
			return null;
		});
		assertThat(this.client.getInputStream().readAllBytes()).isEqualTo(message);
		write.get();
		assertThat(buffer.position()).isEqualTo(buffer.limit()).isEqualTo(message.length + 3);
	}

	@Test
	void readsWhileAWriteWaits() throws Exception {
		CountDownLatch begun = new CountDownLatch(1);
		Future<?> write = writing(begun);
		begun.await();
		for (int i = 0; i < 100; i++) {
			send("ping");
			assertThat(reading(4).get()).asString().isEqualTo("ping");
		}
		assertThat(write.isDone()).isFalse();
		this.client.getInputStream().readNBytes(MORE_THAN_BUFFERS_HOLD);
		write.get();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void interruptIsKeptAndEndsNoWait(boolean virtual) throws Exception {
		CompletableFuture<String> read = new CompletableFuture<>();
		Thread reader = (virtual ? Thread.ofVirtual() : Thread.ofPlatform()).start(() -> {
			try {
				byte[] bytes = new byte[1];
				int count = this.socket.getInputStream().read(bytes);
				read.complete(count + ", interrupted: " + Thread.currentThread().isInterrupted());
			}
			catch (IOException ex) {
				read.completeExceptionally(ex);
			}
		});
		awaitWaits(1);
		reader.interrupt();
		send("a");
		assertThat(read.get()).isEqualTo("1, interrupted: true");
	}

	@Test
	void knowsBothEnds() {
		assertThat(this.socket.getRemoteSocketAddress()).isEqualTo(this.client.getLocalSocketAddress());
		assertThat(this.socket.getLocalSocketAddress()).isEqualTo(this.client.getRemoteSocketAddress());
		assertThat(this.socket.isConnected()).isTrue();
	}

	@Test
	void knowsTheOtherEndAlsoWhenItIsClosed() throws Exception {
		this.socket.close();
		assertThat(this.socket.getRemoteSocketAddress()).isEqualTo(this.client.getLocalSocketAddress());
	}

	@Test
	void hasTheOptionsOfASocket() throws Exception {
		this.socket.setTcpNoDelay(true);
		this.socket.setKeepAlive(true);
		this.socket.setSoLinger(true, 7);
		this.socket.setSoTimeout(250);
		assertThat(this.socket.getTcpNoDelay()).isTrue();
		assertThat(this.socket.getKeepAlive()).isTrue();
		assertThat(this.socket.getSoLinger()).isEqualTo(7);
		assertThat(this.socket.getSoTimeout()).isEqualTo(250);
		this.socket.setSoLinger(false, 0);
		assertThat(this.socket.getSoLinger()).isEqualTo(-1);
		this.socket.setReceiveBufferSize(64 * 1024);
		assertThat(this.socket.getReceiveBufferSize()).isPositive();
		assertThatExceptionOfType(SocketException.class).isThrownBy(() -> this.socket.sendUrgentData(1));
	}

	/**
	 * A wake-up that is lost would leave a client without its reply.
	 */
	@Test
	void everyClientOfManyIsServed() throws Exception {
		int clients = 200;
		int messages = 500;
		List<Future<?>> ends = new ArrayList<>();
		for (int i = 0; i < clients; i++) {
			ends.add(this.threads.submit(exchanges(messages, 1 + i % 7)));
		}
		for (int i = 0; i < clients; i++) {
			PolledSocket accepted = this.server.accept();
			ends.add(this.threads.submit(() -> echo(accepted)));
		}
		for (Future<?> end : ends) {
			end.get();
		}
	}

	private Callable<Integer> exchanges(int messages, int pipelined) {
		return () -> {
			try (Socket one = this.server.connect()) {
				byte[] message = filled(100);
				for (int i = 0; i < messages; i++) {
					for (int k = 0; k < pipelined; k++) {
						one.getOutputStream().write(message);
					}
					assertThat(one.getInputStream().readNBytes(pipelined * message.length)).hasSize(pipelined * 100);
				}
			}
			return messages;
		};
	}

	private static Object echo(Socket accepted) throws IOException {
		try (accepted) {
			return accepted.getInputStream().transferTo(accepted.getOutputStream());
		}
	}

	private Future<byte[]> reading(int most) {
		return this.threads.submit(() -> {
			byte[] bytes = new byte[most];
			int count = this.socket.getInputStream().read(bytes);
			return (count < 0) ? null : Arrays.copyOf(bytes, count);
		});
	}

	private Future<?> writing(CountDownLatch begun) throws IOException {
		OutputStream out = this.socket.getOutputStream();
		return this.threads.submit(() -> {
			begun.countDown();
			out.write(filled(MORE_THAN_BUFFERS_HOLD));
			return null;
		});
	}

	private static byte[] filled(int length) {
		byte[] bytes = new byte[length];
		for (int i = 0; i < length; i++) {
			bytes[i] = (byte) (i * 31 + (i >> 13));
		}
		return bytes;
	}

	private void send(String text) throws IOException {
		this.client.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
	}

	private void awaitWaits(int count) {
		await().untilAtomic(this.waits, greaterThanOrEqualTo(count));
	}

	private static void get(Future<?> future) throws Throwable {
		try {
			future.get();
		}
		catch (ExecutionException ex) {
			throw ex.getCause();
		}
	}

}

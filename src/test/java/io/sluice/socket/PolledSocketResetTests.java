package io.sluice.socket;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

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

/**
 * {@link PolledSocketImpl}: a look for a reset while no thread reads.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PolledSocketResetTests {

	private final PollerGroup pollers = new PollerGroup(VitalThreadMonitor.UNWATCHED);

	private final ExecutorService virtual = Executors.newVirtualThreadPerTaskExecutor();

	private final ExecutorService platform = Executors.newSingleThreadExecutor();

	private final PolledSocketImpl socket = new PolledSocketImpl(this.pollers, null);

	private ServerSocketChannel server;

	private Socket client;

	@BeforeEach
	void connect() throws IOException {
		this.server = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
		this.client = new Socket(InetAddress.getLoopbackAddress(), this.server.socket().getLocalPort());
		this.socket.open(this.server.accept());
	}

	@AfterEach
	void close() throws IOException {
		this.client.close();
		this.socket.close();
		this.server.close();
		this.virtual.shutdownNow();
		this.platform.shutdownNow();
		this.pollers.close();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void resetIsFoundWhileNobodyReads(boolean ofVirtual) throws Exception {
		send("a");
		assertThat(read(ofVirtual, 1)).isEqualTo("a");
		assertThat(this.socket.isReset()).isFalse();
		reset();
		await().until(this.socket::mayHaveInput);
		assertThat(this.socket.isReset()).isTrue();
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> read(ofVirtual, 1));
	}

	/**
	 * A poller that looks again before the input is read reports it until a thread has
	 * waited.
	 */
	@Test
	void nothingIsThereToLookAtWhileTheClientIsQuiet() throws Exception {
		send("a");
		awaitInput(false).get(30, TimeUnit.SECONDS);
		await().until(this.socket::mayHaveInput);
		assertThat(read(true, 1)).isEqualTo("a");
		Future<?> waiting = awaitInput(false);
		await().until(() -> {
			this.socket.wake();
			return waiting.isDone();
		});
		waiting.get(30, TimeUnit.SECONDS);
		assertThat(this.socket.mayHaveInput()).isFalse();
	}

	@Test
	void endOfTheStreamIsNoReset() throws Exception {
		send("a");
		assertThat(read(true, 1)).isEqualTo("a");
		this.client.shutdownOutput();
		await().until(this.socket::mayHaveInput);
		assertThat(this.socket.isReset()).isFalse();
		assertThat(read(true, 1)).isEmpty();
	}

	@Test
	void inputIsLeftWhereItIs() throws Exception {
		send("a");
		assertThat(read(true, 1)).isEqualTo("a");
		send("bcd");
		await().until(() -> this.socket.available() == 3);
		assertThat(this.socket.isReset()).isFalse();
		assertThat(read(true, 3)).isEqualTo("bcd");
	}

	@Test
	void closeOnThisSideIsNoReset() throws Exception {
		this.socket.close();
		assertThat(this.socket.isReset()).isFalse();
	}

	/**
	 * As where the client sends between the two questions of a look.
	 */
	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void byteThatIsReadByMistakeIsKept(boolean ofVirtual) throws Exception {
		send("bcd");
		await().until(() -> this.socket.available() == 3);
		this.socket.lookBehindEnd();
		this.socket.lookBehindEnd();
		assertThat(this.socket.available()).isEqualTo(3);
		assertThat(read(ofVirtual, 3)).isEqualTo("bcd");
		send("ef");
		assertThat(read(ofVirtual, 2)).isEqualTo("ef");
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void byteThatIsKeptIsNotWaitedFor(boolean yielding) throws Exception {
		send("b");
		await().until(() -> this.socket.available() == 1);
		this.socket.lookBehindEnd();
		awaitInput(yielding).get(30, TimeUnit.SECONDS);
		assertThat(read(true, 1)).isEqualTo("b");
	}

	private Future<?> awaitInput(boolean yielding) {
		return this.virtual.submit(() -> {
			this.socket.awaitInput(yielding);
			return null;
		});
	}

	private void send(String text) throws IOException {
		this.client.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
	}

	private void reset() throws IOException {
		this.client.setSoLinger(true, 0);
		this.client.close();
	}

	private String read(boolean ofVirtual, int count) throws Exception {
		InputStream in = this.socket.getInputStream();
		ExecutorService threads = ofVirtual ? this.virtual : this.platform;
		try {
			return new String(threads.submit(() -> in.readNBytes(count)).get(30, TimeUnit.SECONDS),
					StandardCharsets.US_ASCII);
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof IOException cause) ? cause : ex;
		}
	}

}

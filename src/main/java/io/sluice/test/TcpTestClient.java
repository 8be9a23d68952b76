package io.sluice.test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;

import javax.net.ssl.SSLContext;

import io.sluice.spi.Framing;
import org.jspecify.annotations.Nullable;

/**
 * A client of any TCP server, for tests. It sends frames whole, split, slowly or not to
 * their end, and says what came instead of what a test expects: <pre class="code">
 * try (TcpTestClient client = TcpTestClient.to("localhost", 7070, new LineFraming(1024))) {
 *     client.send("PING").splitAt(3).expect("PONG").expectNothingFor(Duration.ofMillis(100));
 * }
 * </pre> It connects with the first call that needs a connection, and again with the
 * first one after {@link #close()}. What it expects must come within 5 s, or what
 * {@link #timeout(Duration)} sets. Text is UTF-8. Used by one thread.
 */
public final class TcpTestClient implements AutoCloseable {

	private final InetSocketAddress address;

	private final Framing framing;

	private final ByteArrayOutputStream first = new ByteArrayOutputStream();

	/** What has come and was not expected yet, in order. */
	private final Deque<Arrival> arrived = new ArrayDeque<>();

	private Duration timeout = Duration.ofSeconds(5);

	private @Nullable SSLContext ssl;

	private @Nullable TestConnection connection;

	private @Nullable Sending pending;

	private TcpTestClient(InetSocketAddress address, Framing framing) {
		this.address = address;
		this.framing = framing;
	}

	/**
	 * Create a client.
	 * @param host the server's name or address
	 * @param port the server's port
	 * @param framing the framing of messages in both directions
	 * @return the client, which is not connected yet
	 */
	public static TcpTestClient to(String host, int port, Framing framing) {
		return new TcpTestClient(new InetSocketAddress(host, port), framing);
	}

	/**
	 * Use TLS. The server's certificate must name the host.
	 * @param context the trusted certificates, and the client's own
	 * @return this client
	 */
	public TcpTestClient ssl(SSLContext context) {
		requireUnconnected();
		this.ssl = context;
		return this;
	}

	/**
	 * Send a PROXY header of version 1 first.
	 * @param source the client's address, such as {@code 203.0.113.7}
	 * @param port the client's port
	 * @return this client
	 */
	public TcpTestClient proxyHeader(String source, int port) {
		String family = (source.indexOf(':') < 0) ? "TCP4" : "TCP6";
		String local = (source.indexOf(':') < 0) ? "127.0.0.1" : "::1";
		return proxyHeader("PROXY %s %s %s %d %d\r\n".formatted(family, source, local, port, this.address.getPort())
			.getBytes(StandardCharsets.US_ASCII));
	}

	/**
	 * Send a PROXY header first, or other bytes that come before TLS.
	 * @param header the bytes
	 * @return this client
	 */
	public TcpTestClient proxyHeader(byte[] header) {
		requireUnconnected();
		this.first.reset();
		this.first.writeBytes(header);
		return this;
	}

	/**
	 * Set how long the client waits for what it expects. The default is 5 s.
	 * @param time the time, above 0
	 * @return this client
	 */
	public TcpTestClient timeout(Duration time) {
		this.timeout = time;
		return this;
	}

	private void requireUnconnected() {
		if (this.connection != null) {
			throw new IllegalStateException("the client is connected: call this before the first message");
		}
	}

	/**
	 * Connect, if the client is not connected. Only a test without a message calls it.
	 * @return this client
	 */
	public TcpTestClient connect() {
		connection();
		return this;
	}

	/**
	 * Send a message. The next call says how, such as {@link Sending#splitAt(int...)};
	 * any other call sends it at once. A test that waits elsewhere for what the message
	 * does calls {@link Sending#atOnce()}.
	 * @param message the message, without its frame
	 * @return how to send it
	 */
	public Sending send(String message) {
		return send(message.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Send a message. The next call says how, such as {@link Sending#splitAt(int...)};
	 * any other call sends it at once. A test that waits elsewhere for what the message
	 * does calls {@link Sending#atOnce()}.
	 * @param message the message, without its frame
	 * @return how to send it
	 */
	public Sending send(byte[] message) {
		return sendBytes(frame(message));
	}

	/**
	 * Send bytes as they are, such as a broken frame.
	 * @param bytes the bytes
	 * @return how to send them
	 */
	public Sending sendBytes(byte[] bytes) {
		connection();
		Sending sending = new Sending(this, bytes);
		this.pending = sending;
		return sending;
	}

	byte[] frame(byte[] message) {
		return Messages.frame(this.framing, message, "sendBytes sends any bytes");
	}

	/**
	 * Require that the next message is this one.
	 * @param message the message, without its frame
	 * @return this client
	 */
	public TcpTestClient expect(String message) {
		return expect(message.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Require that the next message is this one.
	 * @param message the message, without its frame
	 * @return this client
	 */
	public TcpTestClient expect(byte[] message) {
		Arrival next = next(this.timeout);
		if (next == null || !Arrays.equals(next.message(), message)) {
			throw new AssertionError("expected %s, but %s".formatted(Bytes.describe(message), instead(next)));
		}
		return this;
	}

	/**
	 * Require that a message comes, also if others come before it. Those can still be
	 * expected: a push may come before or after a reply.
	 * @param message the message, without its frame
	 * @return this client
	 */
	public TcpTestClient expectPush(String message) {
		return expectPush(message.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Require that a message comes, also if others come before it. Those can still be
	 * expected: a push may come before or after a reply.
	 * @param message the message, without its frame
	 * @return this client
	 */
	public TcpTestClient expectPush(byte[] message) {
		Deque<Arrival> others = new ArrayDeque<>();
		long deadline = System.nanoTime() + this.timeout.toNanos();
		Arrival next = next(this.timeout);
		while (next != null && next.message() != null && !Arrays.equals(next.message(), message)) {
			others.add(next);
			next = next(Duration.ofNanos(deadline - System.nanoTime()));
		}
		if (next == null || next.message() == null) {
			others.addAll((next != null) ? List.of(next) : List.of());
			throw new AssertionError("expected the push %s, but %s".formatted(Bytes.describe(message), came(others)));
		}
		while (!others.isEmpty()) {
			this.arrived.addFirst(others.removeLast());
		}
		return this;
	}

	private String came(Deque<Arrival> others) {
		return others.isEmpty() ? instead(null) : "within %s came: %s".formatted(text(this.timeout),
				others.stream().map(Arrival::describe).collect(Collectors.joining(", ")));
	}

	/**
	 * Require that the server closes the connection, in order or by a reset, and sends
	 * neither a message nor other bytes before, unless it closes inside a frame.
	 * @return this client
	 */
	public TcpTestClient expectClosed() {
		Arrival next = next(this.timeout);
		if (next == null || next.kind() != Arrival.Kind.CLOSED) {
			throw new AssertionError("expected the server to close the connection, but " + instead(next));
		}
		this.arrived.addFirst(next);
		return this;
	}

	/**
	 * Require that nothing comes for a while: no message and no close.
	 * @param time how long
	 * @return this client
	 */
	public TcpTestClient expectNothingFor(Duration time) {
		Arrival next = next(time);
		if (next != null) {
			throw new AssertionError("expected nothing for %s, but %s".formatted(text(time), instead(next)));
		}
		return this;
	}

	/**
	 * Wait for the next message, for assertions of your own.
	 * @return the message, without its frame
	 */
	public byte[] receive() {
		Arrival next = next(this.timeout);
		byte[] message = (next != null) ? next.message() : null;
		if (message == null) {
			throw new AssertionError("expected a message, but " + instead(next));
		}
		return message;
	}

	/**
	 * Wait for the next message, for assertions of your own.
	 * @return the message as text, without its frame
	 */
	public String receiveText() {
		return new String(receive(), StandardCharsets.UTF_8);
	}

	/**
	 * End the output, and go on reading.
	 * @return this client
	 */
	public TcpTestClient halfClose() {
		run(TestConnection::halfClose);
		return this;
	}

	/**
	 * Close the connection by a reset.
	 */
	public void reset() {
		run(TestConnection::reset);
		discard();
	}

	/**
	 * Close the connection, if there is one. What has come is forgotten.
	 */
	@Override
	public void close() {
		if (this.connection != null) {
			try {
				sendPending();
			}
			finally {
				discard();
			}
		}
	}

	private void discard() {
		if (this.connection != null) {
			this.connection.close();
		}
		this.connection = null;
		this.pending = null;
		this.arrived.clear();
	}

	private @Nullable Arrival next(Duration time) {
		TestConnection current = connection();
		if (!this.arrived.isEmpty()) {
			return this.arrived.removeFirst();
		}
		try {
			return current.poll(time.toNanos());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError("interrupted while the client waited", ex);
		}
	}

	private String instead(@Nullable Arrival next) {
		if (next == null) {
			return "nothing came within " + text(this.timeout);
		}
		return (next.message() != null) ? "got " + next.describe() : next.describe();
	}

	private static String text(Duration time) {
		return time.toMillis() + " ms";
	}

	/**
	 * The connection, over which the pending message has been sent.
	 */
	private TestConnection connection() {
		TestConnection current = this.connection;
		if (current != null) {
			sendPending();
			return current;
		}
		try {
			TestConnection opened = TestConnection.open(this.address, this.first.toByteArray(), this.ssl, this.framing,
					this.timeout);
			this.connection = opened;
			return opened;
		}
		catch (IOException ex) {
			throw new UncheckedIOException("cannot connect to %s: %s".formatted(this.address, ex.getMessage()), ex);
		}
	}

	private void sendPending() {
		if (this.pending != null) {
			this.pending.atOnce();
		}
	}

	/**
	 * Send what is pending in a way of its own.
	 */
	void send(Sending sending, Step step) {
		if (this.pending != sending) {
			throw new IllegalStateException("the message has been sent already");
		}
		this.pending = null;
		run(step);
	}

	private void run(Step step) {
		try {
			step.run(connection());
		}
		catch (IOException ex) {
			throw new UncheckedIOException("cannot send to %s: %s".formatted(this.address, ex.getMessage()), ex);
		}
	}

	/** What is done with the connection. */
	@FunctionalInterface
	interface Step {

		void run(TestConnection connection) throws IOException;

	}

}

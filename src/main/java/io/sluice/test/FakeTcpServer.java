package io.sluice.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

import javax.net.ssl.SSLContext;

import io.sluice.spi.Framing;
import org.jspecify.annotations.Nullable;

/**
 * A server that answers as a test scripts it, in place of a service that the code under
 * test calls: <pre class="code">
 * try (FakeTcpServer bank = FakeTcpServer.start(new LineFraming(1024))) {
 *     bank.when("0200").answer(Answer.none(), Answer.reply("0210").after(Duration.ofMillis(200)));
 *     ...
 *     bank.expectReceived("0200");
 * }
 * </pre> It listens on a free port of the loopback address. The first script that matches
 * a message answers it, and a message that none matches has no answer. A script that
 * throws, or whose reply the framing cannot carry, closes the connection, and fails the
 * test at the next expectation or when the server is closed. Text is UTF-8. Any thread
 * may use it.
 */
public final class FakeTcpServer implements AutoCloseable {

	private final Framing framing;

	private final @Nullable SSLContext ssl;

	private final ServerSocket server;

	/** Held by the thread that accepts while it is inside the call. */
	private final Object accepting = new Object();

	private final List<Script> scripts = new CopyOnWriteArrayList<>();

	private final List<byte[]> received = new CopyOnWriteArrayList<>();

	/** Messages that no call has expected yet. */
	private final BlockingQueue<byte[]> unexpected = new LinkedBlockingQueue<>();

	/** Its monitor tells those who wait of a new one. */
	private final Set<FakeConnection> connections = ConcurrentHashMap.newKeySet();

	/** What the first script that failed has thrown. */
	private final AtomicReference<@Nullable Throwable> defect = new AtomicReference<>();

	private volatile Duration timeout = Duration.ofSeconds(5);

	private FakeTcpServer(Framing framing, @Nullable SSLContext ssl, ServerSocket server) {
		this.framing = framing;
		this.ssl = ssl;
		this.server = server;
	}

	/**
	 * Start a server.
	 * @param framing the framing of messages in both directions
	 * @return the server, which listens
	 */
	public static FakeTcpServer start(Framing framing) {
		return listen(framing, null);
	}

	/**
	 * Start a server with TLS.
	 * @param framing the framing of messages in both directions
	 * @param ssl the server's certificate
	 * @return the server, which listens
	 */
	public static FakeTcpServer start(Framing framing, SSLContext ssl) {
		return listen(framing, ssl);
	}

	private static FakeTcpServer listen(Framing framing, @Nullable SSLContext ssl) {
		try {
			FakeTcpServer server = new FakeTcpServer(framing, ssl,
					new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
			Thread.ofVirtual().name("sluice-fake-accept").start(server::accept);
			return server;
		}
		catch (IOException ex) {
			throw new UncheckedIOException("cannot listen on a free port: " + ex.getMessage(), ex);
		}
	}

	/**
	 * The port on which it listens.
	 * @return the port
	 */
	public int port() {
		return this.server.getLocalPort();
	}

	/**
	 * Set how long the server waits for what it expects. The default is 5 s.
	 * @param time the time, above 0
	 * @return this server
	 */
	public FakeTcpServer timeout(Duration time) {
		this.timeout = time;
		return this;
	}

	/**
	 * Script the answers to a message.
	 * @param message the message, without its frame
	 * @return the script
	 */
	public Script when(String message) {
		return when(message.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Script the answers to a message.
	 * @param message the message, without its frame
	 * @return the script
	 */
	public Script when(byte[] message) {
		return when((other) -> Arrays.equals(other, message));
	}

	/**
	 * Script the answers to messages.
	 * @param matcher whether a message, without its frame, is meant; called by the
	 * threads that read
	 * @return the script
	 */
	public Script when(Predicate<byte[]> matcher) {
		Script script = new Script(matcher);
		this.scripts.add(script);
		return script;
	}

	/**
	 * Script the answers to messages that no script so far matches.
	 * @return the script
	 */
	public Script otherwise() {
		return when((received) -> true);
	}

	/**
	 * Send a message over all open connections. If there is none, wait for one.
	 * @param message the message, without its frame
	 * @throws IllegalArgumentException if the framing cannot carry it
	 * @throws AssertionError if no connection is opened in time
	 */
	public void push(String message) {
		push(message.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Send a message over all open connections. If there is none, wait for one.
	 * @param message the message, without its frame
	 * @throws IllegalArgumentException if the framing cannot carry it
	 * @throws AssertionError if no connection is opened in time
	 */
	public void push(byte[] message) {
		awaitConnection();
		this.connections.forEach((connection) -> connection.push(message));
	}

	private void awaitConnection() {
		long deadline = System.nanoTime() + this.timeout.toNanos();
		synchronized (this.connections) {
			while (this.connections.isEmpty()) {
				long left = deadline - System.nanoTime();
				if (left <= 0) {
					throw new AssertionError(
							"no connection to push to within %d ms".formatted(this.timeout.toMillis()));
				}
				try {
					TimeUnit.NANOSECONDS.timedWait(this.connections, left);
				}
				catch (InterruptedException ex) {
					throw interrupted(ex);
				}
			}
		}
	}

	private static AssertionError interrupted(InterruptedException ex) {
		Thread.currentThread().interrupt();
		return new AssertionError("interrupted while the server waited", ex);
	}

	/**
	 * The messages that it has received, over all connections, in order.
	 * @return a copy
	 */
	public List<byte[]> received() {
		return List.copyOf(this.received);
	}

	/**
	 * The messages that it has received, over all connections, in order.
	 * @return the messages as text
	 */
	public List<String> receivedTexts() {
		return received().stream().map((message) -> new String(message, StandardCharsets.UTF_8)).toList();
	}

	/**
	 * Require that the next message is this one, after those that were expected before.
	 * @param message the message, without its frame
	 * @return this server
	 */
	public FakeTcpServer expectReceived(String message) {
		return expectReceived(message.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Require that the next message is this one, after those that were expected before.
	 * @param expected the message, without its frame
	 * @return this server
	 */
	public FakeTcpServer expectReceived(byte[] expected) {
		byte[] next = poll(this.timeout);
		requireNoDefect();
		if (next == null) {
			throw new AssertionError("expected to receive %s, but nothing came within %d ms"
				.formatted(Bytes.describe(expected), this.timeout.toMillis()));
		}
		if (!Arrays.equals(next, expected)) {
			throw new AssertionError(
					"expected to receive %s, but got %s".formatted(Bytes.describe(expected), Bytes.describe(next)));
		}
		return this;
	}

	/**
	 * Require that no further message comes for a while.
	 * @param time how long
	 * @return this server
	 */
	public FakeTcpServer expectNothingFor(Duration time) {
		byte[] next = poll(time);
		requireNoDefect();
		if (next != null) {
			throw new AssertionError(
					"expected nothing for %d ms, but got %s".formatted(time.toMillis(), Bytes.describe(next)));
		}
		return this;
	}

	private void requireNoDefect() {
		Throwable failure = this.defect.get();
		if (failure != null) {
			throw new AssertionError("a script has failed: " + failure.getMessage(), failure);
		}
	}

	private void recordDefect(Throwable failure) {
		this.defect.compareAndSet(null, failure);
	}

	private byte @Nullable [] poll(Duration time) {
		try {
			return this.unexpected.poll(time.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			throw interrupted(ex);
		}
	}

	private void accept() {
		try {
			while (!this.server.isClosed()) {
				Socket socket = acceptNext();
				Thread.ofVirtual().name("sluice-fake-connection").start(() -> serve(socket));
			}
		}
		catch (IOException ex) {
			// it is closed
		}
	}

	private Socket acceptNext() throws IOException {
		synchronized (this.accepting) {
			return this.server.accept();
		}
	}

	private void serve(Socket plain) {
		try (plain) {
			plain.setTcpNoDelay(true);
			FakeConnection connection = new FakeConnection(new TestConnection(plain, secure(plain), this.framing),
					this.framing, this::recordDefect);
			add(connection);
			try {
				if (this.server.isClosed()) {
					return;
				}
				answerAll(connection);
			}
			catch (RuntimeException | Error ex) {
				recordDefect(ex);
			}
			finally {
				this.connections.remove(connection);
				connection.close();
			}
		}
		catch (IOException | InterruptedException ex) {
			// the client is gone
		}
	}

	private Socket secure(Socket plain) throws IOException {
		// this form of the method makes the socket of a server
		return (this.ssl != null) ? this.ssl.getSocketFactory().createSocket(plain, null, true) : plain;
	}

	private void add(FakeConnection connection) {
		synchronized (this.connections) {
			this.connections.add(connection);
			this.connections.notifyAll();
		}
	}

	private void answerAll(FakeConnection connection) throws InterruptedException {
		byte[] message = connection.take();
		while (message != null) {
			byte[] request = message;
			this.received.add(request);
			Answer answer = this.scripts.stream()
				.filter((script) -> script.matches(request))
				.findFirst()
				.map(Script::next)
				.orElseGet(Answer::none);
			this.unexpected.add(request);
			connection.answer(answer, request);
			message = connection.take();
		}
	}

	/**
	 * Stop listening, and close all connections. A connect afterwards is refused.
	 * @throws AssertionError if a script has failed
	 */
	@Override
	public void close() {
		try {
			this.server.close();
		}
		catch (IOException ex) {
			// nothing uses it after this
		}
		synchronized (this.accepting) {
			// the system goes on to take connections until the call of accept returns
		}
		this.connections.forEach(FakeConnection::close);
		requireNoDefect();
	}

}

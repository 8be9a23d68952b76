package io.sluice.test;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

import io.sluice.framing.FrameInput;
import io.sluice.framing.FrameReader;
import io.sluice.spi.FrameException;
import io.sluice.spi.Framing;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a test. A virtual thread reads what comes, so that a server never
 * waits for a test that does not read.
 */
final class TestConnection {

	/** The pause after which the other end has probably read a segment. */
	private static final Duration PAUSE = Duration.ofMillis(10);

	private final Socket plain;

	private final Socket socket;

	private final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();

	TestConnection(Socket plain, Socket socket, Framing framing) throws IOException {
		this.plain = plain;
		this.socket = socket;
		FrameReader reader = new FrameReader(framing, new FrameInput(socket.getInputStream()));
		Thread.ofVirtual().name("sluice-test-reader").start(() -> read(reader));
	}

	/**
	 * Connect.
	 * @param first bytes before the first message and before TLS
	 * @param ssl the context for TLS, or {@code null}
	 */
	static TestConnection open(InetSocketAddress address, byte[] first, @Nullable SSLContext ssl, Framing framing,
			Duration timeout) throws IOException {
		Socket plain = new Socket();
		try {
			plain.setTcpNoDelay(true);
			plain.connect(address, (int) timeout.toMillis());
			plain.getOutputStream().write(first);
			plain.setSoTimeout((int) timeout.toMillis());
			Socket socket = (ssl != null) ? handshake(plain, ssl, address) : plain;
			plain.setSoTimeout(0);
			return new TestConnection(plain, socket, framing);
		}
		catch (IOException | RuntimeException ex) {
			plain.close();
			throw ex;
		}
	}

	private static Socket handshake(Socket plain, SSLContext ssl, InetSocketAddress address) throws IOException {
		SSLSocket socket = (SSLSocket) ssl.getSocketFactory()
			.createSocket(plain, address.getHostString(), address.getPort(), true);
		SSLParameters parameters = socket.getSSLParameters();
		// checks that the certificate names the host (RFC 2818)
		parameters.setEndpointIdentificationAlgorithm("HTTPS");
		socket.setSSLParameters(parameters);
		socket.startHandshake();
		return socket;
	}

	private void read(FrameReader reader) {
		Arrival next = readNext(reader);
		this.arrivals.add(next);
		while (next.kind() == Arrival.Kind.MESSAGE || next.kind() == Arrival.Kind.REJECTED) {
			next = readNext(reader);
			this.arrivals.add(next);
		}
	}

	private static Arrival readNext(FrameReader reader) {
		try {
			byte[] message = reader.read();
			return (message != null) ? Arrival.of(message)
					: Arrival.of(Arrival.Kind.CLOSED, "the connection was closed");
		}
		catch (EOFException ex) {
			return Arrival.of(Arrival.Kind.CLOSED, "the connection was closed inside a frame");
		}
		catch (FrameException ex) {
			return Arrival.of(ex.isResumable() ? Arrival.Kind.REJECTED : Arrival.Kind.GARBAGE,
					"bytes came that are no frame: " + ex.getMessage());
		}
		catch (IOException ex) {
			return Arrival.of(Arrival.Kind.CLOSED, "the connection was reset (%s)".formatted(ex.getMessage()));
		}
		catch (RuntimeException ex) {
			return Arrival.of(Arrival.Kind.GARBAGE, "the framing failed: " + ex);
		}
	}

	/**
	 * Wait for what comes next.
	 * @return {@code null} if nothing came in time
	 */
	@Nullable Arrival poll(long nanos) throws InterruptedException {
		return this.arrivals.poll(nanos, TimeUnit.NANOSECONDS);
	}

	/**
	 * Wait for what comes next, without a limit.
	 */
	Arrival take() throws InterruptedException {
		return this.arrivals.take();
	}

	void write(byte[] bytes) throws IOException {
		writePart(bytes, 0, bytes.length);
	}

	/**
	 * Write bytes, and give the other end time to read them.
	 */
	void writeAndPause(byte[] bytes) throws IOException {
		write(bytes);
		pause(PAUSE);
	}

	/**
	 * Write bytes in segments.
	 * @param places where one segment ends and the next begins, in order
	 */
	void writeSplit(byte[] bytes, int... places) throws IOException {
		int from = 0;
		for (int place : places) {
			writePart(bytes, from, place);
			pause(PAUSE);
			from = place;
		}
		writePart(bytes, from, bytes.length);
	}

	/**
	 * Write bytes in segments of one size.
	 */
	void trickle(byte[] bytes, int size, Duration every) throws IOException {
		for (int from = 0; from < bytes.length; from += size) {
			if (from > 0) {
				pause(every);
			}
			writePart(bytes, from, Math.min(from + size, bytes.length));
		}
	}

	private void writePart(byte[] bytes, int from, int to) throws IOException {
		// once: after the write, the other end may close before this method returns
		OutputStream out = this.socket.getOutputStream();
		out.write(bytes, from, to - from);
		out.flush();
	}

	static void pause(Duration time) throws IOException {
		try {
			Thread.sleep(time);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException("interrupted between two segments", ex);
		}
	}

	/**
	 * End the output, and go on reading.
	 */
	void halfClose() throws IOException {
		this.socket.shutdownOutput();
	}

	/**
	 * Close in such a way that the other end gets a reset.
	 */
	void reset() throws IOException {
		this.plain.setSoLinger(true, 0);
		this.plain.close();
	}

	void close() {
		try {
			this.socket.close();
			this.plain.close();
		}
		catch (IOException ex) {
			// nothing uses the socket after this
		}
	}

}

package io.sluice.client;

import java.io.BufferedOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

import io.sluice.ErrorCode;
import io.sluice.framing.BrokenFramingException;
import io.sluice.framing.FrameInput;
import io.sluice.framing.FrameReader;
import io.sluice.process.Lease;
import io.sluice.socket.PolledSocket;
import io.sluice.socket.PollerGroup;
import io.sluice.spi.FrameException;
import io.sluice.spi.Framing;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a server. One thread reads and one thread writes; they may be the same.
 */
final class ClientConnection implements AutoCloseable {

	private static final byte[] PROXY_HEADER = "PROXY UNKNOWN\r\n".getBytes(StandardCharsets.US_ASCII);

	private final Framing framing;

	/** Closing this socket also ends a TLS handshake or a TLS write that waits. */
	private final Socket plain;

	private final Socket socket;

	private final OutputStream out;

	private final FrameReader in;

	private final DropRecorder drops = new DropRecorder();

	/** The message behind bytes that were dropped, for the next call. */
	private byte @Nullable [] behindDrop;

	private ClientConnection(Framing framing, Socket plain, Socket socket, boolean corked) throws IOException {
		this.framing = framing;
		this.plain = plain;
		this.socket = socket;
		this.out = new BufferedOutputStream(socket.getOutputStream());
		InputStream stream = (socket == plain) ? new ReplyInput(socket.getInputStream()) : socket.getInputStream();
		this.in = new FrameReader(framing,
				new FrameInput(corked ? new CorkedInput(stream, this.out) : stream, this.drops));
	}

	/**
	 * Connect.
	 * @param destination the server
	 * @param corked whether a read that may block flushes the output first; for a
	 * connection with one thread
	 */
	static ClientConnection open(Destination destination, boolean corked) throws IOException {
		return open(destination, corked, null);
	}

	/**
	 * Connect.
	 * @param destination the server
	 * @param corked whether a read that may block flushes the output first; for a
	 * connection with one thread
	 * @param lease the lease without which nothing may be written, or {@code null}
	 */
	static ClientConnection open(Destination destination, boolean corked, @Nullable Lease lease) throws IOException {
		Socket plain = new PolledSocket(PollerGroup.shared(), lease);
		// a socket's own timeouts limit each step, not the whole
		CompletableFuture<@Nullable Void> deadline = new CompletableFuture<@Nullable Void>().completeOnTimeout(null,
				TimeUnit.NANOSECONDS.convert(destination.connectTimeout()), TimeUnit.NANOSECONDS);
		var _ = deadline.thenRun(() -> closeQuietly(plain));
		try {
			Socket socket = connect(plain, destination);
			ClientConnection connection = new ClientConnection(destination.framing(), plain, socket, corked);
			if (deadline.cancel(false)) {
				return connection;
			}
			throw timeout(plain, destination);
		}
		catch (IOException | RuntimeException ex) {
			closeQuietly(plain);
			if (deadline.cancel(false)) {
				throw ex;
			}
			throw timeout(plain, destination);
		}
	}

	private static SocketTimeoutException timeout(Socket plain, Destination destination) {
		boolean inHandshake = destination.handshake().ssl() != null && plain.isConnected();
		return inHandshake ? new HandshakeTimeoutException() : new SocketTimeoutException();
	}

	private static Socket connect(Socket plain, Destination destination) throws IOException {
		if (destination.source() != null) {
			plain.bind(new InetSocketAddress(destination.source(), 0));
		}
		InetSocketAddress address = new InetSocketAddress(destination.host(), destination.port());
		if (address.isUnresolved()) {
			throw new UnknownHostException(destination.host());
		}
		plain.setTcpNoDelay(true);
		plain.connect(address);
		if (destination.handshake().proxyHeader()) {
			plain.getOutputStream().write(PROXY_HEADER);
		}
		Supplier<SSLContext> ssl = destination.handshake().ssl();
		return (ssl != null) ? handshake(plain, ssl.get(), destination) : plain;
	}

	private static Socket handshake(Socket plain, SSLContext ssl, Destination destination) throws IOException {
		SSLSocket socket = (SSLSocket) ssl.getSocketFactory()
			.createSocket(plain, destination.host(), destination.port(), true);
		SSLParameters parameters = socket.getSSLParameters();
		// checks that the certificate names the host (RFC 2818)
		parameters.setEndpointIdentificationAlgorithm("HTTPS");
		socket.setSSLParameters(parameters);
		socket.startHandshake();
		return socket;
	}

	void write(byte[] message) throws IOException {
		try {
			this.framing.write(message, this.out);
		}
		catch (RuntimeException ex) {
			throw BrokenFramingException.ofOutput(this.framing, ex);
		}
	}

	void flush() throws IOException {
		this.out.flush();
	}

	/**
	 * Read a message.
	 * @return the message, or {@code null} if the server has closed
	 * @throws FrameException also where the framing has dropped bytes, because a message
	 * may have been among them. If it is resumable, the next one can be read
	 */
	byte @Nullable [] read() throws IOException {
		byte[] message = this.behindDrop;
		if (message != null) {
			this.behindDrop = null;
			return message;
		}
		message = this.in.read();
		if (this.drops.takeDrop()) {
			this.behindDrop = message;
			throw FrameException.resumable(ErrorCode.BAD_FRAME, "bytes before a frame were dropped");
		}
		return message;
	}

	/**
	 * Close in order. Called by the thread that writes, because TLS writes a
	 * {@code close_notify}. It may wait for the peer until {@link #abort()}.
	 */
	@Override
	public void close() {
		closeQuietly(this.socket);
	}

	/**
	 * Close at once. Called by any thread; a read or write in progress fails.
	 */
	void abort() {
		closeQuietly(this.plain);
	}

	private static void closeQuietly(Socket socket) {
		try {
			socket.close();
		}
		catch (IOException ex) {
			// nothing uses the socket after this
		}
	}

	/** The server has accepted the connection, and may not speak TLS. */
	static final class HandshakeTimeoutException extends SocketTimeoutException {

		private static final long serialVersionUID = 1L;

	}

	private static final class CorkedInput extends FilterInputStream {

		private final OutputStream out;

		CorkedInput(InputStream in, OutputStream out) {
			super(in);
			this.out = out;
		}

		@Override
		public int read(byte[] bytes, int offset, int length) throws IOException {
			this.out.flush();
			return super.read(bytes, offset, length);
		}

	}

}

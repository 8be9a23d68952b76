package io.sluice.support;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

import javax.net.ssl.SSLException;

/**
 * A plain blocking TCP client; every read gives up after a generous minute.
 */
public final class TestClient implements AutoCloseable {

	private static final int PATIENCE_MILLIS = 60_000;

	private final Socket socket;

	private final InputStream in;

	public TestClient(int port) {
		this(connect(port));
	}

	/**
	 * Talk over a connected socket, such as one with TLS.
	 */
	public TestClient(Socket socket) {
		try {
			this.socket = socket;
			this.socket.setTcpNoDelay(true);
			this.socket.setSoTimeout(PATIENCE_MILLIS);
			this.in = new BufferedInputStream(this.socket.getInputStream());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Socket connect(int port) {
		try {
			return new Socket(InetAddress.getLoopbackAddress(), port);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public Socket socket() {
		return this.socket;
	}

	public TestClient send(String text) throws IOException {
		return send(text.getBytes(StandardCharsets.UTF_8));
	}

	public TestClient send(byte[] bytes) throws IOException {
		this.socket.getOutputStream().write(bytes);
		return this;
	}

	/**
	 * Send a line and read the line that answers it.
	 */
	public String request(String line) throws IOException {
		return send(line + "\n").readLine();
	}

	/**
	 * Read up to LF.
	 * @throws EOFException if the server closes instead
	 */
	public String readLine() throws IOException {
		String line = readLineOrEnd();
		if (line == null) {
			throw new EOFException("closed instead of a line");
		}
		return line;
	}

	/**
	 * Read up to LF, or find that the server has closed where a line would begin.
	 * @return the line, or {@code null} at the end
	 * @throws EOFException if the server closes inside a line
	 */
	public String readLineOrEnd() throws IOException {
		ByteArrayOutputStream line = new ByteArrayOutputStream();
		for (int b = this.in.read(); b != '\n'; b = this.in.read()) {
			if (b < 0 && line.size() == 0) {
				return null;
			}
			if (b < 0) {
				throw new EOFException("closed after '" + line.toString(StandardCharsets.UTF_8) + "'");
			}
			line.write(b);
		}
		return line.toString(StandardCharsets.UTF_8);
	}

	public byte[] read(int count) throws IOException {
		return this.in.readNBytes(count);
	}

	/**
	 * Read until the server closes, and close too.
	 */
	public String readToEnd() throws IOException {
		byte[] rest = this.in.readAllBytes();
		close();
		return new String(rest, StandardCharsets.UTF_8);
	}

	/**
	 * Wait until the server has closed, in whichever way, and close too.
	 * @throws SocketTimeoutException if it does not
	 */
	public void awaitClosed() throws IOException {
		try {
			readToEnd();
		}
		catch (SocketException | SSLException ex) {
			// closed with a reset, or without TLS being told of it
			close();
		}
	}

	/**
	 * End this side of the stream; replies can still be read.
	 */
	public TestClient endOutput() throws IOException {
		this.socket.shutdownOutput();
		return this;
	}

	/**
	 * Vanish with a reset.
	 */
	public void reset() throws IOException {
		this.socket.setSoLinger(true, 0);
		this.socket.close();
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}

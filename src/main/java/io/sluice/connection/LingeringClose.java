package io.sluice.connection;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;

import io.sluice.CloseReason;
import io.sluice.socket.PolledSocket;
import io.sluice.spi.OpenedSocket;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;

/**
 * Ends a connection so that its client can read the last reply: the output is ended
 * behind it, and what the client still sends is read and discarded. A close with unread
 * input would send a reset, and that would throw away what the client has not read yet
 * (RFC 1122, section 4.2.2.13). The close itself is not done here.
 */
@RequiredArgsConstructor
@Slf4j(topic = "io.sluice.listener")
final class LingeringClose {

	/** Its content is never looked at, so all connections share it. */
	private static final byte[] DISCARDED = new byte[16 * 1024];

	private final String listener;

	private final ConnectionLifecycle lifecycle;

	private final PolledSocket socket;

	private final ConnectionInput input;

	private final ReplyOutput output;

	/**
	 * Read no further request; what has been read completely is still answered. An idle
	 * client is told by the end of the output, behind replies that may still be on their
	 * way; its own end is read, as a reset would destroy them. Does not block.
	 * @param reason why; the first one counts
	 * @param opened the connection
	 */
	void finish(CloseReason reason, OpenedSocket opened) {
		// a thread that is busy finds the end itself
		if (!this.input.end() || !this.lifecycle.end(reason)) {
			return;
		}
		if (opened.tls() == null) {
			shutOutput(opened.socket());
		}
		else {
			// TLS says that it ends, and may have to wait for a client to take that: not
			// on a thread that connections share
			Thread.startVirtualThread(() -> shutOutput(opened.socket()));
		}
	}

	private void shutOutput(Socket socket) {
		try {
			socket.shutdownOutput();
		}
		catch (IOException ex) {
			log.debug("[{}] {} is closed already", this.listener, socket.getRemoteSocketAddress(), ex);
		}
	}

	/**
	 * End the output, unless that is being done: a second time is an error to a socket.
	 * Waits only where a write does.
	 * @param reason why; the first one counts
	 * @param opened the connection
	 */
	void endOutput(CloseReason reason, OpenedSocket opened) throws IOException {
		if (reason == CloseReason.CLIENT_CLOSED && opened.tls() == null) {
			// a close tells a client that has closed all there is to tell
			this.lifecycle.finish(reason);
		}
		else if (this.lifecycle.end(reason)) {
			this.output.end(opened.socket());
		}
	}

	/**
	 * Let the read return in which the connection's thread may wait: its client has been
	 * told of the end, and does not close.
	 */
	void endInput() {
		try {
			this.input.endNow();
		}
		catch (IOException ex) {
			log.debug("[{}] a connection is closed already", this.listener, ex);
		}
	}

	/**
	 * Read and discard what the client still sends until it closes, for at most a second.
	 * Not through TLS, which would wait for whole records.
	 */
	void discardInput() throws IOException {
		this.input.stopWatching();
		long deadline = System.nanoTime() + ConnectionDeadlines.PATIENCE_NANOS;
		try {
			discardUntil(deadline);
		}
		catch (SocketTimeoutException ex) {
			// a client that keeps its side open
		}
	}

	private void discardUntil(long deadline) throws IOException {
		InputStream in = this.socket.getInputStream();
		int count = 0;
		while (count >= 0) {
			long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
			if (left <= 0) {
				return;
			}
			this.socket.setSoTimeout((int) left);
			this.socket.awaitInput(true);
			count = in.read(DISCARDED);
		}
	}

}

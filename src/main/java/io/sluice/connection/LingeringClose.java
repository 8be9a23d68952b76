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
 * Ends a connection so that the client can read the last reply: it ends the output, then
 * reads and discards what the client still sends. A close with unread input would send a
 * reset, and the reset would destroy what the client has not read yet (RFC 1122, section
 * 4.2.2.13). The caller closes the socket.
 */
@RequiredArgsConstructor
@Slf4j(topic = "io.sluice.listener")
final class LingeringClose {

	/** The target of discarded reads. Never read, so all connections share it. */
	private static final byte[] DISCARDED = new byte[16 * 1024];

	private final String listener;

	private final ConnectionLifecycle lifecycle;

	private final PolledSocket socket;

	private final ConnectionInput input;

	private final ReplyOutput output;

	/**
	 * Read no further request; requests already read are still answered. An idle
	 * connection ends its output after the replies that may still be on their way, and
	 * then reads the client's end: a reset would destroy the replies. Does not block.
	 * @param reason the close reason; the first one counts
	 * @param opened the opened socket
	 * @param answering whether requests are in progress
	 */
	void finish(CloseReason reason, OpenedSocket opened, boolean answering) {
		// a thread that is not reading finds the end itself
		if (!this.input.end()) {
			return;
		}
		if (answering) {
			// the connection's thread waits for input: woken, it answers the requests in
			// progress and then finds the end
			this.input.nudge();
			return;
		}
		if (!this.lifecycle.end(reason)) {
			return;
		}
		this.input.endHold();
		if (opened.tls() == null && !this.output.hasUnfinishedWrite()) {
			shutOutput(opened.socket());
		}
		else {
			// TLS writes a close message, and another thread may be writing a push:
			// both may block on the client, and a shared thread must not wait
			Thread.startVirtualThread(() -> shutOutputInTurn(opened.socket()));
		}
	}

	/**
	 * End the output after the write in progress.
	 */
	private void shutOutputInTurn(Socket socket) {
		try {
			this.output.end(socket);
		}
		catch (IOException ex) {
			logBroken(ex);
		}
	}

	private void shutOutput(Socket socket) {
		try {
			socket.shutdownOutput();
		}
		catch (IOException ex) {
			logBroken(ex);
		}
	}

	/**
	 * End the output, unless it is already ended: to end it twice is an error. Blocks
	 * only where a write blocks.
	 * @param reason the close reason; the first one counts
	 * @param opened the opened socket
	 * @return {@code false} if the connection broke
	 */
	boolean endOutput(CloseReason reason, OpenedSocket opened) {
		// without TLS, a client that has closed needs no end of the output besides the
		// close
		boolean isNeeded = reason != CloseReason.CLIENT_CLOSED || opened.tls() != null;
		try {
			if (isNeeded && this.lifecycle.end(reason)) {
				this.output.end(opened.socket());
			}
			return true;
		}
		catch (IOException ex) {
			logBroken(ex);
			return false;
		}
	}

	/**
	 * Unblock the read in which the connection's thread may wait: the output has ended,
	 * and the client does not close.
	 */
	void endInput() {
		try {
			this.input.endNow();
		}
		catch (IOException ex) {
			logBroken(ex);
		}
	}

	/**
	 * Read and discard what the client still sends until it closes, for at most a second.
	 * Reads below TLS, which would wait for complete records.
	 */
	void discardInput() {
		this.input.stopWatching();
		long deadline = System.nanoTime() + ConnectionDeadlines.PATIENCE_NANOS;
		try {
			discardUntil(deadline);
		}
		catch (SocketTimeoutException ex) {
			// the client keeps its side open
		}
		catch (IOException ex) {
			logBroken(ex);
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

	private void logBroken(IOException failure) {
		log.debug("[{}] the connection to {} broke at its end: {}", this.listener, this.socket.getRemoteSocketAddress(),
				failure.toString());
	}

}

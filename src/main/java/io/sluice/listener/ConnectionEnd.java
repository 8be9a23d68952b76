package io.sluice.listener;

import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import io.sluice.CloseReason;
import io.sluice.spi.Opening.Opened;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

/**
 * How a connection comes to an end that its client can follow: no further request is
 * taken, the output is ended behind the last reply, and what the client still sends is
 * read and dropped. The close itself is not done here.
 */
@RequiredArgsConstructor
@Slf4j(topic = "io.sluice.listener")
final class ConnectionEnd {

	private final SluiceServerConnectionFactory factory;

	private final ConnectionInput input;

	private final ReplyOutput output;

	private final Expiry expiry;

	/** Why no further request is taken. */
	private final AtomicReference<@Nullable CloseReason> reason = new AtomicReference<>();

	/** Whether the next reply is the last one. */
	private volatile boolean behindReply;

	/** Whether the output is being shut, so that nothing more can be sent. */
	private final AtomicBoolean ending = new AtomicBoolean();

	/**
	 * Why no further request is taken.
	 * @return the reason, or {@code null}
	 */
	@Nullable CloseReason reason() {
		return this.reason.get();
	}

	/**
	 * Whether the output is being shut; the last reply may still be on its way.
	 */
	boolean isEnding() {
		return this.ending.get();
	}

	/**
	 * Have a reason; the first one counts.
	 * @param why the reason
	 * @return whether it was the first
	 */
	boolean decide(CloseReason why) {
		if (this.reason.get() != null) {
			return false;
		}
		// first: whoever finds the reason looks when that was
		this.expiry.decided();
		return this.reason.compareAndSet(null, why);
	}

	/**
	 * Let the next reply be the last one. Any thread.
	 */
	void waitForReply() {
		this.behindReply = true;
	}

	/**
	 * Whether the reply that has been given was the last one.
	 */
	boolean isBehindReply() {
		return this.behindReply;
	}

	/**
	 * Take no further request; what has been read completely is still answered. An idle
	 * client is told by the end of the output, behind replies that may still be on their
	 * way; its own end is read, as a reset would destroy them. Does not block.
	 * @param opened the connection
	 */
	void finish(Opened opened) {
		if (!this.input.end()) {
			// its thread is busy, and finds the end itself
			return;
		}
		if (!this.ending.compareAndSet(false, true)) {
			return;
		}
		this.expiry.ending();
		if (opened.tls() == null) {
			shutOutput(opened.socket());
		}
		else {
			// TLS says that it ends, and may have to wait for a client to take that: not
			// on
			// a thread that connections share
			Thread.startVirtualThread(() -> shutOutput(opened.socket()));
		}
	}

	private void shutOutput(Socket socket) {
		try {
			socket.shutdownOutput();
		}
		catch (IOException ex) {
			log.debug("[{}] {} is closed already", this.factory.getName(), socket.getRemoteSocketAddress(), ex);
		}
	}

	/**
	 * A client that has been told of the end does not close.
	 */
	void endInput() {
		try {
			this.input.endNow();
		}
		catch (IOException ex) {
			log.debug("[{}] a connection is closed already", this.factory.getName(), ex);
		}
	}

	/**
	 * Read and drop what the client still sends, so that it can read what it was sent.
	 */
	void discardInput() throws IOException {
		this.input.discard();
	}

	/**
	 * End the output, unless that is being done: a second time is an error to a socket.
	 * Called by the thread that answers.
	 * @param opened the connection
	 */
	void endOutput(Opened opened) throws IOException {
		if (this.ending.compareAndSet(false, true)) {
			this.expiry.ending();
			this.output.end(opened.socket());
		}
	}

}

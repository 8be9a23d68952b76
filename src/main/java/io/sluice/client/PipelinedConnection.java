package io.sluice.client;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;

import io.sluice.framing.BrokenFramingException;
import io.sluice.spi.FrameException;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * Sends the requests of a queue over one connection. The calling thread writes, and a
 * virtual thread reads.
 */
@RequiredArgsConstructor
final class PipelinedConnection {

	private final ClientConnection connection;

	private final RequestQueue requests;

	private final ReplyObserver observer;

	private volatile boolean answered;

	/** The failure of the framing that has ended the connection, or {@code null}. */
	private volatile @Nullable BrokenFramingException defect;

	/**
	 * Send requests until the connection takes no more. Replies may still arrive after
	 * the return.
	 * @return completes when the connection has ended, and the requests that were sent
	 * have ended
	 */
	CompletableFuture<?> run() {
		CompletableFuture<?> reading = CompletableFuture.runAsync(this::read, Thread::startVirtualThread);
		try {
			write();
			if (!this.requests.isRetired()) {
				this.connection.close();
			}
		}
		catch (IOException ex) {
			// the reader may still receive replies, and then reaches the end
			if (!FailureText.isEndOfTls(ex)) {
				this.requests.breakConnection(FailureText.ofExchange(ex));
			}
		}
		catch (RuntimeException | Error ex) {
			abort(describe(ex));
		}
		return reading;
	}

	private void write() throws IOException {
		while (true) {
			Request next = this.requests.next(false);
			if (next == null) {
				this.connection.flush();
				next = this.requests.next(true);
			}
			if (next == null) {
				return;
			}
			this.connection.write(next.message());
		}
	}

	private void read() {
		String end = FailureText.CLOSED_BY_PEER;
		try {
			end = readReplies();
		}
		catch (IOException | RuntimeException | Error ex) {
			// an Error, too: without a reader, no request would get a reply
			end = describe(ex);
		}
		abort(end);
		this.requests.failSent();
	}

	private String describe(Throwable failure) {
		if (failure instanceof BrokenFramingException broken) {
			this.defect = broken;
		}
		return FailureText.ofExchange(failure);
	}

	/**
	 * Read replies until the connection ends, or no request waits for one.
	 * @return the reason for which the connection ends
	 */
	private String readReplies() throws IOException {
		for (byte[] reply = readReply(); reply != null; reply = readReply()) {
			Reception reception = this.requests.complete(reply);
			this.answered |= reception != Reception.UNEXPECTED;
			if (!this.observer.accept(reception, reply)) {
				return "sent a reply without a request";
			}
			if (this.requests.isFinished()) {
				return "given up";
			}
		}
		return FailureText.CLOSED_BY_PEER;
	}

	/**
	 * Read a reply, and pass over those that the framing has rejected.
	 */
	private byte @Nullable [] readReply() throws IOException {
		while (true) {
			try {
				return this.connection.read();
			}
			catch (FrameException ex) {
				if (!ex.isResumable() || !this.observer.acceptLoss()) {
					throw ex;
				}
			}
		}
	}

	/**
	 * Whether a reply has arrived.
	 */
	boolean isAnswered() {
		return this.answered;
	}

	@Nullable BrokenFramingException defect() {
		return this.defect;
	}

	void abort(String reason) {
		this.requests.breakConnection(reason);
		this.connection.abort();
	}

	/**
	 * Decides about each reply. Called by the thread that reads.
	 */
	@FunctionalInterface
	interface ReplyObserver {

		/**
		 * Consider a reply.
		 * @return {@code false} to end the connection
		 */
		boolean accept(Reception reception, byte[] reply);

		/**
		 * Consider a reply that the framing has rejected, and whose request is not known.
		 * @return {@code false} to end the connection, because another request would get
		 * the next reply
		 */
		default boolean acceptLoss() {
			return false;
		}

	}

}

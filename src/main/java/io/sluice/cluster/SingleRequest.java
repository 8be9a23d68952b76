package io.sluice.cluster;

import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * A request to the one pod that has a session. Others that have got it answer that they
 * have no such session.
 */
@RequiredArgsConstructor
final class SingleRequest implements PendingRequest {

	/** The pods that may have got it, if the engine does not tell how many have. */
	private final PodRegistry pods;

	private final String self;

	private final CompletableFuture<Reply> reply = new CompletableFuture<>();

	private final Set<String> absent = new TreeSet<>();

	/** How many pods have got it, once this is known. */
	private @Nullable Long receivers;

	@Override
	public void receive(Envelope answer) {
		if (AnswerKind.of(answer) != AnswerKind.ABSENT) {
			this.reply.complete(new Reply.Answered(answer));
			return;
		}
		synchronized (this) {
			this.absent.add(answer.text(EnvelopeField.POD_ID));
		}
		recheck();
	}

	/**
	 * Record how many pods have got it.
	 */
	void recordReceivers(long count) {
		synchronized (this) {
			this.receivers = count;
		}
		recheck();
	}

	@Override
	public void recheck() {
		if (isNowhere()) {
			this.reply.complete(new Reply.Nowhere(isDenied()));
		}
	}

	private synchronized boolean isDenied() {
		return !this.absent.isEmpty();
	}

	private synchronized boolean isNowhere() {
		if (this.receivers == null) {
			return false;
		}
		if (this.receivers != Engine.UNKNOWN) {
			return this.absent.size() >= this.receivers;
		}
		return this.absent.contains(this.self) && this.absent.containsAll(this.pods.ids());
	}

	@Override
	public CompletableFuture<Reply> ended() {
		return this.reply;
	}

}

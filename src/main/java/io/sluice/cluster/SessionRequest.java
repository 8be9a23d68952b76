package io.sluice.cluster;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

import io.sluice.AskNotSentException;
import io.sluice.AskUnansweredException;
import io.sluice.PushResult;
import io.sluice.PushResult.Outcome;
import io.sluice.session.PendingPush;
import io.sluice.session.Session;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

/**
 * The push or ask of another pod to a session of this one.
 */
@RequiredArgsConstructor
@Slf4j(topic = "io.sluice.cluster")
final class SessionRequest {

	private final Envelope request;

	private final Session session;

	private final AnswerSender answers;

	private final InstantSource clock;

	/**
	 * Begin it. Does not wait for the client.
	 */
	void begin() {
		long left = this.request.number(EnvelopeField.DEADLINE) - this.clock.millis();
		if (left <= 0) {
			fail("it came to pod '%s' %d ms after its deadline".formatted(this.answers.pod(), -left));
			return;
		}
		try {
			Object payload = RemoteMessage.read(this.request);
			if (this.request.kind() == EnvelopeKind.ASK) {
				ask(payload, Duration.ofMillis(left));
			}
			else {
				push(payload, left);
			}
		}
		catch (RuntimeException ex) {
			log.warn("[{}] a message of another pod for connection {} failed", this.session.listener(),
					this.session.id(), ex);
			fail("it failed in pod '%s': %s".formatted(this.answers.pod(), ex));
		}
	}

	private void fail(String why) {
		if (this.request.kind() == EnvelopeKind.ASK) {
			this.answers.sendUnsent(this.request, Outcome.FAILED, why);
		}
		else {
			this.answers.sendPushed(this.request, new PushResult(Outcome.FAILED, null, false, why));
		}
	}

	private void push(Object payload, long left) {
		PendingPush push = this.session.begin(payload);
		if (push.result().isDone()) {
			this.answers.sendPushed(this.request, push.result().join());
			return;
		}
		// nothing is written after the deadline
		CompletableFuture.delayedExecutor(left, TimeUnit.MILLISECONDS, Thread::startVirtualThread)
			.execute(push::expire);
		// the thread that completes the result writes for others, too
		var _ = push.result()
			.thenAcceptAsync((result) -> this.answers.sendPushed(this.request, result), Thread::startVirtualThread);
	}

	private void ask(Object payload, Duration left) {
		try {
			var _ = this.session.askAsync(payload, left, byte[].class).whenComplete(this::answer);
		}
		catch (IllegalStateException ex) {
			this.answers.sendUnsupported(this.request, String.valueOf(ex.getMessage()));
		}
	}

	private void answer(byte @Nullable [] answer, @Nullable Throwable failure) {
		if (answer != null) {
			this.answers.sendAnswered(this.request, this.session.listener(), answer);
			return;
		}
		Throwable cause = (failure instanceof CompletionException) ? failure.getCause() : failure;
		switch (Objects.requireNonNull(cause)) {
			case AskNotSentException unsent ->
				this.answers.sendUnsent(this.request, unsent.outcome(), String.valueOf(unsent.getMessage()));
			case AskUnansweredException unanswered ->
				this.answers.sendUnanswered(this.request, String.valueOf(unanswered.getMessage()));
			default -> this.answers.sendUnanswered(this.request, cause.toString());
		}
	}

}

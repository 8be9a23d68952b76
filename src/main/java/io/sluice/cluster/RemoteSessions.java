package io.sluice.cluster;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import io.sluice.AskNotSentException;
import io.sluice.AskUnansweredException;
import io.sluice.BroadcastResult;
import io.sluice.PushResult;
import io.sluice.PushResult.Outcome;
import io.sluice.TcpSession;
import io.sluice.session.SessionDirectory;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of other pods, as the application reaches them. Any thread; does not wait.
 */
@RequiredArgsConstructor
final class RemoteSessions {

	private static final String NOT_THERE = "no pod has the session";

	private static final String SILENT = "no pod has told before the deadline what became of it";

	private static final String AWAY = "the other pods cannot be reached: the engine of the cluster is away";

	private final RemoteRequests requests;

	private final SessionDirectory sessions;

	private final ClusterSettings settings;

	private final PayloadCodec codec;

	private final ClusterCounts counts;

	/**
	 * Push to the session that a request leads to.
	 * @param listener the name of its listener, or {@code null} if it is not known
	 * @param way sends the message
	 */
	CompletableFuture<PushResult> push(@Nullable String listener, Object payload,
			Function<OutgoingMessage, CompletableFuture<Reply>> way) {
		CompletableFuture<PushResult> result;
		try {
			OutgoingMessage message = new OutgoingMessage(EnvelopeKind.PUSH, message(payload),
					deadline(this.sessions.pushTimeout(listener)));
			result = way.apply(message).thenApply(this::result).exceptionally(RemoteSessions::unreadable);
		}
		catch (RuntimeException ex) {
			result = CompletableFuture.completedFuture(
					new PushResult(Outcome.FAILED, null, false, "the message cannot be sent: " + ex.getMessage()));
		}
		return result.whenComplete((pushed, failure) -> {
			if (failure == null) {
				this.counts.increment(pushed.outcome());
			}
		});
	}

	private static PushResult unreadable(Throwable failure) {
		return new PushResult(Outcome.UNKNOWN, null, true, "a pod's answer cannot be read: " + failure.getMessage());
	}

	private RemoteMessage message(Object payload) {
		return RemoteMessage.of(payload, this.codec, this.settings.maxPayload());
	}

	private Deadline deadline(Duration timeout) {
		return Deadline.in(timeout, this.settings.clockSkew(), InstantSource.system());
	}

	private PushResult result(Reply reply) {
		return switch (reply) {
			case Reply.Answered answered -> result(answered.envelope());
			case Reply.NotConnected absent -> unsent(Outcome.NOT_CONNECTED, absent.reason());
			case Reply.Nowhere _ -> unsent(Outcome.NOT_CONNECTED, NOT_THERE);
			case Reply.Ambiguous ambiguous -> unsent(Outcome.AMBIGUOUS, ambiguous.reason());
			case Reply.Uncertain uncertain -> unsent(Outcome.UNKNOWN, describe(uncertain));
			case Reply.Silent _ -> new PushResult(Outcome.UNKNOWN, null, true, SILENT);
			case Reply.Away _ -> unsent(Outcome.UNAVAILABLE, AWAY);
		};
	}

	private static PushResult unsent(Outcome outcome, String reason) {
		return new PushResult(outcome, null, false, reason);
	}

	private static String describe(Reply.Uncertain uncertain) {
		return "some pods have not told whether they have the session: %s"
			.formatted(String.join(", ", uncertain.pods()));
	}

	private PushResult result(Envelope answer) {
		if (AnswerKind.of(answer) != AnswerKind.PUSHED) {
			throw new MalformedEnvelopeException("it answers no push");
		}
		return read(answer, answer);
	}

	private PushResult read(Envelope answer, Envelope pushed) {
		TcpSession session = pushed.envelopes(EnvelopeField.SESSIONS)
			.stream()
			.findFirst()
			.map((described) -> view(SessionDescription.read(answer, described)))
			.orElse(null);
		return new PushResult(outcome(pushed), session, pushed.isSet(EnvelopeField.PARTIAL),
				pushed.text(EnvelopeField.REASON), answer.text(EnvelopeField.POD));
	}

	private static Outcome outcome(Envelope answer) {
		String name = answer.text(EnvelopeField.OUTCOME);
		for (Outcome outcome : Outcome.values()) {
			if (outcome.name().equals(name)) {
				return outcome;
			}
		}
		throw new MalformedEnvelopeException("it has the outcome '%s'".formatted(name));
	}

	private TcpSession view(SessionDescription session) {
		return new RemoteSession(session, this);
	}

	/**
	 * Push to the session that has a name.
	 */
	CompletableFuture<PushResult> push(@Nullable String listener, String name, Object payload) {
		return push(listener, payload, (message) -> toName(listener, name, message));
	}

	private CompletableFuture<Reply> toName(@Nullable String listener, String name, OutgoingMessage message) {
		return (listener != null) ? this.requests.toName(listener, name, message)
				: this.requests.toIdentity(name, message);
	}

	/**
	 * Push to a session of a pod.
	 */
	CompletableFuture<PushResult> push(SessionDescription session, Object payload) {
		return push(session.listener(), payload,
				(message) -> this.requests.toSession(session.podId(), session.id(), message));
	}

	/**
	 * Ask the session that has a name.
	 */
	<T> CompletableFuture<T> ask(@Nullable String listener, String name, RemoteAsk<T> ask) {
		return ask(ask, (message) -> toName(listener, name, message));
	}

	/**
	 * Ask a session of a pod.
	 */
	<T> CompletableFuture<T> ask(SessionDescription session, RemoteAsk<T> ask) {
		return ask(ask, (message) -> this.requests.toSession(session.podId(), session.id(), message));
	}

	private <T> CompletableFuture<T> ask(RemoteAsk<T> ask, Function<OutgoingMessage, CompletableFuture<Reply>> way) {
		OutgoingMessage message;
		try {
			message = new OutgoingMessage(EnvelopeKind.ASK, message(ask.payload()), deadline(ask.limitedTimeout()));
		}
		catch (RuntimeException ex) {
			return CompletableFuture
				.failedFuture(new AskNotSentException("the message cannot be sent: " + ex.getMessage()));
		}
		return way.apply(message).thenApply((reply) -> {
			Envelope answer = answer(reply);
			return ask.type()
				.cast(this.codec.read(answer.text(EnvelopeField.LISTENER), answer.bytes(EnvelopeField.BYTES),
						ask.type()));
		});
	}

	private Envelope answer(Reply reply) {
		if (reply instanceof Reply.Answered answered) {
			Envelope answer = answered.envelope();
			return switch (AnswerKind.of(answer)) {
				case ANSWERED -> count(Outcome.WRITTEN, answer);
				case NOT_SENT -> throw unsent(outcome(answer), answer);
				case UNANSWERED -> throw unanswered(answer.text(EnvelopeField.REASON));
				case UNSUPPORTED -> throw new IllegalStateException(answer.text(EnvelopeField.REASON));
				default -> throw new MalformedEnvelopeException("it answers no ask");
			};
		}
		PushResult result = result(reply);
		this.counts.increment(result.outcome());
		throw result.partial() ? new AskUnansweredException(result.reason())
				: new AskNotSentException(result.outcome(), result.reason());
	}

	private <T> T count(Outcome outcome, T value) {
		this.counts.increment(outcome);
		return value;
	}

	private AskNotSentException unsent(Outcome outcome, Envelope answer) {
		return new AskNotSentException(count(outcome, outcome), answer.text(EnvelopeField.REASON));
	}

	private AskUnansweredException unanswered(String reason) {
		return new AskUnansweredException(count(Outcome.WRITTEN, reason));
	}

	/**
	 * Find the sessions that have a name, at most one for each listener.
	 */
	CompletableFuture<List<TcpSession>> find(@Nullable String listener, String name) {
		return this.requests.find(listener, name, deadline(this.sessions.pushTimeout(listener)))
			.thenApply((located) -> located.latest().stream().map(this::view).toList());
	}

	/**
	 * Find the session that has an id.
	 */
	CompletableFuture<List<TcpSession>> findById(String id) {
		return this.requests.findById(id, deadline(this.sessions.pushTimeout(null)))
			.thenApply((located) -> located.sessions().stream().map(this::view).toList());
	}

	/**
	 * Send a message to all sessions of other pods, and add what became of it.
	 * @param listener only to those of this listener, or {@code null} for all
	 * @param local what became of it in this pod
	 */
	CompletableFuture<BroadcastResult> broadcast(@Nullable String listener, Object payload,
			CompletableFuture<BroadcastResult> local) {
		RemoteMessage message;
		try {
			message = message(payload);
		}
		catch (RuntimeException ex) {
			// it is not sent to other pods; the result of this one has the reason
			return local.thenApply((result) -> withSilent(result, this.requests.podNames()));
		}
		Deadline deadline = deadline(this.sessions.pushTimeout(listener));
		Envelope envelope = message.addTo(new Envelope(EnvelopeKind.BROADCAST))
			.with(EnvelopeField.LISTENER, listener)
			.with(EnvelopeField.DEADLINE, deadline.millis());
		return this.requests.toAll(envelope, deadline).thenCombine(local, this::add);
	}

	private static BroadcastResult withSilent(BroadcastResult result, List<String> pods) {
		return new BroadcastResult(result.written(), result.stuck(), result.failed(), result.failures(), pods);
	}

	private BroadcastResult add(CommonRequest remote, BroadcastResult local) {
		BroadcastResult sum = withSilent(local, remote.silent());
		for (Envelope answer : remote.answers()) {
			try {
				sum = add(answer, sum);
			}
			catch (MalformedEnvelopeException ex) {
				List<String> silent = new ArrayList<>(sum.silentPods());
				silent.add(answer.text(EnvelopeField.POD));
				sum = withSilent(sum, silent);
			}
		}
		return sum;
	}

	private BroadcastResult add(Envelope answer, BroadcastResult sum) {
		List<PushResult> failures = new ArrayList<>(sum.failures());
		answer.envelopes(EnvelopeField.FAILURES).forEach((failure) -> failures.add(read(answer, failure)));
		return new BroadcastResult(sum.written() + (int) answer.number(EnvelopeField.WRITTEN),
				sum.stuck() + (int) answer.number(EnvelopeField.STUCK),
				sum.failed() + (int) answer.number(EnvelopeField.FAILED), failures, sum.silentPods());
	}

	/**
	 * End a session of a pod.
	 */
	void close(SessionDescription session) {
		this.requests.close(session.podId(), session.id(), deadline(this.sessions.pushTimeout(session.listener())));
	}

}

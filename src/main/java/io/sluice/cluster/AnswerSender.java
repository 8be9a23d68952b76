package io.sluice.cluster;

import java.util.List;

import io.sluice.BroadcastResult;
import io.sluice.PushResult;
import io.sluice.PushResult.Outcome;
import io.sluice.TcpSession;
import lombok.RequiredArgsConstructor;

/**
 * Answers the requests of other pods. Any thread; does not wait.
 */
@RequiredArgsConstructor
final class AnswerSender {

	/** The most failures of a broadcast that are told. */
	static final int MAX_FAILURES = 100;

	private static final int MAX_REASON = 1000;

	private final ClusterLink link;

	private final ClusterChannels channels;

	private final int maxPayload;

	/** The name of this pod. */
	String pod() {
		return this.link.pod();
	}

	/**
	 * Answer without further details.
	 */
	void send(Envelope request, AnswerKind kind) {
		send(request, answer(kind));
	}

	private static Envelope answer(AnswerKind kind) {
		return new Envelope(EnvelopeKind.ANSWER).with(EnvelopeField.ANSWER, kind.code());
	}

	private void send(Envelope request, Envelope answer) {
		String pod = request.text(EnvelopeField.POD_ID);
		// one that is lost is none: its pod waits no longer than the deadline
		var _ = this.link.send(this.channels.pod(pod), answer.with(EnvelopeField.TARGET_POD, pod)
			.with(EnvelopeField.REQUEST, request.number(EnvelopeField.REQUEST)));
	}

	private static String limit(String reason) {
		return (reason.length() > MAX_REASON) ? reason.substring(0, MAX_REASON) : reason;
	}

	/**
	 * Tell what became of a push.
	 */
	void sendPushed(Envelope request, PushResult result) {
		send(request, describe(answer(AnswerKind.PUSHED), result));
	}

	private static Envelope describe(Envelope envelope, PushResult result) {
		TcpSession session = result.session();
		return envelope.with(EnvelopeField.OUTCOME, result.outcome().name())
			.with(EnvelopeField.PARTIAL, result.partial())
			.with(EnvelopeField.REASON, limit(result.reason()))
			.with(EnvelopeField.SESSIONS, (session != null) ? List.of(SessionDescription.of(session)) : null);
	}

	/**
	 * Tell the answer of a client.
	 */
	void sendAnswered(Envelope request, String listener, byte[] payload) {
		if (payload.length > this.maxPayload) {
			sendUnanswered(request,
					"the answer has %d bytes, and %d is the most for another pod ('sluice.cluster.max-payload')"
						.formatted(payload.length, this.maxPayload));
			return;
		}
		send(request,
				answer(AnswerKind.ANSWERED).with(EnvelopeField.LISTENER, listener).with(EnvelopeField.BYTES, payload));
	}

	/**
	 * Tell that an ask was not sent.
	 */
	void sendUnsent(Envelope request, Outcome outcome, String reason) {
		send(request, answer(AnswerKind.NOT_SENT).with(EnvelopeField.OUTCOME, outcome.name())
			.with(EnvelopeField.REASON, limit(reason)));
	}

	/**
	 * Tell that an ask was sent and has no answer.
	 */
	void sendUnanswered(Envelope request, String reason) {
		send(request, answer(AnswerKind.UNANSWERED).with(EnvelopeField.REASON, limit(reason)));
	}

	/**
	 * Tell that a session cannot be asked.
	 */
	void sendUnsupported(Envelope request, String reason) {
		send(request, answer(AnswerKind.UNSUPPORTED).with(EnvelopeField.REASON, limit(reason)));
	}

	/**
	 * Tell which sessions were found.
	 */
	void sendFound(Envelope request, List<Envelope> sessions) {
		send(request, answer(AnswerKind.FOUND).with(EnvelopeField.SESSIONS, sessions));
	}

	/**
	 * Tell what became of a broadcast.
	 */
	void sendCounted(Envelope request, BroadcastResult result) {
		List<Envelope> failures = result.failures()
			.stream()
			.limit(MAX_FAILURES)
			.map((failure) -> describe(new Envelope(EnvelopeKind.FAILURE), failure))
			.toList();
		send(request,
				answer(AnswerKind.COUNTED).with(EnvelopeField.WRITTEN, (long) result.written())
					.with(EnvelopeField.STUCK, (long) result.stuck())
					.with(EnvelopeField.FAILED, (long) result.failed())
					.with(EnvelopeField.FAILURES, failures));
	}

}

package io.sluice.cluster;

import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.sluice.PushResult;
import io.sluice.PushResult.Outcome;
import io.sluice.cluster.ClusterCounts.Count;
import io.sluice.cluster.SeenRequests.Sight;
import io.sluice.session.Session;
import io.sluice.session.SessionDirectory;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * Takes the requests of other pods for sessions of this one, in the engine's order. What
 * has to wait for a client goes on on other threads.
 */
@RequiredArgsConstructor
final class RequestHandler {

	/** A deadline farther away is none. */
	private static final long MAX_MILLIS = 25L * 60 * 60 * 1000;

	private final SessionDirectory sessions;

	private final NameSet names;

	private final AnswerSender answers;

	private final ClusterCounts counts;

	private final InstantSource clock;

	private final SeenRequests seen = new SeenRequests();

	/**
	 * Take a request. Called by the engine's thread; does not wait.
	 */
	void receive(Envelope request) {
		long left = request.number(EnvelopeField.DEADLINE) - this.clock.millis();
		if (left > MAX_MILLIS) {
			throw new MalformedEnvelopeException("its deadline is too far away");
		}
		switch (request.kind()) {
			case PUSH, ASK -> send(request, left);
			default -> take(request, left);
		}
	}

	private void take(Envelope request, long left) {
		if (left <= 0) {
			this.counts.increment(Count.LATE);
			return;
		}
		switch (request.kind()) {
			case FIND -> find(request);
			case BROADCAST -> broadcast(request, left);
			default -> close(request);
		}
	}

	/**
	 * Take a push or an ask. One that is late is refused by the pod that has the session:
	 * it may have come to others in time.
	 */
	private void send(Envelope request, long left) {
		Session session = session(request);
		if (session == null) {
			this.counts.increment(Count.FOREIGN);
			this.answers.send(request, AnswerKind.ABSENT);
			return;
		}
		if (isAccepted(request)) {
			if (left <= 0) {
				this.counts.increment(Count.LATE);
			}
			new SessionRequest(request, session, this.answers, this.clock).begin();
		}
	}

	private @Nullable Session session(Envelope request) {
		String id = request.textOrNull(EnvelopeField.SESSION_ID);
		return (id != null) ? this.sessions.session(id)
				: this.names.owner(request.text(EnvelopeField.LISTENER), request.text(EnvelopeField.NAME));
	}

	private boolean isAccepted(Envelope request) {
		Sight sight = this.seen.accept(request, request.number(EnvelopeField.DEADLINE));
		if (sight == Sight.SEEN) {
			this.counts.increment(Count.DUPLICATE);
		}
		else if (sight == Sight.TOO_MANY) {
			refuse(request, "pod '%s' knows too many other pods".formatted(this.answers.pod()));
		}
		return sight == Sight.NEW;
	}

	private void refuse(Envelope request, String why) {
		if (request.kind() == EnvelopeKind.ASK) {
			this.answers.sendUnsent(request, Outcome.FAILED, why);
		}
		else if (request.kind() == EnvelopeKind.PUSH) {
			this.answers.sendPushed(request, new PushResult(Outcome.FAILED, null, false, why));
		}
	}

	private void find(Envelope request) {
		String id = request.textOrNull(EnvelopeField.SESSION_ID);
		List<Envelope> found;
		if (id != null) {
			Session session = this.sessions.session(id);
			found = (session != null) ? List.of(SessionDescription.of(session)) : List.of();
		}
		else {
			String name = request.text(EnvelopeField.NAME);
			found = named(request.textOrNull(EnvelopeField.LISTENER), name)
				.map((session) -> SessionDescription.of(session)
					.with(EnvelopeField.NAMED_AT, this.names.namedAt(session.listener(), name)))
				.toList();
		}
		this.answers.sendFound(request, found);
	}

	private Stream<Session> named(@Nullable String listener, String name) {
		return (listener == null) ? this.sessions.named(name) : Stream.ofNullable(this.sessions.named(listener, name));
	}

	private void broadcast(Envelope request, long left) {
		if (!isAccepted(request)) {
			return;
		}
		String listener = request.textOrNull(EnvelopeField.LISTENER);
		Object payload = RemoteMessage.read(request);
		long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(left);
		Thread.startVirtualThread(
				() -> this.answers.sendCounted(request, this.sessions.broadcast(listener, payload, deadline)));
	}

	private void close(Envelope request) {
		Session session = this.sessions.session(request.text(EnvelopeField.SESSION_ID));
		if (session != null) {
			session.close();
		}
	}

	/**
	 * Forget the requests whose deadline has passed.
	 */
	void sweep() {
		this.seen.sweep(this.clock.millis());
	}

}

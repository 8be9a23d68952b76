package io.sluice.cluster;

import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.sluice.session.SessionDirectory;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests to the pods that have sessions. A name leads to its pod at once; whether
 * no pod has it is decided by the answers of all that live. Any thread; does not wait.
 */
@RequiredArgsConstructor
final class RemoteRequests {

	private final ClusterLink link;

	private final ClusterChannels channels;

	private final PodRegistry pods;

	private final PendingRequests pending;

	private final SessionDirectory sessions;

	/**
	 * Send a message to the session of a listener that has a name.
	 */
	CompletableFuture<Reply> toName(String listener, String name, OutgoingMessage message) {
		Envelope request = message.envelope().with(EnvelopeField.LISTENER, listener).with(EnvelopeField.NAME, name);
		return send(this.channels.name(name), request, message.deadline()).thenCompose(
				(reply) -> (reply instanceof Reply.Nowhere) ? search(listener, name, message) : completed(reply));
	}

	private static <T> CompletableFuture<T> completed(T value) {
		return CompletableFuture.completedFuture(value);
	}

	/**
	 * Send a message to the session that has a name.
	 */
	CompletableFuture<Reply> toIdentity(String name, OutgoingMessage message) {
		Set<String> listeners = new TreeSet<>(this.sessions.listeners());
		this.pods.others().forEach((pod) -> listeners.addAll(pod.listeners()));
		// with several listeners, two pods could write it
		return (listeners.size() == 1) ? toName(listeners.iterator().next(), name, message)
				: search(null, name, message);
	}

	private CompletableFuture<Reply> search(@Nullable String listener, String name, OutgoingMessage message) {
		return find(listener, name, message.deadline()).thenCompose((located) -> {
			List<SessionDescription> found = located.latest();
			if (found.size() == 1) {
				return toSession(found.getFirst().podId(), found.getFirst().id(), message);
			}
			if (found.size() > 1) {
				return completed(new Reply.Ambiguous("sessions of several listeners are named '%s'".formatted(name)));
			}
			return completed(describeAbsence(located,
					(listener != null) ? "no session of listener '%s' is named '%s'".formatted(listener, name)
							: "no session is named '%s'".formatted(name)));
		});
	}

	private static Reply describeAbsence(Located located, String reason) {
		if (!located.reached()) {
			return new Reply.Away();
		}
		return located.unsure().isEmpty() ? new Reply.NotConnected(reason) : new Reply.Uncertain(located.unsure());
	}

	/**
	 * Send a message to a session of a pod.
	 */
	CompletableFuture<Reply> toSession(String podId, String id, OutgoingMessage message) {
		Envelope request = message.envelope().with(EnvelopeField.SESSION_ID, id);
		return send(this.channels.pod(podId), request, message.deadline())
			.thenApply((reply) -> (reply instanceof Reply.Nowhere nowhere) ? describeLoss(nowhere, podId) : reply);
	}

	private Reply describeLoss(Reply.Nowhere nowhere, String podId) {
		if (nowhere.denied()) {
			return new Reply.NotConnected("the session is closed");
		}
		// a pod that lives is about to be connected again
		return (this.pods.isSettled(System.nanoTime()) && !this.pods.ids().contains(podId))
				? new Reply.NotConnected("the session's pod is gone")
				: new Reply.Uncertain(this.pods.names(List.of(podId)));
	}

	private CompletableFuture<Reply> send(String channel, Envelope envelope, Deadline deadline) {
		if (!this.link.isReady(System.nanoTime())) {
			return completed(new Reply.Away());
		}
		SingleRequest request = new SingleRequest(this.pods, this.link.id());
		long number = this.pending.add(request);
		var _ = this.link.send(channel, envelope.with(EnvelopeField.REQUEST, number))
			.whenComplete((receivers, failure) -> {
				if (failure instanceof EngineAwayException) {
					request.ended().complete(new Reply.Away());
				}
				else if (failure == null) {
					request.recordReceivers(receivers);
				}
			});
		return request.ended().completeOnTimeout(new Reply.Silent(), deadline.leftNanos(), TimeUnit.NANOSECONDS);
	}

	/**
	 * Find the sessions of other pods that have a name.
	 * @param listener only those of this listener, or {@code null} for all
	 */
	CompletableFuture<Located> find(@Nullable String listener, String name, Deadline deadline) {
		return find(
				new Envelope(EnvelopeKind.FIND).with(EnvelopeField.LISTENER, listener).with(EnvelopeField.NAME, name),
				deadline);
	}

	/**
	 * Find the session of another pod that has an id.
	 */
	CompletableFuture<Located> findById(String id, Deadline deadline) {
		return find(new Envelope(EnvelopeKind.FIND).with(EnvelopeField.SESSION_ID, id), deadline);
	}

	private CompletableFuture<Located> find(Envelope envelope, Deadline deadline) {
		if (!this.link.isReady(System.nanoTime())) {
			return completed(Located.AWAY);
		}
		boolean settled = this.pods.isSettled(System.nanoTime());
		return toAll(envelope.with(EnvelopeField.DEADLINE, deadline.millis()), deadline).thenApply((search) -> {
			List<String> missing = search.missing();
			return Located.of(search,
					(settled || !missing.isEmpty()) ? missing : List.of("those that have not been heard of yet"));
		});
	}

	/**
	 * Send a request to all other pods.
	 * @return completes when they have answered, or their time is over
	 */
	CompletableFuture<CommonRequest> toAll(Envelope envelope, Deadline deadline) {
		// a search is over when the pods that live have answered
		CommonRequest request = new CommonRequest(this.pods, envelope.kind() == EnvelopeKind.BROADCAST);
		if (!this.link.isReady(System.nanoTime())) {
			return completed(request);
		}
		long number = this.pending.add(request);
		var _ = this.link.send(this.channels.pods(), envelope.with(EnvelopeField.REQUEST, number))
			.whenComplete((receivers, failure) -> {
				if (failure instanceof EngineAwayException) {
					request.ended().complete(request);
				}
				else {
					request.recordReceivers((failure == null) ? receivers : Engine.UNKNOWN);
				}
			});
		return request.ended()
			.completeOnTimeout(request, deadline.leftNanos(), TimeUnit.NANOSECONDS)
			.thenApply(Objects::requireNonNull);
	}

	/**
	 * The names of the other pods that live.
	 */
	List<String> podNames() {
		return this.pods.others().stream().map(Pod::name).sorted().toList();
	}

	/**
	 * End a session of a pod.
	 */
	void close(String podId, String id, Deadline deadline) {
		var _ = this.link.send(this.channels.pod(podId),
				new Envelope(EnvelopeKind.CLOSE).with(EnvelopeField.SESSION_ID, id)
					.with(EnvelopeField.DEADLINE, deadline.millis()));
	}

}

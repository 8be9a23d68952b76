package io.sluice.cluster;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * A request to all other pods.
 */
final class CommonRequest implements PendingRequest {

	private final PodRegistry pods;

	/** The names of the pods that lived when it was published, by their ids. */
	private final Map<String, String> expected = new TreeMap<>();

	private final Map<String, Envelope> answers = new ConcurrentHashMap<>();

	private final CompletableFuture<CommonRequest> ended = new CompletableFuture<>();

	CommonRequest(PodRegistry pods) {
		this.pods = pods;
		pods.others().forEach((pod) -> this.expected.put(pod.id(), pod.name()));
	}

	@Override
	public void receive(Envelope answer) {
		this.answers.put(answer.text(EnvelopeField.POD_ID), answer);
		recheck();
	}

	@Override
	public void recheck() {
		Set<String> live = this.pods.ids();
		if (this.expected.keySet().stream().allMatch((id) -> this.answers.containsKey(id) || !live.contains(id))) {
			this.ended.complete(this);
		}
	}

	@Override
	public CompletableFuture<CommonRequest> ended() {
		return this.ended;
	}

	Collection<Envelope> answers() {
		return this.answers.values();
	}

	/**
	 * The names of the pods that lived and have not answered.
	 */
	List<String> silent() {
		return silent((_) -> true);
	}

	/**
	 * The names of the pods that live and have not answered.
	 */
	List<String> missing() {
		return silent(this.pods.ids()::contains);
	}

	private List<String> silent(Predicate<String> condition) {
		return this.expected.entrySet()
			.stream()
			.filter((pod) -> !this.answers.containsKey(pod.getKey()) && condition.test(pod.getKey()))
			.map(Map.Entry::getValue)
			.sorted()
			.toList();
	}

}

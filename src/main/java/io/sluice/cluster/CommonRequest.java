package io.sluice.cluster;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * A request to all other pods.
 */
final class CommonRequest implements PendingRequest {

	private final PodRegistry pods;

	/** The names of the pods that lived when it was published, by their ids. */
	private final Map<String, String> expected = new TreeMap<>();

	private final Map<String, Envelope> answers = new ConcurrentHashMap<>();

	private final CompletableFuture<CommonRequest> ended = new CompletableFuture<>();

	/** How many pods have got it, once this is known. */
	private volatile @Nullable Long receivers;

	CommonRequest(PodRegistry pods) {
		this.pods = pods;
		pods.others().forEach((pod) -> this.expected.put(pod.id(), pod.name()));
	}

	@Override
	public void receive(Envelope answer) {
		this.answers.put(answer.text(EnvelopeField.POD_ID), answer);
		recheck();
	}

	/**
	 * Record how many pods have got it, with this one.
	 * @param count the number, or {@link Engine#UNKNOWN}
	 */
	void recordReceivers(long count) {
		this.receivers = count;
		recheck();
	}

	@Override
	public void recheck() {
		if (this.receivers == null) {
			return;
		}
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
	 * The names of the pods that have not answered: those that lived, and, if more have
	 * got it, as many of those that were lost last.
	 */
	List<String> silent() {
		List<String> silent = new ArrayList<>(silent((_) -> true));
		this.pods.lost()
			.reversed()
			.stream()
			.filter((pod) -> !this.answers.containsKey(pod.id()))
			.limit(countUnheard())
			.map(Pod::name)
			.forEach(silent::add);
		return silent;
	}

	/**
	 * How many pods have got it that did not live as far as this one knows.
	 */
	private long countUnheard() {
		Long count = this.receivers;
		if (count == null || count == Engine.UNKNOWN) {
			return 0;
		}
		Set<String> heard = new TreeSet<>(this.expected.keySet());
		heard.addAll(this.answers.keySet());
		// this pod has got it, too
		return Math.max(0, count - 1 - heard.size());
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

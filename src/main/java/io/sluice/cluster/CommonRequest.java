package io.sluice.cluster;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * A request to all other pods.
 */
final class CommonRequest implements PendingRequest {

	/** What stands for the name of a pod that has never been heard of. */
	static final String UNKNOWN_POD = "unknown";

	private final PodRegistry pods;

	/** Whether pods that do not live as far as this one knows are asked, too. */
	private final boolean forAll;

	/** The names of the pods that lived when it was published, by their ids. */
	private final Map<String, String> expected = new TreeMap<>();

	private final Map<String, Envelope> answers = new ConcurrentHashMap<>();

	private final CompletableFuture<CommonRequest> ended = new CompletableFuture<>();

	/** How many pods have got it, once this is known. */
	private volatile @Nullable Long receivers;

	/**
	 * Create a request that is about to be published.
	 * @param pods the other pods
	 * @param forAll whether all pods that get it are asked, or only those that live
	 */
	CommonRequest(PodRegistry pods, boolean forAll) {
		this.pods = pods;
		this.forAll = forAll;
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
		// those that are lost do not answer soon
		if (missing().isEmpty() && countSilent() <= lost().count()) {
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
	 * The names of the pods that have not answered: those that lived, and, if pods that
	 * have got it are silent, those that were lost last. Of the ones that lived, some may
	 * not have got it, so that they stand for none of the others.
	 */
	List<String> silent() {
		long count = countSilent();
		List<String> silent = new ArrayList<>(silent((_) -> true));
		lost().filter((pod) -> !this.expected.containsKey(pod.id())).limit(count).map(Pod::name).forEach(silent::add);
		while (silent.size() < count) {
			silent.add(UNKNOWN_POD);
		}
		return silent;
	}

	/**
	 * The lost pods that have not answered, the latest first.
	 */
	private Stream<Pod> lost() {
		return this.pods.lost().reversed().stream().filter((pod) -> !this.answers.containsKey(pod.id()));
	}

	/**
	 * How many pods have got it and have not answered, as far as the engine tells.
	 */
	private long countSilent() {
		Long count = this.receivers;
		if (!this.forAll || count == null || count == Engine.UNKNOWN) {
			return 0;
		}
		// this pod has got it, too
		return Math.max(0, count - 1 - this.answers.size());
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

package io.sluice.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The other pods that live. A pod sends a beat twice a second; it is gone when none has
 * come for {@link #GONE}. While this pod is cut off, the others stay as they were. Any
 * thread.
 */
public final class PodRegistry {

	/** The time between two beats of a pod. */
	static final Duration BEAT = Duration.ofMillis(500);

	/** The time without a beat after which a pod is gone. */
	static final Duration GONE = Duration.ofMillis(1400);

	/**
	 * The time after a connection to the engine in which the others are connected too.
	 */
	static final Duration SETTLING = Duration.ofSeconds(2);

	/** The number of lost pods that are remembered. */
	private static final int MAX_LOST = 32;

	private final Map<String, Pod> pods = new ConcurrentHashMap<>();

	/**
	 * The pods that are gone and have not said that they leave, the latest last: they may
	 * only be stopped. Guarded by itself.
	 */
	private final Map<String, Pod> lost = new LinkedHashMap<>();

	/** Since when this pod hears the others; 0 if it does not. */
	private volatile long since;

	/**
	 * Record a beat.
	 * @param beat the envelope
	 * @param wallMillis the current time
	 * @param now the current {@link System#nanoTime()}
	 * @return whether the pod was not known
	 */
	boolean record(Envelope beat, long wallMillis, long now) {
		Pod pod = new Pod(beat.text(EnvelopeField.POD_ID), beat.text(EnvelopeField.POD),
				beat.number(EnvelopeField.CONNECTIONS), beat.number(EnvelopeField.NAMES),
				beat.isSet(EnvelopeField.COMPLETE), Set.copyOf(beat.texts(EnvelopeField.LISTENERS)),
				BeatLoads.parse(beat.texts(EnvelopeField.LOADS)), Set.copyOf(beat.texts(EnvelopeField.LEASES)),
				Duration.ofMillis(beat.number(EnvelopeField.TIME) - wallMillis), now);
		forgetLost(pod.id());
		return this.pods.put(pod.id(), pod) == null;
	}

	/**
	 * Forget a pod that has left.
	 */
	void remove(String id) {
		this.pods.remove(id);
		forgetLost(id);
	}

	/**
	 * Forget a lost pod that is no longer connected to the engine.
	 */
	void forgetLost(String id) {
		synchronized (this.lost) {
			this.lost.remove(id);
		}
	}

	/**
	 * Record that this pod is connected, or is not.
	 * @param now the current {@link System#nanoTime()}
	 */
	void recordLink(boolean up, long now) {
		this.since = up ? Math.max(1, now) : 0;
	}

	/**
	 * Forget the pods that are gone.
	 * @param now the current {@link System#nanoTime()}
	 * @return whether there were any
	 */
	boolean sweep(long now) {
		long from = this.since;
		if (from == 0) {
			return false;
		}
		List<Pod> gone = this.pods.values()
			.stream()
			.filter((pod) -> now - Math.max(pod.seen(), from) > GONE.toNanos())
			.toList();
		gone.forEach(this::lose);
		return !gone.isEmpty();
	}

	private void lose(Pod pod) {
		synchronized (this.lost) {
			this.lost.put(pod.id(), pod);
			if (this.lost.size() > MAX_LOST) {
				this.lost.remove(this.lost.keySet().iterator().next());
			}
		}
		this.pods.remove(pod.id(), pod);
	}

	/**
	 * The pods that are gone and have not said that they leave, the latest last: they may
	 * only be stopped, and go on with what the engine has for them.
	 */
	List<Pod> lost() {
		synchronized (this.lost) {
			return List.copyOf(this.lost.values());
		}
	}

	/**
	 * Whether this pod is connected.
	 */
	boolean isConnected() {
		return this.since != 0;
	}

	/**
	 * Whether this pod has been connected for so long that it knows all others.
	 * @param now the current {@link System#nanoTime()}
	 */
	boolean isSettled(long now) {
		long from = this.since;
		return from != 0 && now - from > SETTLING.toNanos();
	}

	/**
	 * The other pods that live; while this pod is cut off, those that lived before.
	 */
	public Collection<Pod> others() {
		return new ArrayList<>(this.pods.values());
	}

	/**
	 * The ids of the other pods that live.
	 */
	Set<String> ids() {
		return new TreeSet<>(this.pods.keySet());
	}

	/**
	 * The names of pods.
	 * @param ids their ids
	 */
	List<String> names(Collection<String> ids) {
		return ids.stream().map((id) -> {
			Pod pod = this.pods.get(id);
			return (pod != null) ? pod.name() : id;
		}).sorted().toList();
	}

}

package io.sluice.cluster;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.sluice.cluster.ClusterCounts.Count;

/**
 * Sends envelopes of this pod. Any thread; does not wait.
 */
final class ClusterLink {

	private final Engine engine;

	private final EnvelopeCodec codec;

	private final String id;

	private final String pod;

	private final ClusterCounts counts;

	/** Whether this pod is subscribed to what is sent to it. */
	private volatile boolean up;

	/** When the engine has last brought back an envelope of this pod; 0 for never. */
	private volatile long echo;

	/**
	 * Create a link that is not up.
	 * @param engine brings the envelopes
	 * @param codec writes them
	 * @param id the id of this process
	 * @param pod the name of this pod
	 * @param counts counts them
	 */
	ClusterLink(Engine engine, EnvelopeCodec codec, String id, String pod, ClusterCounts counts) {
		this.engine = engine;
		this.codec = codec;
		this.id = id;
		this.pod = pod;
		this.counts = counts;
	}

	/** The id of this process. */
	String id() {
		return this.id;
	}

	/** The name of this pod. */
	String pod() {
		return this.pod;
	}

	/**
	 * Whether this pod is subscribed to what is sent to it.
	 */
	boolean isUp() {
		return this.up;
	}

	/**
	 * Whether the engine brings what this pod sends.
	 * @param now the current {@link System#nanoTime()}
	 */
	boolean isReady(long now) {
		long latest = this.echo;
		return this.up && latest != 0 && now - latest < PodRegistry.GONE.toNanos();
	}

	/**
	 * Record that this pod is subscribed to what is sent to it, or no longer.
	 */
	void setUp(boolean up) {
		this.echo = 0;
		this.up = up;
	}

	/**
	 * Record that the engine has brought back an envelope of this pod.
	 * @param now the current {@link System#nanoTime()}
	 */
	void recordEcho(long now) {
		this.echo = Math.max(1, now);
	}

	/**
	 * Whether this process has sent an envelope.
	 */
	boolean isOwn(Envelope envelope) {
		return envelope.text(EnvelopeField.POD_ID).equals(this.id);
	}

	/**
	 * Publish an envelope.
	 * @return as {@link Engine#publish}
	 */
	CompletionStage<Long> send(String channel, Envelope envelope) {
		if (!this.up) {
			return CompletableFuture.failedStage(new EngineAwayException("the engine is not connected"));
		}
		byte[] bytes = this.codec
			.encode(envelope.with(EnvelopeField.POD_ID, this.id).with(EnvelopeField.POD, this.pod));
		CompletionStage<Long> published = this.engine.publish(channel, bytes);
		var _ = published.whenComplete((_, failure) -> {
			this.counts.increment((failure == null) ? Count.PUBLISHED : Count.UNPUBLISHED);
		});
		// a stage that depends on it would wrap its exception
		return published;
	}

}

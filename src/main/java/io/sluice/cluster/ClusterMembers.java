package io.sluice.cluster;

import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionStage;

import io.sluice.process.LogLimit;
import io.sluice.session.SessionDirectory;
import lombok.extern.slf4j.Slf4j;

/**
 * Tells the other pods that this one lives, and records that they do.
 */
@Slf4j(topic = "io.sluice.cluster")
final class ClusterMembers {

	private final ClusterLink link;

	private final ClusterSettings settings;

	private final ClusterChannels channels;

	private final SessionDirectory sessions;

	private final NameSet names;

	private final ClusterCounts counts;

	private final PodRegistry pods = new PodRegistry();

	private final BeatLoads loads = new BeatLoads(this.pods);

	private final BeatLeases leases;

	private final InstantSource clock = InstantSource.system();

	private final LogLimit skewed = new LogLimit();

	/**
	 * Create the members of a cluster. Only this pod is known at first.
	 * @param link sends to the other pods
	 * @param sessions the sessions of this process
	 * @param names the names of these sessions
	 * @param counts counts what is sent and received
	 */
	ClusterMembers(ClusterLink link, ClusterSettings settings, SessionDirectory sessions, NameSet names,
			ClusterCounts counts) {
		this.link = link;
		this.settings = settings;
		this.channels = new ClusterChannels(settings.prefix());
		this.sessions = sessions;
		this.names = names;
		this.counts = counts;
		this.leases = new BeatLeases(this.pods, settings.pod());
	}

	PodRegistry pods() {
		return this.pods;
	}

	PodLoads loads() {
		return this.loads;
	}

	PodLeases leases() {
		return this.leases;
	}

	ClusterCounts counts() {
		return this.counts;
	}

	boolean isOwn(Envelope envelope) {
		return this.link.isOwn(envelope);
	}

	/**
	 * Whether the deadline of a claim has passed by the clock of every pod.
	 */
	boolean isLate(Envelope claim) {
		return this.clock.millis() - claim.number(EnvelopeField.DEADLINE) > this.settings.clockSkew().toMillis();
	}

	/**
	 * Tell that this pod lives.
	 * @param solicit whether the others are to tell the same at once
	 */
	void beat(boolean solicit) {
		var _ = this.link.send(this.channels.pods(), describe(solicit));
	}

	private Envelope describe(boolean solicit) {
		return new Envelope(EnvelopeKind.BEAT).with(EnvelopeField.TIME, this.clock.millis())
			.with(EnvelopeField.CONNECTIONS, (long) this.sessions.count())
			.with(EnvelopeField.NAMES, (long) this.names.count())
			.with(EnvelopeField.COMPLETE, this.names.isComplete())
			.with(EnvelopeField.LISTENERS, List.copyOf(this.sessions.listeners()))
			.with(EnvelopeField.LOADS, this.loads.texts())
			.with(EnvelopeField.LEASES, this.leases.held())
			.with(EnvelopeField.SOLICIT, solicit);
	}

	/**
	 * Tell that this pod stops.
	 */
	CompletionStage<Long> leave() {
		return this.link.send(this.channels.pods(), new Envelope(EnvelopeKind.LEAVE));
	}

	/**
	 * Take what a pod tells of itself. Called by the engine's thread.
	 */
	void receive(Envelope envelope) {
		long now = System.nanoTime();
		if (isOwn(envelope)) {
			recordEcho(now);
			return;
		}
		if (envelope.kind() == EnvelopeKind.LEAVE) {
			this.pods.remove(envelope.text(EnvelopeField.POD_ID));
			this.names.repeatShared();
			return;
		}
		if (this.pods.record(envelope, this.clock.millis(), now)) {
			log.info("Pod '{}' is in the cluster", envelope.text(EnvelopeField.POD));
		}
		warnOfSkew(envelope);
		if (envelope.isSet(EnvelopeField.SOLICIT)) {
			beat(false);
		}
	}

	/**
	 * The engine brings what pods send, so those that nothing has come from are gone.
	 */
	private void recordEcho(long now) {
		this.link.recordEcho(now);
		if (this.pods.sweep(now)) {
			this.names.repeatShared();
		}
		this.pods.lost().forEach(this::forgetUnlessConnected);
	}

	/**
	 * What is sent to a lost pod has a receiver for as long as the engine has its
	 * connection.
	 */
	private void forgetUnlessConnected(Pod lost) {
		var _ = this.link.send(this.channels.pod(lost.id()), describe(false)).whenComplete((receivers, failure) -> {
			if (failure == null && receivers <= 0) {
				this.pods.forgetLost(lost.id());
			}
		});
	}

	private void warnOfSkew(Envelope beat) {
		long offset = beat.number(EnvelopeField.TIME) - this.clock.millis();
		// the way of a beat makes the other clock look late, and not early
		if (offset > this.settings.clockSkew().toMillis()) {
			this.skewed.log(log,
					"The clock of pod '{}' is {} ms ahead of this one, and 'sluice.cluster.clock-skew' allows {} ms: "
							+ "pushes between them fail or are written late. Synchronize the clocks",
					beat.text(EnvelopeField.POD), offset, this.settings.clockSkew().toMillis());
		}
	}

}

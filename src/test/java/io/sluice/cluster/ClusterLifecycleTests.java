package io.sluice.cluster;

import java.time.Duration;
import java.util.Collection;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

import io.sluice.process.VitalThreadMonitor;
import io.sluice.session.IdentityRule;
import io.sluice.session.ListenerSessions;
import io.sluice.session.OnDuplicate;
import io.sluice.session.PushPolicy;
import io.sluice.session.Session;
import io.sluice.session.SessionDirectory;
import io.sluice.session.SessionPolicy;
import io.sluice.session.SessionPrompts;
import io.sluice.session.SessionSource;
import io.sluice.support.LogWatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The life of a pod, over an engine that takes everything.
 */
class ClusterLifecycleTests {

	private final PatientEngine engine = new PatientEngine();

	private final SessionDirectory sessions = new SessionDirectory();

	private final ClusterNode node = new ClusterNode(new ClusterSettings("one", "test", SimulatedPod.SKEW, 1024),
			this.engine, this.sessions, new SimulatedPod.TextCodec());

	private final ClusterLifecycle lifecycle = new ClusterLifecycle(this.node, this.engine, new VitalThreadMonitor(),
			0);

	@Test
	void aPodThatStopsSaysNothingAfterItHasLeftAndLogsNoOutage() {
		this.lifecycle.start();
		await().until(this.node::isConnected);
		try (LogWatch log = LogWatch.begin()) {
			this.lifecycle.stop();
			log.assertQuiet("a stop");
		}
		assertThat(this.engine.published).endsWith(EnvelopeKind.LEAVE);
	}

	@Test
	void aClaimThatTheEngineDoesNotTakeIsRepeatedWithPauses() {
		ListenerSessions listener = new ListenerSessions(
				SimulatedPod.LISTENER, new SessionPolicy(IdentityRule.NONE, OnDuplicate.CLOSE_OLD, null,
						new SessionPrompts(null, null), (bytes, type) -> bytes),
				new PushPolicy(Duration.ofSeconds(1), 10));
		this.sessions.add(listener, new EmptySource());
		this.engine.takesClaims = false;
		this.lifecycle.start();
		await().until(this.node::isConnected);
		new SimulatedConnection("device", listener).session().identify("dev");
		await().until(() -> this.engine.count(EnvelopeKind.CLAIM) > 0);
		// beats tell the time
		long beats = this.engine.count(EnvelopeKind.BEAT);
		await().until(() -> this.engine.count(EnvelopeKind.BEAT) > beats + 2);
		long claims = this.engine.count(EnvelopeKind.CLAIM) + this.engine.count(EnvelopeKind.CLAIM_AGAIN);
		this.lifecycle.stop();
		assertThat(claims).isBetween(2L, 50L);
	}

	/** Has no session that is looked for. */
	private static final class EmptySource implements SessionSource {

		@Override
		public @Nullable Session session(String id) {
			return null;
		}

		@Override
		public int count() {
			return 0;
		}

		@Override
		public Stream<Session> sessions() {
			return Stream.empty();
		}

	}

	/** Stops when no thread of the pod has anything to publish. */
	private static final class PatientEngine implements Engine {

		private final EnvelopeCodec codec = new EnvelopeCodec(EnvelopeCodec.VERSION, 1024);

		private final Queue<EnvelopeKind> published = new ConcurrentLinkedQueue<>();

		private EngineListener receiver;

		private volatile boolean takesClaims = true;

		private long count(EnvelopeKind kind) {
			return this.published.stream().filter((each) -> each == kind).count();
		}

		@Override
		public void start(EngineListener listener) {
			this.receiver = listener;
			assertThat(listener.connected()).isTrue();
		}

		@Override
		public CompletionStage<Long> publish(String channel, byte[] message) {
			EnvelopeKind kind = this.codec.decode(message).kind();
			this.published.add(kind);
			if (!this.takesClaims && (kind == EnvelopeKind.CLAIM || kind == EnvelopeKind.CLAIM_AGAIN)) {
				return CompletableFuture.failedStage(new IllegalStateException("refused"));
			}
			this.receiver.receive(channel, message);
			return CompletableFuture.completedStage(1L);
		}

		@Override
		public CompletionStage<Void> subscribe(Collection<String> channels) {
			return CompletableFuture.completedStage(null);
		}

		@Override
		public CompletionStage<Void> unsubscribe(Collection<String> channels) {
			return CompletableFuture.completedStage(null);
		}

		@Override
		public void reconnect() {
			throw new UnsupportedOperationException();
		}

		@Override
		public void stop() {
			await().until(() -> Thread.getAllStackTraces()
				.keySet()
				.stream()
				.noneMatch((thread) -> thread.getName().equals("sluice-cluster-beat")));
			this.receiver.disconnected();
		}

		@Override
		public void close() {
			throw new UnsupportedOperationException();
		}

	}

}

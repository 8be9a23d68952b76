package io.sluice.cluster;

import java.util.Collection;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.sluice.process.VitalThreadMonitor;
import io.sluice.session.SessionDirectory;
import io.sluice.support.LogWatch;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The life of a pod, over an engine that takes everything.
 */
class ClusterLifecycleTests {

	@Test
	void aPodThatStopsSaysNothingAfterItHasLeftAndLogsNoOutage() {
		PatientEngine engine = new PatientEngine();
		ClusterNode node = new ClusterNode(new ClusterSettings("one", "test", SimulatedPod.SKEW, 1024), engine,
				new SessionDirectory(), new SimulatedPod.TextCodec());
		ClusterLifecycle lifecycle = new ClusterLifecycle(node, engine, new VitalThreadMonitor(), 0);
		lifecycle.start();
		await().until(node::isConnected);
		try (LogWatch log = LogWatch.begin()) {
			lifecycle.stop();
			log.assertQuiet("a stop");
		}
		assertThat(engine.published).endsWith(EnvelopeKind.LEAVE);
	}

	/** Stops when no thread of the pod has anything to publish. */
	private static final class PatientEngine implements Engine {

		private final EnvelopeCodec codec = new EnvelopeCodec(EnvelopeCodec.VERSION, 1024);

		private final Queue<EnvelopeKind> published = new ConcurrentLinkedQueue<>();

		private EngineListener receiver;

		@Override
		public void start(EngineListener listener) {
			this.receiver = listener;
			assertThat(listener.connected()).isTrue();
		}

		@Override
		public CompletionStage<Long> publish(String channel, byte[] message) {
			this.published.add(this.codec.decode(message).kind());
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

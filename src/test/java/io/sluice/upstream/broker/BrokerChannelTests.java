package io.sluice.upstream.broker;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;

import io.sluice.extract.Extractors;
import io.sluice.telemetry.UpstreamKind;
import io.sluice.telemetry.UpstreamMetrics;
import io.sluice.telemetry.UpstreamRoster;
import io.sluice.telemetry.UpstreamState;
import io.sluice.upstream.UpstreamException;
import io.sluice.upstream.UpstreamException.Failure;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.integration.channel.QueueChannel;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.support.GenericMessage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Records to a broker that takes none for a while.
 */
@ExtendWith(OutputCaptureExtension.class)
class BrokerChannelTests {

	private final UpstreamException unreachable = new UpstreamException(Failure.NOT_SENT, "unreachable", null);

	private final StubBroker broker = new StubBroker();

	private final QueueChannel errors = new QueueChannel();

	private final BrokerChannel channel = new BrokerChannel("bean", "kafka:a",
			new RecordTemplate("a", null, null, 1, Map.of(), new Extractors(StandardCharsets.UTF_8)), this.broker,
			new UpstreamRoster((name) -> UpstreamMetrics.NONE));

	@AfterEach
	void close() {
		this.broker.answers.add(List.of());
		this.channel.destroy();
	}

	private void send(String text) {
		this.channel.send(new GenericMessage<>(text.getBytes(StandardCharsets.UTF_8),
				Map.of(MessageHeaders.ERROR_CHANNEL, this.errors)));
	}

	private @Nullable Object nextError() {
		return this.errors.receive().getPayload();
	}

	@Test
	void recordsFailAtOnceFromTheFirstThatDoesNotReachTheBrokerUntilAProbeDoes() {
		this.broker.failure = this.unreachable;
		send("1");
		send("2");
		send("3");
		assertThat(nextError()).isSameAs(this.unreachable);
		assertThat(nextError()).isSameAs(this.unreachable);
		assertThat(nextError()).isSameAs(this.unreachable);
		assertThat(this.broker.sent).containsExactly("1");
		assertThat(this.channel.status().state()).isEqualTo(UpstreamState.DOWN);
		this.broker.failure = null;
		this.broker.answers.add(List.of(this.unreachable));
		this.broker.answers.add(List.of());
		await().until(() -> this.channel.status().state() == UpstreamState.UP);
		send("4");
		assertThat(this.broker.sent).containsExactly("1", "4");
		assertThat(this.errors.getQueueSize()).isZero();
	}

	@Test
	void recordsForADestinationThatTheBrokerLacksAreRefusedAtOnceAndDoNotWaitForIt() throws Exception {
		UpstreamException missing = NoDestinationException.refuse("there is no such topic", "unknown");
		this.broker.failure = missing;
		send("1");
		send("2");
		assertThat(this.broker.sent).containsExactly("1");
		assertThat(nextError()).isSameAs(missing);
		assertThat(nextError()).isSameAs(missing);
		this.broker.answers.addAll(List.of(List.of(missing), List.of(missing)));
		assertThat(this.channel.probe().isReachable()).isTrue();
		assertThat(this.channel.status().state()).isEqualTo(UpstreamState.DOWN);
	}

	@Test
	void theLogDoesNotSayThatRecordsAreTakenBeforeAllAre(CapturedOutput output) throws Exception {
		LoggingSystem.get(getClass().getClassLoader()).setLogLevel("io.sluice.upstream", LogLevel.INFO);
		this.broker.failure = this.unreachable;
		this.broker.whole = false;
		send("1");
		this.broker.answers.add(List.of());
		await().until(() -> this.channel.status().state() == UpstreamState.UP);
		assertThat(output.getAll()).contains("[kafka:a] unreachable").doesNotContain("takes records again");
		this.broker.whole = true;
		this.broker.answers.add(List.of());
		await().until(() -> output.getAll().contains("[kafka:a] takes records again"));
	}

	@Test
	void aRecordThatIsNotConfirmedStopsNoOther() {
		this.broker.failure = UpstreamException.unconfirmed("late", null);
		send("1");
		send("2");
		assertThat(this.broker.sent).containsExactly("1", "2");
		assertThat(this.broker.asked).isEmpty();
	}

	/**
	 * A broker that takes no record while there is a failure, and answers probes as told.
	 */
	private static final class StubBroker implements Broker {

		private final List<String> sent = new CopyOnWriteArrayList<>();

		private final List<String> asked = new CopyOnWriteArrayList<>();

		/** Each answer is empty, or has the failure. */
		private final BlockingQueue<List<UpstreamException>> answers = new LinkedBlockingQueue<>();

		private @Nullable UpstreamException failure;

		/** Whether it takes all records when it answers without a failure. */
		private volatile boolean whole = true;

		@Override
		public UpstreamKind kind() {
			return UpstreamKind.KAFKA;
		}

		@Override
		public String address() {
			return "stub";
		}

		@Override
		public CompletableFuture<?> send(BrokerRecord record, byte[] payload) {
			this.sent.add(new String(payload, StandardCharsets.UTF_8));
			return (this.failure != null) ? CompletableFuture.failedFuture(this.failure)
					: CompletableFuture.completedFuture(null);
		}

		@Override
		public boolean isReachable(String destination) {
			this.asked.add(destination);
			List<UpstreamException> answer;
			try {
				answer = this.answers.take();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
			if (!answer.isEmpty()) {
				throw answer.getFirst();
			}
			return this.whole;
		}

	}

}

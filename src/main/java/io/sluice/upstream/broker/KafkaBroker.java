package io.sluice.upstream.broker;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.sluice.telemetry.UpstreamKind;
import io.sluice.upstream.UnusableValueException;
import io.sluice.upstream.UpstreamException;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.integration.channel.NullChannel;
import org.springframework.integration.kafka.outbound.KafkaProducerMessageHandler;
import org.springframework.integration.kafka.support.KafkaIntegrationHeaders;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.support.ProducerListener;
import org.springframework.messaging.Message;
import org.springframework.messaging.support.MessageBuilder;

/**
 * Kafka, by Spring Integration's outbound adapter. The future of each send tells of the
 * broker's acknowledgement, so no thread waits for it. The client connects with the first
 * record; a send may wait for {@code max.block.ms} until the topic is known.
 */
public final class KafkaBroker implements Broker, DisposableBean {

	/** Bound while a thread is in a send. */
	private static final ScopedValue<Send> SEND = ScopedValue.newInstance();

	private final DefaultKafkaProducerFactory<byte[], byte[]> producers;

	private final KafkaTemplate<byte[], byte[]> template;

	private final KafkaProducerMessageHandler<byte[], byte[]> adapter;

	/**
	 * Create a client.
	 * @param producers creates the producer
	 * @param beans for the adapter
	 */
	public KafkaBroker(DefaultKafkaProducerFactory<byte[], byte[]> producers, BeanFactory beans) {
		this.producers = producers;
		this.template = new KafkaTemplate<>(producers);
		this.template.setProducerListener(new InCallListener());
		this.adapter = new KafkaProducerMessageHandler<>(this.template);
		this.adapter.setFuturesChannel((message, timeout) -> {
			Send send = (Send) message.getHeaders().get(KafkaIntegrationHeaders.FUTURE_TOKEN);
			if (send != null) {
				send.follow((CompletableFuture<?>) message.getPayload());
			}
			return true;
		});
		// otherwise each failure would be an error in the log, with its stack
		this.adapter.setSendFailureChannel(new NullChannel());
		this.adapter.setBeanFactory(beans);
		this.adapter.afterPropertiesSet();
	}

	@Override
	public UpstreamKind kind() {
		return UpstreamKind.KAFKA;
	}

	@Override
	public String address() {
		return String.valueOf(configuration().get(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG));
	}

	/**
	 * The configuration of the producer.
	 * @return the configuration by Kafka's names
	 */
	public Map<String, Object> configuration() {
		return this.producers.getConfigurationProperties();
	}

	@Override
	public CompletableFuture<?> send(BrokerRecord record, byte[] payload) {
		if (record.partition() != null) {
			checkPartition(record.destination(), record.partition());
		}
		Send send = new Send();
		Message<ProducerRecord<byte[], byte[]>> message = MessageBuilder.withPayload(kafkaRecord(record, payload))
			.setHeader(KafkaIntegrationHeaders.FUTURE_TOKEN, send)
			.build();
		try {
			ScopedValue.where(SEND, send).run(() -> this.adapter.handleMessage(message));
		}
		catch (RuntimeException ex) {
			// the template may also report what became of a record that it has sent
			send.result
				.completeExceptionally(KafkaFailures.sort(ex, send.failedInCall || !KafkaFailures.isOfTemplate(ex)));
		}
		return send.result;
	}

	/**
	 * The client would wait for a partition that does not exist, as if the broker could
	 * not be reached.
	 */
	private void checkPartition(String topic, int partition) {
		int count = partitions(topic);
		if (partition >= count) {
			throw new UnusableValueException("the topic has no partition %d".formatted(partition));
		}
	}

	private int partitions(String topic) {
		try {
			return this.template.partitionsFor(topic).size();
		}
		catch (RuntimeException ex) {
			throw KafkaFailures.sort(ex, true);
		}
	}

	private static ProducerRecord<byte[], byte[]> kafkaRecord(BrokerRecord record, byte[] payload) {
		byte[] key = (record.key() != null) ? record.key().getBytes(StandardCharsets.UTF_8) : null;
		ProducerRecord<byte[], byte[]> made = new ProducerRecord<>(record.destination(), record.partition(), key,
				payload);
		record.headers().forEach((name, value) -> made.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
		return made;
	}

	/**
	 * The producer answers from what it remembers, so the broker is asked, too.
	 */
	@Override
	public boolean isReachable(String destination) {
		KafkaProbe probe = new KafkaProbe(configuration());
		try {
			probe.connect();
			// the next record then finds what the producer knows of the topic
			partitions(destination);
			return probe.isWhole(destination);
		}
		catch (UpstreamException ex) {
			throw ex;
		}
		catch (Exception ex) {
			throw KafkaFailures.sort(ex, true);
		}
	}

	@Override
	public void destroy() {
		this.producers.destroy();
	}

	/**
	 * One send.
	 */
	private static final class Send {

		private final CompletableFuture<@Nullable Void> result = new CompletableFuture<>();

		/**
		 * Whether it failed within the call: the record has not left. Written and read by
		 * the thread of the call.
		 */
		private boolean failedInCall;

		/**
		 * Called by the thread of the call.
		 */
		void follow(CompletableFuture<?> sent) {
			boolean inCall = this.failedInCall;
			var _ = sent.whenComplete((stored, failure) -> {
				if (failure == null) {
					this.result.complete(null);
				}
				else {
					this.result.completeExceptionally(KafkaFailures.sort(failure, inCall));
				}
			});
		}

	}

	/**
	 * Kafka reports failures of a call and those of the network by the same exceptions,
	 * but the former on the thread of the call.
	 */
	private static final class InCallListener implements ProducerListener<byte[], byte[]> {

		@Override
		public void onError(ProducerRecord<byte[], byte[]> record, @Nullable RecordMetadata metadata,
				@Nullable Exception exception) {
			if (SEND.isBound()) {
				SEND.get().failedInCall = true;
			}
		}

	}

}

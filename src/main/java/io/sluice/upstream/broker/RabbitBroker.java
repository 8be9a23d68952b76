package io.sluice.upstream.broker;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import com.rabbitmq.client.BlockedListener;
import io.sluice.telemetry.UpstreamKind;
import org.jspecify.annotations.Nullable;

import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.connection.Connection;
import org.springframework.amqp.rabbit.connection.CorrelationData;
import org.springframework.amqp.rabbit.connection.CorrelationData.Confirm;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.integration.amqp.outbound.AmqpOutboundEndpoint;
import org.springframework.integration.amqp.support.DefaultAmqpHeaderMapper;
import org.springframework.integration.channel.NullChannel;
import org.springframework.integration.expression.FunctionExpression;
import org.springframework.messaging.Message;
import org.springframework.messaging.support.MessageBuilder;

/**
 * RabbitMQ, by Spring Integration's outbound adapter with publisher confirms. The future
 * of each record's confirm tells of it, so no thread waits. A record that no queue takes
 * is returned, which fails its request. The client connects with the first record.
 */
public final class RabbitBroker implements Broker, DisposableBean {

	private static final String RECORD = "sluice_record";

	private static final String CONFIRM = "sluice_confirm";

	private final CachingConnectionFactory connections;

	private final Duration connectionTimeout;

	private final AmqpOutboundEndpoint adapter;

	/** Whether the broker has said that it takes no records for now. */
	private volatile boolean blocked;

	/**
	 * Create a client.
	 * @param connections creates connections with correlated confirms and returns
	 * @param connectionTimeout how long they may take to open
	 * @param beans for the adapter
	 */
	public RabbitBroker(CachingConnectionFactory connections, Duration connectionTimeout, BeanFactory beans) {
		this.connections = connections;
		this.connectionTimeout = connectionTimeout;
		RabbitTemplate template = new RabbitTemplate(connections);
		template.setMandatory(true);
		// the confirm says it too; without a callback each return would be a line of the
		// log
		template.setReturnsCallback((returned) -> {
			// see RabbitFailures
		});
		connections.addConnectionListener(this::watch);
		this.adapter = new AmqpOutboundEndpoint(template);
		this.adapter
			.setExchangeNameExpression(new FunctionExpression<Message<?>>((message) -> record(message).destination()));
		this.adapter.setRoutingKeyExpression(
				new FunctionExpression<Message<?>>((message) -> Objects.requireNonNullElse(record(message).key(), "")));
		this.adapter.setConfirmCorrelationExpression(new FunctionExpression<Message<?>>(
				(message) -> Objects.requireNonNull(message.getHeaders().get(CONFIRM))));
		// the futures tell; without channels each confirm would be a line of the log
		NullChannel nothing = new NullChannel();
		this.adapter.setConfirmAckChannel(nothing);
		this.adapter.setConfirmNackChannel(nothing);
		this.adapter.setHeaderMapper(headers());
		this.adapter.setBeanFactory(beans);
		this.adapter.afterPropertiesSet();
	}

	private static DefaultAmqpHeaderMapper headers() {
		DefaultAmqpHeaderMapper mapper = DefaultAmqpHeaderMapper.outboundMapper();
		mapper.setRequestHeaderNames("!" + RECORD, "!" + CONFIRM, "*");
		return mapper;
	}

	private static BrokerRecord record(Message<?> message) {
		return Objects.requireNonNull(message.getHeaders().get(RECORD, BrokerRecord.class));
	}

	/**
	 * A broker without memory or disk tells so, and takes nothing more: a write would
	 * wait.
	 */
	private void watch(@Nullable Connection connection) {
		this.blocked = false;
		Objects.requireNonNull(connection).addBlockedListener(new BlockedListener() {

			@Override
			public void handleBlocked(String reason) {
				RabbitBroker.this.blocked = true;
			}

			@Override
			public void handleUnblocked() {
				RabbitBroker.this.blocked = false;
			}

		});
	}

	@Override
	public UpstreamKind kind() {
		return UpstreamKind.RABBIT;
	}

	@Override
	public String address() {
		return this.connections.getHost() + ":" + this.connections.getPort();
	}

	/**
	 * How long a connection may take to open.
	 * @return the time
	 */
	public Duration connectionTimeout() {
		return this.connectionTimeout;
	}

	@Override
	public CompletableFuture<?> send(BrokerRecord record, byte[] payload) {
		CorrelationData confirm = new CorrelationData(UUID.randomUUID().toString());
		Message<byte[]> message = MessageBuilder.withPayload(payload)
			.copyHeaders(record.headers())
			.copyHeaders(Map.of(RECORD, record, CONFIRM, confirm))
			.build();
		try {
			this.connections.createConnection();
		}
		catch (RuntimeException ex) {
			return CompletableFuture.failedFuture(RabbitFailures.notSent(ex));
		}
		if (this.blocked) {
			return CompletableFuture.failedFuture(RabbitFailures.notSent(null));
		}
		CompletableFuture<@Nullable Void> result = new CompletableFuture<>();
		try {
			this.adapter.handleMessage(message);
		}
		catch (RuntimeException ex) {
			result.completeExceptionally(RabbitFailures.sort(ex));
			return result;
		}
		var _ = confirm.getFuture().whenComplete((word, failure) -> complete(result, record, confirm, word, failure));
		return result;
	}

	private static void complete(CompletableFuture<@Nullable Void> result, BrokerRecord record, CorrelationData confirm,
			@Nullable Confirm word, @Nullable Throwable failure) {
		Throwable problem = RabbitFailures.find(record, confirm.getReturned(), word, failure);
		if (problem == null) {
			result.complete(null);
		}
		else {
			result.completeExceptionally(problem);
		}
	}

	@Override
	public void destroy() {
		this.connections.destroy();
	}

}

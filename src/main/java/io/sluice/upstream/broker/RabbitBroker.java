package io.sluice.upstream.broker;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;

import com.rabbitmq.client.BlockedListener;
import com.rabbitmq.client.Channel;
import io.sluice.telemetry.UpstreamKind;
import org.jspecify.annotations.Nullable;

import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.connection.Connection;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.integration.amqp.outbound.AmqpOutboundEndpoint;
import org.springframework.integration.amqp.support.DefaultAmqpHeaderMapper;
import org.springframework.integration.expression.FunctionExpression;
import org.springframework.messaging.Message;

/**
 * RabbitMQ, by Spring Integration's outbound adapter with publisher confirms. The future
 * of each record's confirm tells of it, so no thread waits. A record that no queue takes
 * is returned, which fails its request. The client connects with the first record.
 */
public final class RabbitBroker implements Broker, DisposableBean {

	private final CachingConnectionFactory connections;

	private final Times times;

	private final RabbitPublisher publisher;

	/**
	 * Create a client.
	 * @param connections creates connections with correlated confirms and returns
	 * @param times how long things may take
	 * @param beans for the adapter
	 */
	public RabbitBroker(CachingConnectionFactory connections, Times times, BeanFactory beans) {
		this.connections = connections;
		this.times = times;
		RabbitTemplate template = new RabbitTemplate(connections);
		template.setMandatory(true);
		// the confirm says it too; without a callback each return would be a line of the
		// log
		template.setReturnsCallback((returned) -> {
			// see RabbitFailures
		});
		this.publisher = new RabbitPublisher(template, adapter(template, beans), times.handOver());
		connections.addConnectionListener(this::watch);
	}

	private static AmqpOutboundEndpoint adapter(RabbitTemplate template, BeanFactory beans) {
		AmqpOutboundEndpoint adapter = new AmqpOutboundEndpoint(template);
		adapter.setExchangeNameExpression(
				new FunctionExpression<Message<?>>((message) -> RabbitChannel.record(message).destination()));
		adapter.setRoutingKeyExpression(new FunctionExpression<Message<?>>(
				(message) -> Objects.requireNonNullElse(RabbitChannel.record(message).key(), "")));
		adapter.setConfirmCorrelationExpression(new FunctionExpression<Message<?>>(RabbitChannel::confirm));
		// without channels for confirms: the futures tell, and the message for the one of
		// nacks needs a cause, which RabbitMQ does not give
		DefaultAmqpHeaderMapper headers = DefaultAmqpHeaderMapper.outboundMapper();
		headers.setRequestHeaderNames("!" + RabbitChannel.RECORD, "!" + RabbitChannel.CONFIRM, "*");
		adapter.setHeaderMapper(headers);
		adapter.setBeanFactory(beans);
		adapter.afterPropertiesSet();
		return adapter;
	}

	/**
	 * A broker without memory or disk tells so, and takes nothing more.
	 */
	private void watch(@Nullable Connection connection) {
		this.publisher.setBlocked(false);
		Objects.requireNonNull(connection).addBlockedListener(new BlockedListener() {

			@Override
			public void handleBlocked(String reason) {
				RabbitBroker.this.publisher.setBlocked(true);
			}

			@Override
			public void handleUnblocked() {
				RabbitBroker.this.publisher.setBlocked(false);
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
	 * How long things may take.
	 * @return the times
	 */
	public Times times() {
		return this.times;
	}

	@Override
	public CompletableFuture<?> send(BrokerRecord record, byte[] payload) {
		return this.publisher.publish(record, payload);
	}

	@Override
	public boolean isReachable(String destination) {
		try (Channel channel = this.connections.createConnection().createChannel(false)) {
			// without one, an exchange that every broker has
			channel.exchangeDeclarePassive(destination.isEmpty() ? "amq.direct" : destination);
		}
		catch (IOException | TimeoutException | RuntimeException ex) {
			throw RabbitFailures.ofLookup(ex);
		}
		return !this.publisher.isBlocked();
	}

	@Override
	public void destroy() {
		this.publisher.close();
		this.connections.destroy();
	}

	/**
	 * How long things may take.
	 *
	 * @param connect the time in which a connection must open
	 * @param handOver the time in which a record must be handed to the client
	 */
	public record Times(Duration connect, Duration handOver) {

	}

}

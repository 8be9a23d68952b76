package io.sluice.upstream.broker;

import java.lang.reflect.Proxy;
import java.util.Map;

import com.rabbitmq.client.Channel;
import org.junit.jupiter.api.Test;

import org.springframework.amqp.rabbit.connection.ConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Records that are handed to the client of RabbitMQ.
 */
class RabbitChannelTests {

	@Test
	void aRecordOfWhichNoMessageCanBeMadeIsNotStored() {
		RabbitChannel channel = new RabbitChannel(stub(ConnectionFactory.class), stub(Channel.class), (message) -> {
			throw new IllegalStateException("sent");
		});
		OutgoingRecord outgoing = new OutgoingRecord(new BrokerRecord("", "jobs", null, Map.of("priority", "high")),
				new byte[1], System.nanoTime());
		assertThat(channel.publish(outgoing)).isTrue();
		assertThat(outgoing.result().exceptionNow()).isInstanceOf(IllegalArgumentException.class)
			.hasMessageContaining("priority");
	}

	/** It is open; nothing else is asked. */
	private static <T> T stub(Class<T> type) {
		return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type },
				(proxy, method, arguments) -> true));
	}

}

package io.sluice.upstream.broker;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A record for a broker, without its content.
 *
 * @param destination the topic of Kafka, or the exchange of RabbitMQ
 * @param key the record's key of Kafka, or the routing key of RabbitMQ
 * @param partition the partition of Kafka, or {@code null} for the one that the key
 * selects
 * @param headers the headers
 */
public record BrokerRecord(String destination, @Nullable String key, @Nullable Integer partition,
		Map<String, String> headers) {

}

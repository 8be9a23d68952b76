package io.sluice.upstream.broker;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

import io.sluice.extract.Extractors;
import io.sluice.extract.MessageTemplate;
import io.sluice.extract.TemplateValues;
import io.sluice.upstream.UnusableValueException;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;

/**
 * The records that a route makes of its messages. The content of a record is the message.
 *
 * @param destination the topic of Kafka, or the exchange of RabbitMQ
 * @param key the record's key of Kafka, or the routing key of RabbitMQ
 * @param partition the number of the partition of Kafka, or {@code null} for the one that
 * the key selects
 * @param maxKey the largest number of bytes of a key
 * @param headers the headers by name
 * @param extractors has created the extractors of the texts
 */
public record RecordTemplate(String destination, @Nullable MessageTemplate key, @Nullable MessageTemplate partition,
		int maxKey, Map<String, MessageTemplate> headers, Extractors extractors) {

	/** Enough for any identifier, and far below what a broker takes. */
	private static final int MAX_SIZE = 8 * 1024;

	public RecordTemplate {
		headers = Map.copyOf(headers);
	}

	/**
	 * Make the record of a message.
	 * @throws UnusableValueException if the message lacks a value, or has one that cannot
	 * be sent
	 */
	BrokerRecord record(Message<byte[]> message) {
		TemplateValues values = new TemplateValues(this.extractors.view(message));
		Map<String, String> filled = HashMap.newHashMap(this.headers.size());
		this.headers.forEach((name, header) -> filled.put(name, fill(header, values)));
		return new BrokerRecord(this.destination, (this.key != null) ? key(fill(this.key, values)) : null,
				(this.partition != null) ? partition(fill(this.partition, values)) : null, filled);
	}

	private static String fill(MessageTemplate template, TemplateValues values) {
		return template.fill(values, UnusableValueException::require, MAX_SIZE);
	}

	private String key(String text) {
		if (text.getBytes(StandardCharsets.UTF_8).length > this.maxKey) {
			throw new UnusableValueException("the key has more than %d bytes".formatted(this.maxKey));
		}
		return text;
	}

	private static int partition(String text) {
		try {
			int number = Integer.parseInt(text);
			if (number >= 0) {
				return number;
			}
		}
		catch (NumberFormatException ex) {
			// not a number
		}
		throw new UnusableValueException("the partition is not a number from 0");
	}

}

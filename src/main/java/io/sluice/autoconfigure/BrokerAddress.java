package io.sluice.autoconfigure;

import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The destination of a broker, as a route names it: {@code kafka:positions}, or
 * {@code rabbit:orders/new} for an exchange and a routing key.
 *
 * @param name the target as it is written
 * @param kafka whether it is a topic of Kafka
 * @param destination the topic or the exchange
 * @param key the routing key, or {@code null} if there is none
 */
record BrokerAddress(String name, boolean kafka, String destination, @Nullable String key) {

	private static final String KAFKA = "kafka:";

	private static final String RABBIT = "rabbit:";

	private static final Pattern TOPIC = Pattern.compile("[a-zA-Z0-9._-]{1,249}");

	/** The limit of AMQP for names. */
	static final int MAX_NAME = 255;

	/**
	 * Read a target.
	 * @return {@code null} if it does not name a broker
	 */
	static @Nullable BrokerAddress find(String target) {
		if (target.startsWith(KAFKA)) {
			return new BrokerAddress(target, true, target.substring(KAFKA.length()), null);
		}
		if (!target.startsWith(RABBIT)) {
			return null;
		}
		String rest = target.substring(RABBIT.length());
		int slash = rest.indexOf('/');
		return (slash < 0) ? new BrokerAddress(target, false, rest, null)
				: new BrokerAddress(target, false, rest.substring(0, slash), rest.substring(slash + 1));
	}

	/**
	 * Fail the start if a broker can have no such destination.
	 * @param setting the key that the target is configured under
	 */
	void check(String setting) {
		if (this.kafka && !TOPIC.matcher(this.destination).matches()) {
			throw SettingCheck.invalid(setting, this.name,
					"A topic has 1 to 249 letters, digits, '.', '_' and '-', such as kafka:positions.");
		}
		if (!this.kafka && this.destination.isEmpty() && (this.key == null || this.key.isEmpty())) {
			throw SettingCheck.invalid(setting, this.name,
					"It needs an exchange or a routing key, such as rabbit:orders/new, or rabbit:/queue for a queue.");
		}
		if (this.destination.length() > MAX_NAME || (this.key != null && this.key.length() > MAX_NAME)) {
			throw SettingCheck.invalid(setting, this.name,
					"An exchange and a routing key have at most %d characters each.".formatted(MAX_NAME));
		}
	}

}

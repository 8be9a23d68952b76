package io.sluice.autoconfigure;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import io.sluice.autoconfigure.RouteProperties.Header;
import io.sluice.autoconfigure.TargetRegistry.ResolvedTarget;
import io.sluice.extract.Extractors;
import io.sluice.extract.MessageTemplate;
import io.sluice.extract.TemplateParser;
import io.sluice.spi.DeadLetters;
import io.sluice.spi.Exchange;
import io.sluice.telemetry.UpstreamRoster;
import io.sluice.upstream.broker.Broker;
import io.sluice.upstream.broker.BrokerChannel;
import io.sluice.upstream.broker.RecordTemplate;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;

/**
 * Creates the targets of routes that are destinations of a broker.
 */
@RequiredArgsConstructor
final class BrokerTargets {

	private static final int MAX_KAFKA_KEY = 8 * 1024;

	/** Others become properties of a message of RabbitMQ, or are lost. */
	private static final Pattern HEADER = Pattern.compile("(?!amqp_|sluice_|json_)[A-Za-z0-9._-]{1,200}");

	private static final Set<String> RESERVED = Set.of("id", "timestamp", "contentType", "replyChannel",
			"errorChannel");

	/** Spring Integration, over which records go to RabbitMQ, has types for them. */
	private static final Set<String> TYPED = Set.of("priority", "sequenceNumber", "sequenceSize", "expirationDate",
			"routingSlip", "duplicateMessage");

	private final ConfigurableListableBeanFactory beans;

	private final RouteUpstreams upstreams;

	/** The clients of the brokers. */
	private final BrokerClients clients;

	/**
	 * Create a target. Records are sent by the connection's own thread, so that those of
	 * one connection are in order.
	 * @param key the key that it is configured under
	 * @param address the destination
	 * @param details what the route says of its records
	 * @param listener the listener of the route
	 */
	ResolvedTarget target(String key, BrokerAddress address, TargetDetails details,
			SluiceProperties.Listener listener) {
		address.check(key);
		RecordTemplate records = records(address, details, new Extractors(listener.charset()));
		BrokerChannel channel = channel(key, address);
		return new ResolvedTarget(address.name(), address.name(), channel.route(records), bean(address),
				Exchange.ReplyTiming.AWAITED, false, true, false, channel.probe());
	}

	/**
	 * Create what keeps the requests that have failed for good.
	 * @param key the key that it is configured under
	 * @param address the destination
	 * @param listener the listener's name
	 */
	DeadLetters deadLetters(String key, BrokerAddress address, String listener) {
		address.check(key);
		return channel(key, address).deadLetters(listener);
	}

	private BrokerChannel channel(String key, BrokerAddress address) {
		Broker broker = this.clients.get(key, address);
		String bean = bean(address);
		return this.upstreams.use(bean, BrokerChannel.class,
				new RootBeanDefinition(BrokerChannel.class, () -> new BrokerChannel(bean, address.name(),
						plain(address), broker, this.beans.getBean(UpstreamRoster.class))));
	}

	private static String bean(BrokerAddress address) {
		return BeanNames.of(address.name(), "upstream");
	}

	/**
	 * The records of messages that come from no route.
	 */
	private static RecordTemplate plain(BrokerAddress address) {
		return records(address, TargetDetails.none(""), new Extractors(StandardCharsets.UTF_8));
	}

	private static RecordTemplate records(BrokerAddress address, TargetDetails details, Extractors extractors) {
		if (address.key() != null && details.key() != null) {
			throw SettingCheck.invalid(details.route() + ".key", details.key(),
					"'to' has the routing key '%s' already; remove one of them.".formatted(address.key()));
		}
		if (!address.kafka() && details.partition() != null) {
			throw SettingCheck.invalid(details.route() + ".partition", details.partition(),
					"Only Kafka has partitions; remove this key.");
		}
		MessageTemplate key = (address.key() != null)
				? new TemplateParser(extractors, null, false).parse(literal(address.key()))
				: template(details.route() + ".key", details.key(), extractors);
		return new RecordTemplate(address.destination(), key,
				template(details.route() + ".partition", details.partition(), extractors),
				address.kafka() ? MAX_KAFKA_KEY : BrokerAddress.MAX_NAME, headers(details, address.kafka(), extractors),
				extractors);
	}

	private static String literal(String text) {
		return text.replace("{", "{{");
	}

	private static Map<String, MessageTemplate> headers(TargetDetails details, boolean kafka, Extractors extractors) {
		Map<String, MessageTemplate> headers = new LinkedHashMap<>();
		int index = 0;
		for (Header header : details.headers()) {
			String key = "%s.headers[%d]".formatted(details.route(), index++);
			String name = SettingCheck.required(key + ".name", header.name(), "the name of a header");
			if (!HEADER.matcher(name).matches() || RESERVED.contains(name) || (!kafka && TYPED.contains(name))) {
				throw SettingCheck.invalid(key + ".name", name,
						"A header of a record has 1 to 200 letters, digits, '.', '_' and '-', and no name that the client uses itself.");
			}
			String value = SettingCheck.required(key + ".value", header.value(), "the value of the header");
			if (headers.put(name, value(key + ".value", value, extractors)) != null) {
				throw SettingCheck.invalid(key + ".name", name, "Another header has this name; remove one of them.");
			}
		}
		return headers;
	}

	/** A value that is not valid may be a secret all the same. */
	private static MessageTemplate value(String key, String text, Extractors extractors) {
		try {
			return new TemplateParser(extractors, null, false).parse(text);
		}
		catch (IllegalArgumentException ex) {
			throw SettingCheck.invalidSecret(key, "***", ex.getMessage() + ".");
		}
	}

	private static @Nullable MessageTemplate template(String key, @Nullable String text, Extractors extractors) {
		return (text != null) ? SettingCheck.parse(key, text, new TemplateParser(extractors, null, false)::parse)
				: null;
	}

}

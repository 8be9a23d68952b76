package io.sluice.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import io.sluice.bench.servers.KafkaServer;
import io.sluice.support.TestTls;

/**
 * The arguments of the executable, for a listener {@code bench}.
 */
final class Settings {

	private static final String LISTENER = "--sluice.listeners.bench.";

	private static final String BUNDLE = "--spring.ssl.bundle.jks.bench.keystore.";

	/** Every limit, so high that none is reached, and every deadline. */
	static final List<String> LIMITS = Stream
		.concat(Stream.of("--sluice.limits.max-connections=15000"),
				Stream
					.of("limits.max-connections=10000", "limits.max-connections-per-address=10000",
							"limits.connections-per-second=100000", "limits.requests-per-second=10000000",
							"limits.max-requests-in-flight=100000", "request-timeout=20s", "timeouts.idle=1m",
							"timeouts.frame=10s", "timeouts.write=10s", "timeouts.handshake=5s", "timeouts.max-age=1h",
							"access.allow[0]=10.0.0.0/8", "access.allow[1]=127.0.0.0/8", "access.deny[0]=127.0.2.0/24")
					.map(LISTENER::concat))
		.toList();

	private Settings() {
	}

	static List<String> listener(int port) {
		return listener("port=" + port, "address=127.0.0.1");
	}

	/**
	 * An echo, behind two routes for other messages.
	 */
	static List<String> echo() {
		return listener("routes[0].to=ping", "routes[0].when.equals=PING", "routes[1].to=sum",
				"routes[1].when.starts-with={", "routes[2].to=echo");
	}

	/**
	 * Upstreams over TCP and HTTP, and an echo.
	 * @param tcp the port of a far end that answers at once
	 * @param slow the port of a far end that takes its time
	 * @param http the port of an HTTP server
	 */
	static List<String> upstreams(int tcp, int slow, int http) {
		return join(
				listener("routes[0].to=core", "routes[0].when.starts-with=tcp", "routes[1].to=far",
						"routes[1].when.starts-with=slow", "routes[2].to=web", "routes[2].when.starts-with=http",
						"routes[3].to=echo"),
				List.of("--sluice.upstreams.core.to[0]=127.0.0.1:" + tcp, "--sluice.upstreams.core.max-in-flight=256",
						"--sluice.upstreams.far.to[0]=127.0.0.1:" + slow,
						"--sluice.upstreams.web.url=http://127.0.0.1:" + http + "/echo"));
	}

	/**
	 * A topic of Kafka.
	 * @param port the port of Kafka
	 */
	static List<String> kafka(int port) {
		return join(listener("routes[0].to=kafka:" + KafkaServer.TOPIC, "routes[0].reply.text=ACK"),
				List.of("--spring.kafka.bootstrap-servers=127.0.0.1:" + port));
	}

	static List<String> pipeline(int requests) {
		return listener("pipeline=" + requests);
	}

	/**
	 * Routes for the messages {@code order-0} and so on, a third each by the whole
	 * message, by its beginning and by bytes at a place; and an echo of all others.
	 */
	static List<String> routes(int count) {
		List<String> settings = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			String order = "order-" + i;
			String route = "routes[%d].".formatted(i);
			settings.add(route + "name=" + order);
			settings.add(route + "to=discard");
			settings.addAll(switch (i % 3) {
				case 0 -> List.of(route + "when.equals=" + order + Work.line(64 - order.length()));
				case 1 -> List.of(route + "when.starts-with=" + order + ";");
				default -> List.of(route + "when.bytes.at=" + (6 + i % 8),
						route + String.format(Locale.ROOT, "when.bytes.is=0x%08x", i));
			});
		}
		settings.add("routes[%d].to=echo".formatted(count));
		return listener(settings.toArray(String[]::new));
	}

	static List<String> tls() throws Exception {
		return join(listener("ssl.bundle=bench", "ssl.enabled-protocols=TLSv1.3"), List.of(BUNDLE + "type=PKCS12",
				BUNDLE + "location=file:" + Certificate.store(), BUNDLE + "password=" + TestTls.PASSWORD));
	}

	private static List<String> listener(String... settings) {
		return Stream.of(settings).map(LISTENER::concat).toList();
	}

	private static List<String> join(List<String> some, List<String> others) {
		return Stream.concat(some.stream(), others.stream()).toList();
	}

}

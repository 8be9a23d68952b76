package io.sluice.autoconfigure;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import io.sluice.SluiceHeaders;
import io.sluice.autoconfigure.RouteProperties.BytesAt;
import io.sluice.autoconfigure.RouteProperties.Extract;
import io.sluice.autoconfigure.RouteProperties.JsonValue;
import io.sluice.autoconfigure.RouteProperties.Length;
import io.sluice.autoconfigure.RouteProperties.When;
import io.sluice.extract.Extractors;
import io.sluice.routing.MessagePredicate;
import io.sluice.routing.Route;
import io.sluice.routing.RouteTable;
import io.sluice.spi.Delivery;
import io.sluice.spi.Exchange;
import io.sluice.spi.RoutePredicate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.integration.channel.NullChannel;
import org.springframework.messaging.Message;
import org.springframework.messaging.support.GenericMessage;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Random routes take random messages as a matcher does that tests one route after the
 * other, and reads its settings literally.
 */
class RouteDecisionTests {

	private static final int MESSAGES = 25_000;

	private static final JsonMapper JSON = JsonMapper.shared();

	private static final String[] WORDS = { "A", "AB", "ABC", "B", "{\"a\":1}", "{\"a\":\"A\"}", "", "BA", "AAB" };

	private final Random random = new Random();

	@ParameterizedTest
	@ValueSource(ints = { 3, 12, 60, 300 })
	void aTableDecidesAsAListOfRoutesDoes(int size) {
		long seed = System.nanoTime();
		this.random.setSeed(seed);
		Extractors extractors = new Extractors(StandardCharsets.UTF_8);
		PredicateFactory settings = new PredicateFactory(extractors, new BeanLookup<>(null, RoutePredicate.class));
		List<When> whens = new ArrayList<>();
		List<Route> routes = new ArrayList<>();
		while (routes.size() < size) {
			When when = when(2);
			MessagePredicate predicate = predicate(settings, when);
			if (predicate != null) {
				whens.add(when);
				routes.add(new Route("route-" + routes.size(), predicate,
						new Route.Target("none", new NullChannel(), "nullChannel", Delivery.Mode.PROMPT, false),
						Exchange.ReplyTiming.ON_RETURN, List.of(), null, null, null));
			}
		}
		RouteTable table = new RouteTable(routes, extractors);
		for (int i = 0; i < MESSAGES; i++) {
			Message<byte[]> message = message();
			int expected = IntStream.range(0, size)
				.filter((route) -> matches(whens.get(route), message))
				.findFirst()
				.orElse(-1);
			Route decided = table.match(table.view(message));
			assertThat((decided != null) ? decided.name() : "route--1")
				.as("seed %d, message '%s'", seed, new String(message.getPayload(), StandardCharsets.UTF_8))
				.isEqualTo("route-" + expected);
			List<RouteTable.Tried> tried = table.explain(message);
			assertThat(tried.stream().filter((one) -> one.mismatch() == null).map((one) -> one.route()).findFirst())
				.as("seed %d", seed)
				.isEqualTo(Optional.ofNullable(decided));
		}
	}

	/** Some combinations contradict themselves, and are refused at the start. */
	private static MessagePredicate predicate(PredicateFactory settings, When when) {
		try {
			return settings.predicate("when", when);
		}
		catch (InvalidConfigurationPropertyValueException ex) {
			assertThat(ex.getReason()).contains("No message can match it");
			return null;
		}
	}

	private String word() {
		return WORDS[this.random.nextInt(WORDS.length)];
	}

	private String part() {
		String word = word();
		return word.isEmpty() ? "B" : word;
	}

	private Message<byte[]> message() {
		StringBuilder text = new StringBuilder();
		for (int i = this.random.nextInt(4); i >= 0; i--) {
			text.append(word());
		}
		return new GenericMessage<>(text.toString().getBytes(StandardCharsets.UTF_8), Map.of(SluiceHeaders.PEER,
				new InetSocketAddress(InetAddress.ofLiteral("10.0.0." + this.random.nextInt(4)), 1)));
	}

	private When when(int depth) {
		int kind = this.random.nextInt((depth > 0) ? 14 : 11);
		List<When> nested = (kind >= 11)
				? IntStream.rangeClosed(0, this.random.nextInt(3)).mapToObj((i) -> when(depth - 1)).toList()
				: List.of();
		boolean extract = kind == 9;
		return new When((kind == 0) ? word() : null, (kind == 1 || kind == 10 || extract) ? part() : null,
				(kind == 2 || kind == 10) ? part() : null, (kind == 3) ? part() : null, (kind == 4) ? "^A+B?$" : null,
				(kind == 5) ? ".*BA" : null,
				(kind == 6) ? new BytesAt(this.random.nextInt(5) - 2, "A", this.random.nextBoolean() ? "0x41" : null)
						: null,
				(kind == 7) ? new Length(this.random.nextInt(4), this.random.nextBoolean() ? 4 : null) : null,
				(kind == 8) ? List.of(new JsonValue("$.a", null, null, List.of("1", "A"), null)) : List.of(),
				extract ? new Extract(null, "1..", null, null, null, null) : null, List.of(),
				(kind == 9 || kind == 10) && this.random.nextBoolean() ? List.of("10.0.0.0/31") : List.of(), null, null,
				null, (kind == 11) ? nested : List.of(), (kind == 12) ? nested : List.of(),
				(kind == 13) ? nested : List.of());
	}

	private static boolean matches(When when, Message<byte[]> message) {
		String text = new String(message.getPayload(), StandardCharsets.UTF_8);
		String value = (when.extract() == null) ? text : (text.length() > 1) ? text.substring(1) : null;
		return value != null && (when.equals() == null || value.equals(when.equals()))
				&& (when.startsWith() == null || value.startsWith(when.startsWith()))
				&& (when.endsWith() == null || text.endsWith(when.endsWith()))
				&& (when.contains() == null || text.contains(when.contains()))
				&& (when.regex() == null || Pattern.compile(when.regex()).matcher(text).find())
				&& (when.matches() == null || text.matches(when.matches()))
				&& (when.bytes() == null || matches(when.bytes(), text))
				&& (when.length() == null || matches(when.length(), text.length()))
				&& when.json().stream().allMatch((json) -> json.in().contains(json(text)))
				&& (when.peer().isEmpty() || isLow(message))
				&& when.all().stream().allMatch((nested) -> matches(nested, message))
				&& (when.any().isEmpty() || when.any().stream().anyMatch((nested) -> matches(nested, message)))
				&& when.not().stream().noneMatch((nested) -> matches(nested, message));
	}

	private static boolean matches(BytesAt bytes, String text) {
		int index = (bytes.at() < 0) ? text.length() + bytes.at() : bytes.at();
		if (index < 0 || index >= text.length()) {
			return false;
		}
		return (bytes.mask() != null) ? (text.charAt(index) & 0x41) == 0x41 : text.charAt(index) == 'A';
	}

	private static boolean matches(Length length, int actual) {
		return actual >= length.min() && (length.max() == null || actual <= length.max());
	}

	private static boolean isLow(Message<byte[]> message) {
		return ((InetSocketAddress) message.getHeaders().get(SluiceHeaders.PEER)).getAddress().getAddress()[3] < 2;
	}

	private static String json(String text) {
		try {
			JsonNode node = JSON.readTree(text).get("a");
			return (node != null) ? node.asString() : "";
		}
		catch (JacksonException ex) {
			return "";
		}
	}

}

package io.sluice.app;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.net.Socket;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.sluice.TcpHandler;
import io.sluice.autoconfigure.SluiceProperties;
import io.sluice.support.Drains;
import io.sluice.support.LinePeer;
import io.sluice.support.TestClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.integration.annotation.ServiceActivator;
import org.springframework.integration.config.GlobalChannelInterceptor;
import org.springframework.integration.dsl.IntegrationFlow;
import org.springframework.integration.ip.tcp.connection.TcpConnectionCloseEvent;
import org.springframework.integration.ip.tcp.connection.TcpConnectionEvent;
import org.springframework.integration.ip.tcp.connection.TcpConnectionExceptionEvent;
import org.springframework.integration.ip.tcp.connection.TcpConnectionOpenEvent;
import org.springframework.integration.ip.tcp.connection.TcpNetServerConnectionFactory;
import org.springframework.integration.ip.tcp.inbound.TcpInboundGateway;
import org.springframework.integration.ip.tcp.serializer.AbstractByteArraySerializer;
import org.springframework.integration.ip.tcp.serializer.ByteArrayCrLfSerializer;
import org.springframework.integration.ip.tcp.serializer.ByteArrayLengthHeaderSerializer;
import org.springframework.integration.ip.tcp.serializer.ByteArrayLfSerializer;
import org.springframework.integration.ip.tcp.serializer.ByteArraySingleTerminatorSerializer;
import org.springframework.integration.ip.tcp.serializer.ByteArrayStxEtxSerializer;
import org.springframework.integration.ip.tcp.serializer.MapJsonSerializer;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.support.ChannelInterceptor;
import org.springframework.messaging.support.MessageBuilder;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The tables of {@code docs/move-from-spring-integration.md}: what maps to what, and what
 * is different.
 */
class MoveTablesTests {

	private static final Pattern SERIALIZER = Pattern
		.compile("(?m)^\\| `new (\\w+\\(.*?\\)(?:\\.\\w+\\(\\))?)`.* \\| `(\\{.*})` \\|$");

	private static final Pattern SETTING_ROW = Pattern.compile("(?m)^\\| ([^|]*`set\\w+`[^|]*) \\| ([^|]*) \\|$");

	private static final Pattern CODE = Pattern.compile("`([^`]+)`");

	private static final List<String> CRLF = List.of("--sluice.listeners.orders.framing.type=crlf",
			"--sluice.listeners.orders.framing.max-size=2KB", "--sluice.listeners.orders.routes[0].to=orders");

	static Stream<MatchResult> serializers() throws IOException {
		List<MatchResult> rows = SERIALIZER.matcher(page()).results().toList();
		assertThat(rows).hasSize(9);
		return rows.stream();
	}

	private static String page() throws IOException {
		return Files.readString(MoveGuideTests.PAGE);
	}

	/** With a listener for each serializer, and one as it is without settings. */
	private static MovedApplication moved;

	@BeforeAll
	static void start() throws IOException {
		List<String> settings = new ArrayList<>(List.of("--sluice.listeners.orders.routes[0].to=echo"));
		serializers().forEach((row) -> {
			String listener = "--sluice.listeners." + listener(row);
			settings.add(listener + ".port=0");
			settings.add(listener + ".routes[0].to=" + (isMap(row) ? "map" : "echo"));
			((Map<?, ?>) GrowingConfiguration.parse(row.group(2)))
				.forEach((key, value) -> settings.add(listener + ".framing." + key + "=" + value));
		});
		moved = MovedApplication.sluice(settings, MapHandler.class);
	}

	private static String listener(MatchResult row) {
		return "row-" + row.start();
	}

	private static boolean isMap(MatchResult row) {
		return row.group(1).startsWith("MapJson");
	}

	@AfterAll
	static void stop() {
		moved.close();
	}

	@ParameterizedTest
	@MethodSource("serializers")
	void framingReadsAndWritesWhatTheSerializerDoes(MatchResult row) throws IOException {
		try (Socket socket = new TestClient(moved.port("sluice." + listener(row) + ".connections")).socket()) {
			if (isMap(row)) {
				MapJsonSerializer serializer = new MapJsonSerializer();
				serializer.serialize(Map.of("item", "pear"), socket.getOutputStream());
				assertThat(serializer.deserialize(socket.getInputStream()).get("ordered")).isEqualTo("pear");
			}
			else {
				exchange(serializer(row.group(1)), socket, "first");
				exchange(serializer(row.group(1)), socket, "second\r");
			}
		}
	}

	private static void exchange(AbstractByteArraySerializer serializer, Socket socket, String text)
			throws IOException {
		byte[] message = text.getBytes(UTF_8);
		serializer.serialize(message, socket.getOutputStream());
		assertThat(serializer.deserialize(socket.getInputStream())).isEqualTo(message);
	}

	private static AbstractByteArraySerializer serializer(String constructor) {
		return switch (constructor) {
			case "ByteArrayCrLfSerializer()" -> new ByteArrayCrLfSerializer();
			case "ByteArrayLfSerializer()" -> new ByteArrayLfSerializer();
			case "ByteArraySingleTerminatorSerializer((byte) 0)" -> new ByteArraySingleTerminatorSerializer((byte) 0);
			case "ByteArrayStxEtxSerializer()" -> new ByteArrayStxEtxSerializer();
			case "ByteArrayLengthHeaderSerializer()" -> new ByteArrayLengthHeaderSerializer();
			case "ByteArrayLengthHeaderSerializer(2)" -> new ByteArrayLengthHeaderSerializer(2);
			case "ByteArrayLengthHeaderSerializer(1)" -> new ByteArrayLengthHeaderSerializer(1);
			case "ByteArrayLengthHeaderSerializer().inclusive()" -> new ByteArrayLengthHeaderSerializer().inclusive();
			default -> throw new IllegalArgumentException(constructor);
		};
	}

	/**
	 * The line framing drops a CR, so it is not in the table.
	 */
	@Test
	void lineFramingIsNotThatOfTheLfSerializer() throws IOException {
		try (TestClient client = new TestClient(moved.port())) {
			assertThat(client.request("pear\r")).isEqualTo("pear");
		}
	}

	@ParameterizedTest
	@ValueSource(classes = { TcpNetServerConnectionFactory.class, TcpInboundGateway.class })
	void settingsAndKeysExist(Class<?> type) throws IOException {
		String page = page();
		int from = page.indexOf("| setting of `" + type.getSimpleName() + "` |");
		List<MatchResult> rows = SETTING_ROW.matcher(page.substring(from, page.indexOf("\n\n", from)))
			.results()
			.toList();
		assertThat(rows).hasSizeGreaterThan(4);
		for (MatchResult row : rows) {
			assertThat(codes(row.group(1))).allMatch((setter) -> hasMethod(type, setter));
			assertThat(codes(row.group(2)).filter((code) -> code.matches("[a-z-]+(\\.[a-z-]+|\\[0])*"))
				.filter((code) -> !Set.of("true", "replyChannel").contains(code)))
				.allMatch((key) -> hasKey(SluiceProperties.Listener.class, key));
		}
	}

	private static Stream<String> codes(String cell) {
		return CODE.matcher(cell).results().map((code) -> code.group(1));
	}

	private static boolean hasMethod(Class<?> type, String name) {
		return Arrays.stream(type.getMethods()).anyMatch((method) -> method.getName().equals(name));
	}

	private static boolean hasKey(Class<?> settings, String key) {
		String first = key.replaceAll("[.\\[].*", "");
		String rest = key.substring(first.length()).replaceFirst("^(\\[0])?\\.", "");
		return Arrays.stream(settings.getRecordComponents())
			.filter((component) -> kebab(component).equals(first))
			.anyMatch((component) -> rest.isEmpty() || first.equals("routes") || hasKey(component.getType(), rest));
	}

	private static String kebab(RecordComponent component) {
		return component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
	}

	@Test
	void flowLeadsToAnUpstream() throws IOException {
		try (LinePeer prices = LinePeer.start(LinePeer.prefixing("120 for "));
				MovedApplication application = MovedApplication
					.sluice(List.of("--sluice.listeners.orders.routes[0].to=priceFlow",
							"--sluice.upstreams.prices.to[0]=127.0.0.1:" + prices.port()), Beans.class);
				TestClient client = new TestClient(application.port())) {
			await().untilAsserted(() -> assertThat(client.request("pear")).isEqualTo("120 for PRICE pear"));
		}
	}

	@Test
	void interceptorAddsAHeader() throws IOException {
		try (MovedApplication application = MovedApplication
			.sluice(List.of("--sluice.listeners.orders.routes[0].to=shop"), Beans.class, ShopHandler.class);
				TestClient client = new TestClient(application.port())) {
			assertThat(client.request("pear")).isEqualTo("north");
		}
	}

	@Test
	void headersOfSpringIntegrationAreThere() throws IOException {
		Set<String> stock = headers(MovedApplication.stock(MoveGuideTests.TcpConfiguration.class, HeaderService.class));
		assertThat(codes(line("| the headers `")).toList()).isNotEmpty().allMatch(stock::contains);
		assertThat(headers(MovedApplication.sluice(CRLF, HeaderService.class))).containsAll(stock);
	}

	private static String line(String start) throws IOException {
		return page().lines().filter((line) -> line.startsWith(start)).findFirst().orElseThrow();
	}

	private static Set<String> headers(MovedApplication application) throws IOException {
		try (application; TestClient client = new TestClient(application.port())) {
			return Set.of(client.send("pear\r\n").readLine().strip().split(","));
		}
	}

	@Test
	void eventsOfConnectionsArePublished() throws IOException {
		for (boolean stock : new boolean[] { true, false }) {
			MovedApplication application = stock
					? MovedApplication.stock(MoveGuideTests.TcpConfiguration.class, Events.class,
							MoveGuideTests.OrderService.class)
					: MovedApplication.sluice(CRLF, Events.class, MoveGuideTests.OrderService.class);
			try (application) {
				try (TestClient client = new TestClient(application.port())) {
					client.send("pear\r\n").readLine();
					client.send("half").endOutput().awaitClosed();
				}
				Events events = application.context().getBean(Events.class);
				await().untilAsserted(() -> assertThat(events.types).contains(TcpConnectionOpenEvent.class,
						TcpConnectionExceptionEvent.class, TcpConnectionCloseEvent.class));
			}
		}
	}

	@Test
	void bothCanBeInOneApplication() throws IOException {
		try (MovedApplication application = MovedApplication.sluice(CRLF, MoveGuideTests.TcpConfiguration.class,
				MoveGuideTests.OrderService.class);
				TestClient moved = new TestClient(application.port());
				TestClient stock = new TestClient(application.port("connections"))) {
			assertThat(moved.send("pear\r\n").readLine()).isEqualTo("ordered pear\r");
			assertThat(stock.send("pear\r\n").readLine()).isEqualTo("ordered pear\r");
		}
	}

	@Test
	void messageThatIsTooLargeIsAnswered() throws IOException {
		String large = "x".repeat(3000) + "\r\n";
		try (MovedApplication application = MovedApplication.stock(MoveGuideTests.TcpConfiguration.class,
				MoveGuideTests.OrderService.class); TestClient client = new TestClient(application.port())) {
			client.send(large).awaitClosed();
		}
		try (MovedApplication application = MovedApplication.sluice(CRLF, MoveGuideTests.OrderService.class);
				TestClient client = new TestClient(application.port())) {
			assertThat(client.send(large).readLine()).startsWith("ERR FRAME_TOO_LARGE ");
		}
	}

	@Test
	void stopOfSpringIntegrationLosesTheReply() throws IOException {
		try (MovedApplication application = MovedApplication.stock(MoveGuideTests.TcpConfiguration.class,
				SlowService.class); TestClient client = new TestClient(application.port())) {
			SlowService service = order(application, client);
			CompletableFuture<Void> stop = CompletableFuture.runAsync(application::close, Thread::startVirtualThread);
			assertThat(client.readLineOrEnd()).isNull();
			service.mayReturn.countDown();
			stop.join();
		}
	}

	@Test
	void stopOfSluiceWaitsForTheReply() throws IOException {
		try (MovedApplication application = MovedApplication.sluice(CRLF, SlowService.class);
				TestClient client = new TestClient(application.port())) {
			SlowService service = order(application, client);
			CompletableFuture<Void> stop = Drains.begin(application::close);
			service.mayReturn.countDown();
			assertThat(client.readLine()).isEqualTo("ordered pear\r");
			stop.join();
		}
	}

	private static SlowService order(MovedApplication application, TestClient client) throws IOException {
		SlowService service = application.context().getBean(SlowService.class);
		client.send("pear\r\n");
		await().until(() -> service.called.getCount() == 0);
		return service;
	}

	@Configuration(proxyBeanMethods = false)
	static class Beans {

		@Bean
		IntegrationFlow priceFlow() {
			return (flow) -> flow
				.<byte[], byte[]>transform((item) -> ("PRICE " + new String(item, UTF_8)).getBytes(UTF_8))
				.channel("sluice.prices.upstream");
		}

		@Bean
		@GlobalChannelInterceptor(patterns = "sluice.orders.requests")
		ChannelInterceptor shop() {
			return new ChannelInterceptor() {

				@Override
				public Message<?> preSend(Message<?> request, MessageChannel channel) {
					return MessageBuilder.fromMessage(request).setHeader("shop", "north").build();
				}

			};
		}

	}

	static class ShopHandler {

		@TcpHandler("shop")
		String shop(@Header("shop") String shop) {
			return shop;
		}

	}

	static class MapHandler {

		@TcpHandler("map")
		Map<String, String> order(Map<String, String> order) {
			return Map.of("ordered", order.get("item"));
		}

	}

	static class HeaderService {

		@ServiceActivator(inputChannel = "orders")
		String headers(Message<byte[]> request) {
			return String.join(",", request.getHeaders().keySet());
		}

	}

	static class SlowService {

		private final CountDownLatch called = new CountDownLatch(1);

		private final CountDownLatch mayReturn = new CountDownLatch(1);

		@ServiceActivator(inputChannel = "orders")
		String order(byte[] message) throws InterruptedException {
			this.called.countDown();
			this.mayReturn.await();
			return "ordered " + new String(message, UTF_8);
		}

	}

	static class Events {

		private final Set<Class<?>> types = ConcurrentHashMap.newKeySet();

		@EventListener
		void record(TcpConnectionEvent event) {
			this.types.add(event.getClass());
		}

	}

}

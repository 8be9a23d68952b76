package io.sluice.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import io.sluice.TcpHandler;
import io.sluice.listener.SluiceServerConnectionFactory;
import io.sluice.spi.Redactor;
import io.sluice.spi.RequestObserver;
import io.sluice.spi.TcpErrorReply;
import io.sluice.support.AccessLogLines;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.integration.ip.tcp.connection.TcpConnection;
import org.springframework.integration.ip.tcp.connection.TcpConnectionEvent;
import org.springframework.integration.ip.tcp.connection.TcpMessageMapper;
import org.springframework.integration.ip.tcp.connection.TcpSender;
import org.springframework.messaging.Message;
import org.springframework.util.StringUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What an application plugs in fails, and the connection lives on.
 */
@ExtendWith(OutputCaptureExtension.class)
class PluginFailureTests {

	/** The beans of an application's that its types let it bring, each with a test. */
	private static final Set<String> PLUGINS = Set.of("Redactor", "RequestObserver", "TcpErrorReply");

	/** Beans of Sluice's own and of Spring's, which are read at the start alone. */
	private static final Set<String> OTHERS = Set.of("AbstractConnectionFactory", "BuildProperties",
			"CachingConnectionFactoryConfigurer", "ClusterNode", "ContextPart", "DefaultLifecycleProcessor",
			"EndTotals", "EventMemory", "JsonMapper", "ListenerMetricsFactory", "PathMappedEndpoints",
			"PlatformTransactionManager", "QueuedAccessLog", "RequestTotals", "RouteCounts",
			"SecurityContextHolderStrategy", "SluiceServerConnectionFactory", "SslBundles", "TcpSessions",
			"UpstreamMetricsFactory", "Validator", "LettuceConnectionFactory", "LockRegistry", "ObservationRegistry",
			"ProducerFactory", "DataRedisConnectionDetails", "Requirement");

	private static volatile Failure failure = Failure.EXCEPTION;

	@Test
	void everyBeanThatAnApplicationMayBringIsKnownHere() throws IOException {
		Pattern pattern = Pattern.compile("getBeanProvider\\((\\w+)\\.class\\)|ObjectProvider<(\\w+)>");
		Set<String> found = new TreeSet<>();
		try (Stream<Path> files = Files.walk(Path.of("src/main/java/io/sluice"))) {
			files.filter(Files::isRegularFile).forEach((file) -> {
				Matcher matcher = pattern.matcher(read(file));
				while (matcher.find()) {
					found.add((matcher.group(1) != null) ? matcher.group(1) : matcher.group(2));
				}
			});
		}
		found.removeAll(OTHERS);
		assertThat(found).as("beans that are called on the way of a message need a guard, and a test here")
			.isEqualTo(new TreeSet<>(PLUGINS));
	}

	@ParameterizedTest
	@EnumSource
	void requestObserverThatFailsIsIgnored(Failure kind, CapturedOutput output) throws IOException {
		failure = kind;
		for (String place : new String[] { "begin", "enter", "leave", "recordEnd" }) {
			try (TestGateway gateway = start(Observers.class, "observer.fails=" + place)) {
				assertServed(gateway);
				assertThat(output).contains("[test] the request observer failed");
			}
		}
		assertThat(StringUtils.countOccurrencesOf(output.toString(), "the request observer failed")).isEqualTo(4);
	}

	@ParameterizedTest
	@EnumSource
	void errorReplyThatFailsIsLeftToTheTemplate(Failure kind, CapturedOutput output) throws IOException {
		failure = kind;
		try (TestGateway gateway = start(ErrorReplies.class); TestClient client = gateway.connect()) {
			for (int i = 0; i < 2; i++) {
				assertThat(client.request("fail")).startsWith("ERR HANDLER_ERROR");
			}
			assertThat(client.request("hello")).isEqualTo("hello");
			assertThat(output).containsOnlyOnce("[test] the TcpErrorReply bean failed");
		}
	}

	@ParameterizedTest
	@EnumSource
	void errorReplyThatFailsEndsAConnectionWhoseFramingHasNoWordsForIt(Failure kind) throws IOException {
		failure = kind;
		try (TestGateway gateway = TestGateway.start(ErrorReplies.class, ".framing.type=fixed", ".framing.size=4",
				".errors.mode=answer", ".routes[0].to=fail"); TestClient client = gateway.connect()) {
			assertThat(client.send("fail").readToEnd()).isEmpty();
			await().untilAsserted(() -> assertThat(gateway.closed("server_error")).isOne());
		}
	}

	@ParameterizedTest
	@EnumSource
	void meterFilterThatFailsIsIgnored(Failure kind, CapturedOutput output) throws IOException {
		failure = kind;
		try (TestGateway gateway = start(Filters.class)) {
			assertServed(gateway);
			await().untilAsserted(() -> assertThat(gateway.listener("test").openConnections().count()).isZero());
			assertThat(output).containsOnlyOnce("[test] the meter registry failed");
		}
	}

	@ParameterizedTest
	@EnumSource
	void listenerOfConnectionEventsThatFailsIsIgnored(Failure kind, CapturedOutput output) throws IOException {
		failure = kind;
		try (TestGateway gateway = start(EventListeners.class)) {
			assertServed(gateway);
			await().untilAsserted(() -> assertThat(gateway.closed("client_closed")).isOne());
			assertThat(output).containsOnlyOnce("[test] an event listener of the application failed");
		}
	}

	@ParameterizedTest
	@EnumSource
	void senderThatFailsIsIgnored(Failure kind, CapturedOutput output) throws IOException {
		failure = kind;
		try (TestGateway gateway = start(Handlers.class)) {
			TcpSender sender = new FailingSender();
			gateway.listener("test").registerSender(sender);
			assertServed(gateway);
			await().untilAsserted(() -> assertThat(gateway.closed("client_closed")).isOne());
			assertThat(output).containsOnlyOnce("[test] a TcpSender of the application failed");
			assertThat(gateway.listener("test").unregisterSender(sender)).isTrue();
		}
	}

	@ParameterizedTest
	@EnumSource
	void mapperThatFailsIsAnErrorOfTheRequest(Failure kind) throws IOException {
		failure = kind;
		try (TestGateway gateway = start(Mappers.class); TestClient client = gateway.connect()) {
			assertThat(client.request("hello")).startsWith("ERR HANDLER_ERROR");
			assertThat(client.request("hello")).startsWith("ERR HANDLER_ERROR");
		}
	}

	@ParameterizedTest
	@EnumSource
	void redactorThatFailsCostsThePayloadAndNotTheLine(Failure kind) throws IOException {
		failure = kind;
		AccessLogLines lines = new AccessLogLines();
		try (TestGateway gateway = start(Redactors.class, "sluice.access-log.enabled=true",
				"logging.level.sluice.access=info", "sluice.access-log.per=request", "sluice.access-log.payload=9B");
				TestClient client = gateway.connect()) {
			lines.listen();
			assertThat(client.request("hello")).isEqualTo("hello");
			lines.awaitOne().hasNo("sluice.payload").has("sluice.outcome", "ok");
		}
	}

	@ParameterizedTest
	@EnumSource
	void appenderThatFailsCostsTheLineAndNotTheReply(Failure kind) throws IOException {
		failure = kind;
		try (TestGateway gateway = start(AllAtOnce.class); TestClient client = gateway.connect()) {
			FailingAppender appender = new FailingAppender();
			Logger logger = (Logger) LoggerFactory.getLogger("io.sluice");
			logger.addAppender(appender);
			appender.start();
			try {
				assertThat(client.request("fail")).startsWith("ERR HANDLER_ERROR");
				assertThat(client.request("large")).startsWith("ERR HANDLER_ERROR");
				assertThat(client.request("hello")).isEqualTo("hello");
			}
			finally {
				logger.detachAppender(appender);
			}
		}
	}

	private static TestGateway start(Class<?> beans, String... properties) {
		String[] routes = { ".routes[0].to=fail", ".routes[0].when.equals=fail", ".routes[1].to=large",
				".routes[1].when.equals=large", ".routes[2].to=echo" };
		return TestGateway.start(beans, Stream.of(routes, properties).flatMap(Stream::of).toArray(String[]::new));
	}

	/** More than one request: the connection must not end behind the first. */
	private static void assertServed(TestGateway gateway) throws IOException {
		try (TestClient client = gateway.connect()) {
			assertThat(client.request("hello")).isEqualTo("hello");
			assertThat(client.request("fail")).startsWith("ERR HANDLER_ERROR");
			assertThat(client.request("again")).isEqualTo("again");
		}
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * What may be thrown, whatever a method declares.
	 */
	enum Failure {

		EXCEPTION, ERROR, CHECKED;

		void fail() {
			switch (this) {
				case EXCEPTION -> throw new IllegalStateException("as asked");
				case ERROR -> throw new AssertionError("as asked");
				case CHECKED -> throwAny(new Exception("as asked"));
			}
		}

		@SuppressWarnings("unchecked")
		private static <T extends Throwable> void throwAny(Throwable thrown) throws T {
			throw (T) thrown;
		}

	}

	static class Handlers {

		@TcpHandler("fail")
		String fail() {
			throw new IllegalStateException("as asked");
		}

		@TcpHandler("large")
		String large() {
			return "a line\nof two";
		}

	}

	static class Observers extends Handlers {

		@Bean
		RequestObserver observer(Environment environment) {
			String place = environment.getProperty("observer.fails", "");
			return (request) -> {
				failAt("begin", place);
				return new RequestObserver.Observed() {

					@Override
					public RequestObserver.Scope enter() {
						failAt("enter", place);
						return () -> failAt("leave", place);
					}

					@Override
					public void recordEnd(@Nullable String route, String outcome, @Nullable Throwable cause) {
						failAt("recordEnd", place);
					}

				};
			};
		}

		private static void failAt(String here, String place) {
			if (here.equals(place)) {
				failure.fail();
			}
		}

	}

	static class ErrorReplies extends Handlers {

		@Bean
		TcpErrorReply errorReply() {
			return (error) -> {
				failure.fail();
				return null;
			};
		}

	}

	static class Filters extends Handlers {

		/** Of requests and of nothing that is registered at the start. */
		@Bean
		MeterFilter filter() {
			return new MeterFilter() {

				@Override
				public MeterFilterReply accept(Meter.Id id) {
					if (id.getName().equals("sluice.requests")) {
						failure.fail();
					}
					return MeterFilterReply.NEUTRAL;
				}

			};
		}

	}

	static class EventListeners extends Handlers {

		@EventListener
		void listen(TcpConnectionEvent event) {
			failure.fail();
		}

	}

	static class Mappers extends Handlers {

		@Bean
		Object mapper(SluiceServerConnectionFactory connections) {
			connections.setMapper(new TcpMessageMapper() {

				@Override
				public Object fromMessage(Message<?> message) {
					failure.fail();
					return new byte[0];
				}

			});
			return "set";
		}

	}

	static class Redactors extends Handlers {

		@Bean
		Redactor redactor() {
			return (listener, route, payload) -> {
				failure.fail();
				return payload;
			};
		}

	}

	static class AllAtOnce extends Observers {

		@Bean
		TcpErrorReply errorReply() {
			return (error) -> {
				failure.fail();
				return null;
			};
		}

	}

	private static final class FailingSender implements TcpSender {

		@Override
		public void addNewConnection(TcpConnection connection) {
			failure.fail();
		}

		@Override
		public void removeDeadConnection(TcpConnection connection) {
			failure.fail();
		}

	}

	private static final class FailingAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {

		@Override
		public void doAppend(ILoggingEvent event) {
			failure.fail();
		}

		@Override
		protected void append(ILoggingEvent event) {
		}

	}

}

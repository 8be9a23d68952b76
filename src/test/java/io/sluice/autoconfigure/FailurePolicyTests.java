package io.sluice.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import io.micrometer.context.ContextRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.sluice.ErrorCode;
import io.sluice.TcpHandler;
import io.sluice.TcpHandlerException;
import io.sluice.spi.RequestObserver;
import io.sluice.support.AccessLogLines;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import io.sluice.upstream.UpstreamFailures;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.integration.dsl.IntegrationFlow;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.support.GenericMessage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.awaitility.Awaitility.await;

/**
 * The failure policy of a route.
 */
@ExtendWith(OutputCaptureExtension.class)
class FailurePolicyTests {

	private static final String KEY = "io.sluice.policy";

	private static final ThreadLocal<String> REGISTERED = new ThreadLocal<>();

	@TempDir
	private Path directory;

	private Targets targets = new Targets();

	@AfterEach
	void release() {
		this.targets.release.countDown();
	}

	/** Starts a gateway whose route {@code it} has this policy. */
	private TestGateway start(String to, String policy, String... more) throws IOException {
		Path file = this.directory.resolve("sluice.yml");
		Files.writeString(file, """
				sluice:
				  listeners:
				    test:
				      port: 0
				      address: 127.0.0.1
				      routes:
				        - { name: quick, when: { equals: quick }, to: echo }
				        - { name: it, to: %s, %s }
				""".formatted(to, policy), StandardCharsets.UTF_8);
		List<String> properties = new ArrayList<>(List.of("spring.config.import=file:" + file));
		for (String property : more) {
			properties.add("sluice.listeners.test" + property);
		}
		TestGateway gateway = TestGateway.start(Targets.class, properties.toArray(String[]::new));
		this.targets = gateway.context().getBean(Targets.class);
		return gateway;
	}

	private void script(String... words) {
		for (String word : words) {
			this.targets.script.add(switch (word) {
				case "BAD_PAYLOAD" -> () -> {
					throw new TcpHandlerException(ErrorCode.BAD_PAYLOAD, "as asked");
				};
				case "FAULT" -> () -> {
					throw new IllegalStateException("as asked");
				};
				case "OK" -> () -> "ok";
				default -> () -> {
					throw UpstreamFailures.of(word);
				};
			});
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			unavailable         | NOT_SENT
			unavailable, 5xx    | FAILED
			5xx, unanswered     | UNANSWERED
			""")
	void aFailureIsRetriedUntilTheTargetAnswers(String retryOn, String failure) throws IOException {
		try (TestGateway gateway = start("scripted",
				"idempotent: true, retry: { attempts: 3, backoff: 1ms, retry-on: [" + retryOn + "] }");
				TestClient client = gateway.connect()) {
			script(failure, failure);
			assertThat(client.request("a")).isEqualTo("ok a");
			assertThat(this.targets.calls).hasValue(3);
			assertThat(gateway.meter("sluice.upstream.retries", "route", "it")).isEqualTo(2);
			script(failure, failure, failure);
			assertThat(client.request("b")).isEqualTo("ERR UPSTREAM_UNAVAILABLE as asked");
			assertThat(client.request("c")).isEqualTo("ok c");
			assertThat(gateway.requests("it", "ok")).isEqualTo(2);
		}
	}

	@ParameterizedTest
	@CsvSource({ "BAD_PAYLOAD, BAD_PAYLOAD as asked", "REFUSED, UPSTREAM_REFUSED as asked",
			"UNANSWERED, UPSTREAM_UNAVAILABLE as asked", "FAILED, UPSTREAM_UNAVAILABLE as asked",
			"FAULT, HANDLER_ERROR the request could not be handled" })
	void anotherFailureIsNotRetried(String failure, String reply) throws IOException {
		try (TestGateway gateway = start("scripted", "retry: { backoff: 1ms }");
				TestClient client = gateway.connect()) {
			script(failure);
			assertThat(client.request("a")).isEqualTo("ERR " + reply);
			assertThat(this.targets.calls).hasValue(1);
		}
	}

	@Test
	void anOpenBreakerSendsNothingUntilItTriesAgain(CapturedOutput output) throws IOException {
		try (TestGateway gateway = start("scripted", "circuit-breaker: { failure-rate: 50, window: 2, open-for: 3s }");
				TestClient client = gateway.connect()) {
			script("BAD_PAYLOAD", "BAD_PAYLOAD", "REFUSED", "REFUSED", "FAULT", "OK", "OK");
			for (int i = 0; i < 4; i++) {
				assertThat(client.request("a")).startsWith("ERR ").doesNotContain("circuit");
			}
			assertThat(client.request("a")).startsWith("ERR HANDLER_ERROR");
			String open = "ERR UPSTREAM_UNAVAILABLE not sent, as the circuit breaker is open";
			assertThat(client.request("b")).isEqualTo(open);
			assertThat(this.targets.calls).hasValue(5);
			assertThat(output).containsOnlyOnce("[test] the circuit breaker of route 'it' is open");
			await().untilAsserted(() -> assertThat(client.request("c")).isEqualTo("ok c"));
			assertThat(client.request("d")).isEqualTo("ok d");
			assertThat(this.targets.calls).hasValue(7);
			assertThat(client.request("e")).isEqualTo("ok e");
		}
	}

	@ParameterizedTest
	@CsvSource({ "scripted, NOT_SENT", "scripted, FAULT", "hanging, ", "silent, " })
	void theFallbackAnswersForATargetThatDoesNot(String to, String failure) throws IOException {
		try (AccessLogLines lines = new AccessLogLines();
				TestGateway gateway = TestGateway.start(Targets.class, "sluice.access-log.enabled=true",
						"sluice.access-log.per=request", "logging.level.sluice.access=info", ".routes[0].to=" + to,
						".routes[0].name=it", ".routes[0].timeout=500ms", ".routes[0].fallback=other");
				TestClient client = gateway.connect()) {
			this.targets = gateway.context().getBean(Targets.class);
			lines.listen();
			if (failure != null) {
				script(failure);
			}
			assertThat(client.request("a")).isEqualTo("other a");
			lines.awaitOne().has("sluice.route", "it").has("sluice.fallback", "other").has("sluice.outcome", "ok");
			assertThat(gateway.meter("sluice.upstream.fallbacks", "route", "it")).isOne();
			if (failure != null) {
				assertThat(client.request("b")).isEqualTo("ok b");
				lines.awaitOne().has("sluice.outcome", "ok").hasNo("sluice.fallback");
				assertThat(gateway.meter("sluice.upstream.fallbacks", "route", "it")).isOne();
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "other", "otherFlow" })
	void theFallbackAnswersWhileTheBreakerIsOpen(String fallback) throws IOException {
		try (TestGateway gateway = start("scripted",
				"circuit-breaker: { window: 1, open-for: 1d }, fallback: " + fallback);
				TestClient client = gateway.connect()) {
			script("NOT_SENT");
			assertThat(client.request("a")).isEqualTo("other a");
			assertThat(client.request("b")).isEqualTo("other b");
			assertThat(this.targets.calls).hasValue(1);
		}
	}

	@Test
	void anErrorThatIsAnAnswerDoesNotLeadToTheFallback() throws IOException {
		try (TestGateway gateway = start("scripted", "fallback: other"); TestClient client = gateway.connect()) {
			script("BAD_PAYLOAD", "REFUSED");
			assertThat(client.request("a")).isEqualTo("ERR BAD_PAYLOAD as asked");
			assertThat(client.request("b")).isEqualTo("ERR UPSTREAM_REFUSED as asked");
		}
	}

	@Test
	void aHandlerThatIgnoresItsInterruptIsOutstandingUntilItReturns() throws Exception {
		try (TestGateway gateway = start("stubborn", "timeout: 100ms, fallback: other", ".limits.max-outstanding=1");
				TestClient client = gateway.connect()) {
			assertThat(client.request("a")).isEqualTo("other a");
			await().untilAsserted(() -> assertThat(gateway.meter("sluice.requests.outstanding")).isOne());
			assertThat(client.request("b")).isEqualTo("ERR BUSY too many requests are in flight");
			assertThat(this.targets.interrupted.await(1, TimeUnit.MINUTES)).isTrue();
			this.targets.release.countDown();
			await().untilAsserted(() -> assertThat(client.request("quick")).isEqualTo("quick"));
			assertThat(gateway.meter("sluice.requests.outstanding")).isZero();
			assertThat(gateway.meter("sluice.replies.dropped")).isOne();
		}
	}

	@Test
	void aLateReplyOfAFlowIsDroppedAndCounted() throws Exception {
		try (TestGateway gateway = start("silent", "timeout: 100ms"); TestClient client = gateway.connect()) {
			assertThat(client.request("a")).isEqualTo("ERR UPSTREAM_UNAVAILABLE no reply within 100ms");
			MessageChannel late = (MessageChannel) this.targets.requests.take().getHeaders().getReplyChannel();
			late.send(new GenericMessage<>("late"));
			assertThat(client.request("quick")).isEqualTo("quick");
			assertThat(gateway.meter("sluice.replies.dropped")).isOne();
			await().untilAsserted(() -> assertThat(gateway.meter("sluice.requests.outstanding")).isZero());
		}
	}

	@Test
	void allAttemptsEndWithTheRequest() throws IOException {
		try (TestGateway gateway = start("hanging",
				"timeout: 200ms, idempotent: true, retry: { attempts: 20, backoff: 50ms, retry-on: unanswered }",
				".request-timeout=1s"); TestClient client = gateway.connect()) {
			assertThat(client.request("a")).isIn("ERR UPSTREAM_UNAVAILABLE no reply within 200ms",
					"ERR TIMEOUT no reply within 1s");
			assertThat(this.targets.calls.get()).isBetween(1, 5);
			assertThat(client.request("quick")).isEqualTo("quick");
		}
	}

	@Test
	void aTargetWithoutATimeOfItsOwnHasThatOfTheRequest() throws IOException {
		try (TestGateway gateway = start("silent", "fallback: other", ".request-timeout=300ms", ".on-timeout=abandon");
				TestClient client = gateway.connect()) {
			assertThat(client.request("a")).isEqualTo("ERR TIMEOUT no reply within 300ms");
			assertThat(client.request("quick")).isEqualTo("quick");
		}
	}

	@Test
	void moreThanMayBeInFlightAreBusy() throws IOException {
		try (TestGateway gateway = start("held", "max-in-flight: 1");
				TestClient client = gateway.connect();
				TestClient other = gateway.connect()) {
			client.send("a\n");
			await().untilAsserted(() -> assertThat(this.targets.calls).hasValue(1));
			assertThat(other.request("b")).isEqualTo("ERR BUSY too many requests of this route are in flight");
			this.targets.release.countDown();
			assertThat(client.readLine()).isEqualTo("held a");
			await().untilAsserted(() -> assertThat(other.request("c")).isEqualTo("held c"));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "virtual", "pool" })
	void theContextOfAHandlerIsThatOfItsRequest(String threads) throws IOException {
		ContextRegistry.getInstance().registerThreadLocalAccessor(KEY, REGISTERED);
		try (TestGateway gateway = start("context", "timeout: 10s", ".executor.type=" + threads);
				TestClient client = gateway.connect()) {
			assertThat(client.request("a"))
				.matches("\\{sluice.connection=.+, sluice.listener=test, sluice.route=it, trace=1}, registered, "
						+ "observed, sluice-test-it-\\d+");
		}
		finally {
			ContextRegistry.getInstance().removeThreadLocalAccessor(KEY);
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					timeout: 31s                                     | timeout           | to the listener's 'request-timeout', which is 30s
					timeout: 0s                                      | timeout           | from 1ms
					retry: { attempts: 1 }                           | retry.attempts    | from 2 to 20
					retry: { backoff: -1s }                          | retry.backoff     | from 0s
					retry: { retry-on: [unavailable, often] }        | retry.retry-on[1] | one of: unavailable, unanswered, 5xx
					retry: { retry-on: [unanswered] }                | retry.retry-on[0] | set 'idempotent: true'
					retry: {}                                        | retry             | It is empty
					retry: { retries: 2 }                            | retry.retries     | attempts
					circuit-breaker: { failure-rate: 101 }           | circuit-breaker.failure-rate | from 1 to 100 percent
					circuit-breaker: { window: 0 }                   | circuit-breaker.window | from 1 to 10000
					circuit-breaker: { open-for: 0s }                | circuit-breaker.open-for | at least 1ms
					max-in-flight: 0                                 | max-in-flight     | from 1 to
					fallback: nowhere                                | fallback          | Known are
					fallback: scripted                               | fallback          | another target than 'to'
					""")
	void aPolicyThatCannotHoldFailsTheStart(String policy, String key, String remedy, CapturedOutput output) {
		assertThatException().isThrownBy(() -> start("scripted", policy).close());
		assertThat(output.getAll())
			.contains("APPLICATION FAILED TO START", "sluice.listeners.test.routes[1]." + key, remedy)
			.doesNotContain("\tat ");
	}

	@Test
	void aRouteWithoutATargetHasNoPolicy(CapturedOutput output) {
		assertThatException().isThrownBy(() -> TestGateway
			.start(Targets.class, ".routes[0].name=it", ".routes[0].reply.text=ok", ".routes[0].timeout=1s")
			.close());
		assertThat(output.getAll()).contains("sluice.listeners.test.routes[0].to", "needs a target");
	}

	@Test
	void attemptsThatTakeLongerThanTheRequestAreWarnedOf(CapturedOutput output) throws IOException {
		start("scripted", "timeout: 10s, retry: { attempts: 3, backoff: 1s }").close();
		assertThat(output.getAll()).contains("'sluice.listeners.test.routes[1]': its attempts", "33s", "30s");
	}

	static class Targets {

		final BlockingQueue<Supplier<String>> script = new LinkedBlockingQueue<>();

		final BlockingQueue<Message<?>> requests = new LinkedBlockingQueue<>();

		final AtomicInteger calls = new AtomicInteger();

		final CountDownLatch release = new CountDownLatch(1);

		final CountDownLatch interrupted = new CountDownLatch(1);

		@TcpHandler("scripted")
		String scripted(String text) {
			this.calls.incrementAndGet();
			Supplier<String> next = this.script.poll();
			return ((next != null) ? next.get() : "ok") + " " + text;
		}

		@TcpHandler("other")
		String other(String text) {
			return "other " + text;
		}

		@TcpHandler("held")
		String held(String text) throws InterruptedException {
			this.calls.incrementAndGet();
			this.release.await();
			return "held " + text;
		}

		@TcpHandler("hanging")
		String hanging() throws InterruptedException {
			this.calls.incrementAndGet();
			this.release.await();
			return "never";
		}

		@TcpHandler("stubborn")
		String stubborn() {
			while (true) {
				try {
					this.release.await();
					return "late";
				}
				catch (InterruptedException ex) {
					this.interrupted.countDown();
				}
			}
		}

		@TcpHandler("context")
		String context() {
			Map<String, String> mdc = new TreeMap<>(MDC.getCopyOfContextMap());
			Observation observation = ObservationRegistry.create().getCurrentObservation();
			return "%s, %s, %s, %s".formatted(mdc, REGISTERED.get(),
					(observation != null) ? observation.getContext().getName() : null,
					Thread.currentThread().getName());
		}

		@Bean
		RequestObserver observer() {
			return (request) -> new RequestObserver.Observed() {

				@Override
				public RequestObserver.Scope enter() {
					MDC.put("trace", "1");
					REGISTERED.set("registered");
					ObservationRegistry registry = ObservationRegistry.create();
					registry.observationConfig().observationHandler((context) -> true);
					Observation.Scope scope = Observation.start("observed", registry).openScope();
					return () -> {
						scope.close();
						REGISTERED.remove();
						MDC.clear();
					};
				}

			};
		}

		@Bean
		IntegrationFlow silent() {
			return (flow) -> flow.handle((message) -> this.requests.add(message));
		}

		@Bean
		IntegrationFlow otherFlow() {
			return (flow) -> flow.channel((channels) -> channels.executor(Thread::startVirtualThread))
				.<byte[], String>transform((bytes) -> "other " + new String(bytes, StandardCharsets.UTF_8));
		}

	}

}

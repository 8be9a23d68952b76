package io.sluice.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

import io.micrometer.context.ContextRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.sluice.TcpHandler;
import io.sluice.routing.Route;
import io.sluice.routing.RoutingHandler;
import io.sluice.spi.RequestObserver;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;

import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;
import org.springframework.integration.dsl.IntegrationFlow;
import org.springframework.integration.ip.IpHeaders;
import org.springframework.integration.ip.tcp.connection.TcpConnectionOpenEvent;
import org.springframework.messaging.handler.annotation.Header;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What application code finds on its thread, and what it may leave there.
 */
class HandlerContextTests {

	private static final String KEY = "io.sluice.test";

	private static final String CLEAN = "null null null";

	private static final ThreadLocal<String> REGISTERED = new ThreadLocal<>();

	@BeforeEach
	void register() {
		ContextRegistry.getInstance().registerThreadLocalAccessor(KEY, REGISTERED);
		Handlers.FOUND.clear();
	}

	@AfterEach
	void deregister() {
		ContextRegistry.getInstance().removeThreadLocalAccessor(KEY);
	}

	@ParameterizedTest
	@ValueSource(strings = { "mdc", "flow" })
	void mdcNamesListenerConnectionAndRoute(String target) throws IOException {
		try (TestGateway gateway = start(target, "virtual"); TestClient client = gateway.connect()) {
			assertThat(client.request("hello")).matches("\\{sluice.connection=.+, sluice.listener=test, "
					+ "sluice.route=" + target + "}, sluice.connection is the id: true");
		}
	}

	@ParameterizedTest
	@CsvSource({ "dirty, virtual", "dirty, pool", "failing, virtual", "failing, pool", "erring, virtual",
			"erring, pool", "hanging, virtual", "hanging, pool", "dirtyFlow, virtual", "dirtyFlow, pool" })
	void nothingThatApplicationCodeSetsIsSeenByTheNextRequest(String target, String executor) throws IOException {
		try (TestGateway gateway = start(target, executor)) {
			for (int i = 0; i < 2; i++) {
				try (TestClient client = gateway.connect()) {
					for (int request = 0; request < 3; request++) {
						client.request("hello");
					}
					client.endOutput().readToEnd();
				}
			}
		}
		assertThat(Handlers.FOUND).hasSize(6).containsOnly(CLEAN);
	}

	@Test
	void nothingThatAListenerOfEventsSetsIsSeenByTheNextClientOfAPool() throws IOException {
		try (TestGateway gateway = TestGateway.start(Listeners.class, ".routes[0].to=echo", ".executor.type=pool",
				".executor.max-threads=1")) {
			for (int i = 0; i < 3; i++) {
				try (TestClient client = gateway.connect()) {
					assertThat(client.request("hello")).isEqualTo("hello");
					client.endOutput().readToEnd();
				}
			}
			assertThat(Listeners.OPENED).containsExactly(CLEAN, CLEAN, CLEAN);
		}
	}

	@Test
	void whatWasThereBeforeIsThereAfterwards() throws IOException {
		try (TestGateway gateway = TestGateway.start(Prepared.class, ".routes[0].to=dirty");
				TestClient client = gateway.connect()) {
			assertThat(client.request("hello")).isEqualTo("done");
			assertThat(client.request("hello")).isEqualTo("done");
			assertThat(Prepared.LEFT).containsExactly("{before=here} here null", "{before=here} here null");
		}
	}

	@Test
	void threadLocalThatCannotBeReadIsIgnored() throws IOException {
		ContextRegistry.getInstance().registerThreadLocalAccessor("io.sluice.failing", () -> {
			throw new AssertionError("as asked");
		}, (value) -> {
		}, () -> {
		});
		try (TestGateway gateway = start("mdc", "virtual"); TestClient client = gateway.connect()) {
			assertThat(client.request("hello")).startsWith("{sluice.connection=");
			assertThat(client.request("hello")).startsWith("{sluice.connection=");
		}
		finally {
			ContextRegistry.getInstance().removeThreadLocalAccessor("io.sluice.failing");
		}
	}

	@Test
	void onlyWhatIsTheApplicationsHasAContext() {
		try (TestGateway gateway = TestGateway.start(Handlers.class, ".routes[0].to=echo", ".routes[1].to=discard",
				".routes[2].to=mdc", ".routes[3].to=flow")) {
			List<Route> routes = gateway.context().getBean(RoutingHandler.class).getTable().routes();
			assertThat(routes).extracting((route) -> route.target().channel().getClass().getSimpleName())
				.containsExactly("RequestChannel", "RequestChannel", "ContextualChannel", "ContextualChannel");
		}
	}

	private static TestGateway start(String target, String executor) {
		List<String> properties = new ArrayList<>(
				List.of(".routes[0].to=" + target, ".request-timeout=300ms", ".executor.type=" + executor));
		if (executor.equals("pool")) {
			properties.add(".executor.max-threads=1");
		}
		return TestGateway.start(Handlers.class, properties.toArray(String[]::new));
	}

	/** What the thread holds now. */
	private static String look() {
		return Stream
			.of(MDC.getCopyOfContextMap(), REGISTERED.get(), ObservationRegistry.create().getCurrentObservationScope())
			.map(String::valueOf)
			.reduce((left, right) -> left + " " + right)
			.orElseThrow();
	}

	private static String mdc(@Nullable Object connectionId) {
		Map<String, String> mdc = new TreeMap<>(MDC.getCopyOfContextMap());
		return mdc + ", sluice.connection is the id: " + mdc.get("sluice.connection").equals(connectionId);
	}

	@SuppressWarnings("MustBeClosedChecker")
	private static void soil() {
		MDC.put("user", "somebody");
		REGISTERED.set("somebody");
		Observation.start("outer", ObservationRegistry.create()).openScope();
		ObservationRegistry registry = ObservationRegistry.create();
		registry.observationConfig().observationHandler((context) -> true);
		Observation.start("left open", registry).openScope();
	}

	static class Handlers {

		private static final Queue<String> FOUND = new ConcurrentLinkedQueue<>();

		@Bean
		RequestObserver observer() {
			return (request) -> {
				FOUND.add(look());
				return RequestObserver.Observed.NOTHING;
			};
		}

		@TcpHandler("mdc")
		String showMdc(@Header(IpHeaders.CONNECTION_ID) String id) {
			return mdc(id);
		}

		@Bean
		IntegrationFlow flow() {
			return (flow) -> flow.handle((payload, headers) -> mdc(headers.get(IpHeaders.CONNECTION_ID)));
		}

		@TcpHandler("dirty")
		String dirty() {
			soil();
			return "done";
		}

		@TcpHandler("failing")
		String failing() {
			soil();
			throw new IllegalStateException("as asked");
		}

		@TcpHandler("erring")
		String erring() {
			soil();
			throw new AssertionError("as asked");
		}

		@TcpHandler("hanging")
		String hanging() throws InterruptedException {
			soil();
			new CountDownLatch(1).await();
			return "";
		}

		@Bean
		IntegrationFlow dirtyFlow() {
			return (flow) -> flow.handle((payload, headers) -> {
				soil();
				return new String((byte[]) payload, StandardCharsets.UTF_8);
			});
		}

	}

	static class Listeners {

		private static final Queue<String> OPENED = new ConcurrentLinkedQueue<>();

		@EventListener
		void open(TcpConnectionOpenEvent event) {
			OPENED.add(look());
			soil();
		}

	}

	/** Sets something for the time of a request, as an observer may. */
	static class Prepared {

		private static final Queue<String> LEFT = new ConcurrentLinkedQueue<>();

		@Bean
		RequestObserver observer() {
			return (request) -> new RequestObserver.Observed() {

				@Override
				public RequestObserver.Scope enter() {
					MDC.put("before", "here");
					REGISTERED.set("here");
					return () -> {
						LEFT.add(look());
						MDC.clear();
						REGISTERED.remove();
					};
				}

			};
		}

		@TcpHandler("dirty")
		String dirty() {
			soil();
			MDC.remove("before");
			return "done";
		}

	}

}

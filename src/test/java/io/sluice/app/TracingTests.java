package io.sluice.app;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.common.KeyValues;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.GlobalObservationConvention;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationFilter;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.ReceiverContext;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.sluice.TcpHandler;
import io.sluice.actuate.metrics.ObservationRequestObserver;
import io.sluice.listener.SluiceServerConnectionFactory;
import io.sluice.spi.RequestObserver;
import io.sluice.support.ActuatorClient;
import io.sluice.support.TestClient;
import io.sluice.support.TestHttpServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.EventListener;
import org.springframework.integration.ip.tcp.connection.TcpConnectionCloseEvent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A span for every request, where somebody receives spans.
 */
class TracingTests {

	private static final String SAMPLED = "management.tracing.sampling.probability=1.0";

	/** For those who look at endpoints. */
	private static final String WEB = "spring.main.web-application-type=servlet";

	/** Of all tests that need no other settings. */
	private static ConfigurableApplicationContext shared;

	/** How many clients it had. */
	private static int connected;

	private ConfigurableApplicationContext context;

	@AfterEach
	void stop() {
		if (this.context != shared) {
			this.context.close();
		}
	}

	@AfterAll
	static void stopShared() {
		if (shared != null) {
			shared.close();
		}
	}

	@Test
	void nobodyFollowsRequestsUnlessItIsSwitchedOn() {
		start();
		assertThat(this.context.getBeanProvider(RequestObserver.class).stream()).isEmpty();
	}

	@Test
	void requestIsASpanWithListenerRouteAndOutcome() throws IOException {
		startShared();
		ask("PING", "PONG");
		SpanData span = spans().peek();
		assertThat(span.getName()).isEqualTo("demo ping");
		assertThat(span.getKind()).isEqualTo(SpanKind.SERVER);
		assertThat(attributes(span)).contains("listener=demo", "route=ping", "outcome=ok", "client.address=127.0.0.1")
			.anyMatch((attribute) -> attribute.startsWith("sluice.connection="));
		assertThat(span.getStatus().getStatusCode()).isNotEqualTo(StatusCode.ERROR);
	}

	@Test
	void spanHasTheNameOfTheSessionAndNoMeterHasIt() throws IOException {
		startCollecting(SAMPLED, WEB, "sluice.listeners.demo.identity.by=message",
				"sluice.listeners.demo.identity.extract.regex=^LOGIN (.*)");
		try (TestClient client = connect()) {
			assertThat(client.request("PING")).isEqualTo("PONG");
			assertThat(client.request("LOGIN device-7")).isEqualTo("LOGIN device-7");
			assertThat(client.request("PING")).isEqualTo("PONG");
		}
		assertThat(spans())
			.extracting((span) -> attributes(span).filter((each) -> each.startsWith("sluice.identity")).toList())
			.containsExactly(List.of(), List.of("sluice.identity=device-7"), List.of("sluice.identity=device-7"));
		assertThat(this.context.getBean(MeterRegistry.class).getMeters())
			.noneMatch((meter) -> meter.getId().toString().contains("device-7"))
			.noneMatch(
					(meter) -> meter.getId().getTags().stream().anyMatch((tag) -> tag.getKey().contains("identity")));
		try (ActuatorClient actuator = new ActuatorClient(this.context)) {
			assertThat(actuator.text("/prometheus", "application/openmetrics-text;version=1.0.0"))
				.contains("sluice_requests_seconds_bucket")
				.doesNotContain("device-7");
		}
	}

	@Test
	void failedRequestIsAFailedSpan() throws IOException {
		startShared();
		ask("{", "ERR BAD_PAYLOAD the payload cannot be read");
		SpanData span = spans().peek();
		assertThat(attributes(span)).contains("route=sum", "outcome=bad_payload");
		assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
	}

	@Test
	void timeoutIsASpanToo() throws IOException {
		startShared();
		try (TestClient client = connect("hasty")) {
			assertThat(client.request("slow")).isEqualTo("ERR TIMEOUT no reply within 200ms");
		}
		assertThat(attributes(spans().peek())).contains("route=slow", "outcome=timeout");
	}

	@Test
	void handlerRunsInsideTheSpanOfItsRequest() throws IOException {
		startShared();
		try (TestClient client = connect()) {
			String first = client.request("hello");
			String second = client.request("hello");
			assertThat(spans()).extracting(SpanData::getTraceId).containsExactly(first, second).doesNotHaveDuplicates();
		}
	}

	@Test
	void requestToAnHttpUpstreamCarriesTheTraceOfTheRequest() throws IOException {
		try (TestHttpServer server = new TestHttpServer(TestHttpServer.answering(200, "taken"))) {
			startCollecting(SAMPLED, "management.tracing.export.enabled=true",
					"sluice.upstreams.pricing.url=" + server.url(), "sluice.listeners.demo.routes[0].to=pricing");
			ask("hello", "taken");
			assertThat(server.asked().element().headers().getFirst("traceparent"))
				.contains(spans().element().getTraceId());
		}
	}

	@Test
	void nothingOfARequestIsLeftOnItsConnectionsThread() throws IOException {
		startShared();
		assertNothingIsLeft();
	}

	@ParameterizedTest
	@ValueSource(strings = { "start", "scope opened", "scope closed", "stop", "error", "convention", "filter" })
	void observationHandlerThatFailsIsIgnored(String place) throws IOException {
		startShared();
		this.context.getBean(Failing.class).place = place;
		assertNothingIsLeft();
	}

	private void assertNothingIsLeft() throws IOException {
		try (TestClient client = connect("hasty")) {
			assertThat(client.request("hello")).doesNotStartWith("ERR TIMEOUT").isNotEqualTo(client.request("hello"));
			assertThat(client.request("slow")).isEqualTo("ERR TIMEOUT no reply within 200ms");
			assertThat(client.request("hello")).doesNotStartWith("ERR TIMEOUT");
		}
		assertThat(awaitEnds().getLast()).isEqualTo("null null null");
	}

	@Test
	void samplingIsHonoured() throws IOException {
		startCollecting("management.tracing.sampling.probability=0.0");
		ask("PING", "PONG");
		assertThat(spans()).isEmpty();
	}

	@Test
	void observationsAreNotTimedBesideTheRequests() throws IOException {
		startCollecting(SAMPLED);
		ask("PING", "PONG");
		MeterRegistry registry = this.context.getBean(MeterRegistry.class);
		assertThat(registry.get("sluice.requests").timer().count()).isOne();
		assertThat(registry.getMeters()).noneMatch((meter) -> meter.getId().getName().startsWith("sluice.request."))
			.noneMatch((meter) -> meter.getId().getName().equals("sluice.request"));
	}

	@Test
	void bucketHasTheTraceOfARequestAsExemplar() throws IOException {
		startCollecting(SAMPLED, WEB);
		ask("PING", "PONG");
		try (ActuatorClient actuator = new ActuatorClient(this.context)) {
			String metrics = actuator.text("/prometheus", "application/openmetrics-text;version=1.0.0");
			assertThat(metrics.lines().filter((line) -> line.startsWith("sluice_requests_seconds_bucket")))
				.anyMatch((line) -> line.contains("trace_id=\"" + spans().peek().getTraceId() + "\""));
		}
	}

	@Test
	void spansGoToACollector() throws IOException {
		Queue<String> received = new ConcurrentLinkedQueue<>();
		HttpServer collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		collector.createContext("/v1/traces", (exchange) -> receive(exchange, received));
		collector.start();
		try {
			start(SAMPLED, "management.tracing.export.enabled=true",
					"management.opentelemetry.tracing.export.otlp.endpoint=http://127.0.0.1:%d/v1/traces"
						.formatted(collector.getAddress().getPort()));
			ask("PING", "PONG");
			this.context.getBean(SdkTracerProvider.class).forceFlush();
			await().until(() -> received.stream().anyMatch((spans) -> spans.contains("demo ping")));
		}
		finally {
			collector.stop(0);
		}
	}

	private static void receive(HttpExchange exchange, Queue<String> received) throws IOException {
		try (exchange) {
			// the protocol's strings are text; compression is off unless set
			received.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
			exchange.sendResponseHeaders(200, -1);
		}
	}

	/**
	 * With an exporter that keeps the spans, a route to each handler, and nothing of the
	 * tests before.
	 */
	private void startShared() {
		if (shared == null) {
			startCollecting(SAMPLED, "sluice.listeners.demo.routes[0].to=ping",
					"sluice.listeners.demo.routes[0].when.equals=PING", "sluice.listeners.demo.routes[1].to=sum",
					"sluice.listeners.demo.routes[1].when.starts-with={", "sluice.listeners.demo.routes[2].to=trace",
					"sluice.listeners.hasty.port=0", "sluice.listeners.hasty.request-timeout=200ms",
					"sluice.listeners.hasty.routes[0].to=slow", "sluice.listeners.hasty.routes[0].when.equals=slow",
					"sluice.listeners.hasty.routes[1].to=trace");
			shared = this.context;
		}
		this.context = shared;
		this.context.getBean(Failing.class).place = "nowhere";
		awaitEnds();
		spans().clear();
	}

	/** Every client has ended, and so has the thread of its connection. */
	private List<String> awaitEnds() {
		List<String> found = this.context.getBean(ThreadContextRecorder.class).found;
		await().until(() -> found.size() == connected);
		return found;
	}

	private void start(String... properties) {
		start(RunningApplication.application(), properties);
	}

	/**
	 * With an exporter that keeps the spans.
	 */
	private void startCollecting(String... properties) {
		SpringApplication application = RunningApplication.application();
		application
			.addPrimarySources(List.of(Spans.class, TracedHandlers.class, ThreadContextRecorder.class, Failing.class));
		start(application, properties);
	}

	private void start(SpringApplication application, String... properties) {
		List<String> settings = new ArrayList<>(
				List.of("server.port=0", "sluice.listeners.demo.port=0", "logging.level.root=warn"));
		settings.addAll(List.of(properties));
		if (!settings.contains(WEB)) {
			settings.add("spring.main.web-application-type=none");
		}
		this.context = application.run(settings.stream().map((property) -> "--" + property).toArray(String[]::new));
	}

	private TestClient connect() {
		return connect("demo");
	}

	private TestClient connect(String listener) {
		if (this.context == shared) {
			connected++;
		}
		return new TestClient(
				this.context.getBean("sluice." + listener + ".connections", SluiceServerConnectionFactory.class)
					.getPort());
	}

	private void ask(String request, String reply) throws IOException {
		try (TestClient client = connect()) {
			assertThat(client.request(request)).isEqualTo(reply);
		}
	}

	/**
	 * Those of requests on listeners, in the order in which they ended.
	 */
	private Queue<SpanData> spans() {
		this.context.getBean(SdkTracerProvider.class).forceFlush().join(1, TimeUnit.MINUTES);
		return this.context.getBean(Spans.class).ofRequests;
	}

	private static Stream<String> attributes(SpanData span) {
		return span.getAttributes().asMap().entrySet().stream().map((each) -> each.getKey() + "=" + each.getValue());
	}

	/**
	 * Keeps the spans of requests on listeners, and not those of the HTTP server.
	 */
	static class Spans implements SpanExporter {

		private final Queue<SpanData> ofRequests = new ConcurrentLinkedQueue<>();

		@Override
		public CompletableResultCode export(Collection<SpanData> spans) {
			spans.stream().filter((span) -> span.getName().matches("(demo|hasty) .*")).forEach(this.ofRequests::add);
			return CompletableResultCode.ofSuccess();
		}

		@Override
		public CompletableResultCode flush() {
			return CompletableResultCode.ofSuccess();
		}

		@Override
		public CompletableResultCode shutdown() {
			return CompletableResultCode.ofSuccess();
		}

	}

	/**
	 * Looks at a connection's thread when it has ended.
	 */
	static class ThreadContextRecorder {

		private final Tracer tracer;

		private final ObservationRegistry registry;

		private final List<String> found = new CopyOnWriteArrayList<>();

		ThreadContextRecorder(Tracer tracer, ObservationRegistry registry) {
			this.tracer = tracer;
			this.registry = registry;
		}

		@EventListener
		void record(TcpConnectionCloseEvent event) {
			this.found.add(MDC.getCopyOfContextMap() + " " + this.tracer.currentSpan() + " "
					+ this.registry.getCurrentObservation());
		}

	}

	/**
	 * Takes part in the observation of requests, and fails at one place.
	 */
	static class Failing implements ObservationHandler<ReceiverContext<?>>,
			GlobalObservationConvention<ReceiverContext<?>>, ObservationFilter {

		private volatile String place = "nowhere";

		private void failAt(String here) {
			if (here.equals(this.place)) {
				throw new IllegalStateException("as asked");
			}
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return context instanceof ReceiverContext && ObservationRequestObserver.NAME.equals(context.getName());
		}

		@Override
		public void onStart(ReceiverContext<?> context) {
			failAt("start");
		}

		@Override
		public void onScopeOpened(ReceiverContext<?> context) {
			failAt("scope opened");
		}

		@Override
		public void onScopeClosed(ReceiverContext<?> context) {
			failAt("scope closed");
		}

		@Override
		public void onStop(ReceiverContext<?> context) {
			failAt("stop");
		}

		@Override
		public void onError(ReceiverContext<?> context) {
			failAt("error");
		}

		@Override
		public KeyValues getLowCardinalityKeyValues(ReceiverContext<?> context) {
			failAt("convention");
			return KeyValues.empty();
		}

		@Override
		public Observation.Context map(Observation.Context context) {
			failAt("filter");
			return context;
		}

	}

	static class TracedHandlers {

		private final Tracer tracer;

		TracedHandlers(Tracer tracer) {
			this.tracer = tracer;
		}

		@TcpHandler("trace")
		String trace() {
			Span span = this.tracer.currentSpan();
			String traceId = (span != null) ? span.context().traceId() : null;
			assertThat(MDC.get("traceId")).isEqualTo(traceId);
			assertThat(MDC.get("sluice.route")).isEqualTo("trace");
			return (traceId != null) ? traceId : "untraced " + System.nanoTime();
		}

		@TcpHandler("slow")
		void slow() throws InterruptedException {
			new CountDownLatch(1).await();
		}

	}

}

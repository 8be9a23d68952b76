package io.sluice.autoconfigure;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Set;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Tracer;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.sluice.TcpHandler;
import io.sluice.listener.SluiceServerConnectionFactory;
import io.sluice.spi.RequestObserver;
import io.sluice.spi.TcpAuthenticationConverter;
import io.sluice.support.TestClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.aop.support.AopUtils;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.integration.autoconfigure.IntegrationAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

/**
 * The plain jar in somebody else's application.
 */
class StarterTests {

	private static final String[] LISTENER = { "sluice.listeners.orders.port=0",
			"sluice.listeners.orders.address=127.0.0.1", "sluice.listeners.orders.routes[0].to=orders" };

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(IntegrationAutoConfiguration.class, SluiceAutoConfiguration.class,
				SluiceContextAutoConfiguration.class, SluiceEndpointAutoConfiguration.class,
				SluiceHealthAutoConfiguration.class, SluiceMetricsAutoConfiguration.class));

	@Test
	void nothingListensUnlessAListenerIsConfigured() {
		// such as those of another test's handler that ignores its interrupt
		Set<Thread> before = Thread.getAllStackTraces().keySet();
		this.runner.run((context) -> {
			assertThat(context).hasNotFailed()
				.doesNotHaveBean(SluiceServerConnectionFactory.class)
				.doesNotHaveBean("sampleHandlers");
			assertThat(Thread.getAllStackTraces().keySet()).filteredOn((thread) -> !before.contains(thread))
				.extracting(Thread::getName)
				.noneMatch((name) -> name.startsWith("sluice-"));
		});
	}

	@Test
	void beansBecomeServices() {
		this.runner.withUserConfiguration(Orders.class)
			.withPropertyValues(LISTENER)
			.run((context) -> assertThat(ask(context.getSourceApplicationContext(), "7")).isEqualTo("order 7"));
	}

	@Test
	void neitherActuatorNorValidationIsNeeded() {
		this.runner.withUserConfiguration(Orders.class)
			.withPropertyValues(LISTENER)
			.withClassLoader(new FilteredClassLoader("io.micrometer.core.instrument.",
					"org.springframework.boot.health", "org.springframework.boot.actuate", "jakarta.validation",
					"jakarta.servlet", "io.micrometer.context", "org.springframework.security"))
			.run((context) -> {
				assertThat(context).doesNotHaveBean(HealthIndicator.class).doesNotHaveBean(MeterRegistry.class);
				assertThat(ask(context.getSourceApplicationContext(), "7")).isEqualTo("order 7");
			});
	}

	@Test
	void listenersListenThoughBeansAreLazy() {
		this.runner.withUserConfiguration(Orders.class)
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.withPropertyValues(LISTENER)
			.run((context) -> assertThat(ask(context.getSourceApplicationContext(), "7")).isEqualTo("order 7"));
	}

	@Test
	void handlerMayBeAProxiedBean() {
		this.runner.withUserConfiguration(Proxied.class).withPropertyValues(LISTENER).run((context) -> {
			assertThat(AopUtils.isCglibProxy(context.getBean(Orders.class))).isTrue();
			assertThat(ask(context.getSourceApplicationContext(), "7")).isEqualTo("order 7");
		});
	}

	@Test
	void healthIndicatorOfTheApplicationReplacesThatOfSluice() {
		this.runner.withUserConfiguration(Orders.class, OwnHealth.class).withPropertyValues(LISTENER).run((context) -> {
			assertThat(context).hasNotFailed().hasSingleBean(HealthIndicator.class);
			assertThat(context.getBean(HealthIndicator.class).health().getDetails()).containsEntry("own", true);
		});
	}

	@Test
	void authenticationConverterOfTheApplicationReplacesThatOfSluice() {
		TcpAuthenticationConverter own = (request) -> null;
		this.runner.withBean(TcpAuthenticationConverter.class, () -> own)
			.run((context) -> assertThat(context).getBean(TcpAuthenticationConverter.class).isSameAs(own));
	}

	@Test
	void requestObserverOfTheApplicationReplacesThatOfTracing() {
		RequestObserver own = RequestObserver.NONE;
		MeterFilter timers = MeterFilter.accept();
		this.runner.withConfiguration(AutoConfigurations.of(SluiceTracingAutoConfiguration.class))
			.withBean(ObservationRegistry.class, ObservationRegistry::create)
			.withBean(Tracer.class, () -> Tracer.NOOP)
			.withBean(SpanExporter.class, () -> SpanExporter.composite())
			.withBean("sluiceObservationTimerFilter", MeterFilter.class, () -> timers)
			.withBean(RequestObserver.class, () -> own)
			.run((context) -> {
				assertThat(context).getBean(RequestObserver.class).isSameAs(own);
				assertThat(context).getBean(MeterFilter.class).isSameAs(timers);
			});
	}

	@Test
	void fullApplicationWithAWebServerShowsHealthAndMetrics() throws IOException {
		try (ConfigurableApplicationContext context = boot("server.port=0",
				"spring.main.web-application-type=servlet")) {
			assertThat(context).isInstanceOf(ServletWebServerApplicationContext.class);
			assertThat(ask(context, "7")).isEqualTo("order 7");
			HealthIndicator health = context.getBean("sluiceHealthIndicator", HealthIndicator.class);
			Map<String, Object> idle = Map.of("listening", true, "suspended", false, "port",
					listener(context).getPort(), "connections", 0);
			await().untilAsserted(() -> assertThat(health.health().getDetails()).containsEntry("orders", idle));
		}
	}

	@Test
	void fullApplicationWithoutAWebServerServesToo() throws IOException {
		try (ConfigurableApplicationContext context = boot("spring.main.web-application-type=none")) {
			assertThat(ask(context, "7")).isEqualTo("order 7");
		}
	}

	@ParameterizedTest
	@CsvSource({ "spring-web, org.springframework.web.context.WebApplicationContext",
			"spring-security|context-propagation|micrometer-tracing|opentelemetry, io.micrometer.context.ContextRegistry" })
	void fullApplicationServesWithoutALibrary(String jars, String absent) throws Exception {
		Thread thread = Thread.currentThread();
		ClassLoader before = thread.getContextClassLoader();
		try (URLClassLoader classes = new URLClassLoader(classPathWithout(jars),
				ClassLoader.getPlatformClassLoader())) {
			thread.setContextClassLoader(classes);
			assertThat(ClassUtils.isPresent(absent, classes)).isFalse();
			assertThat(apart(classes, "ask")).isEqualTo("order 7");
		}
		finally {
			thread.setContextClassLoader(before);
		}
	}

	/**
	 * Several statements about one application without spring-web, Spring Security and
	 * Spring Data Redis, because its classes take seconds to load.
	 */
	@Test
	void upstreamsAndClusterAreNotLoadedUnlessConfiguredAndNeedTheirLibraries() throws Exception {
		List<String> loaded = new CopyOnWriteArrayList<>();
		Thread thread = Thread.currentThread();
		ClassLoader before = thread.getContextClassLoader();
		try (URLClassLoader classes = new RecordingLoader(classPathWithout("spring-security|data-redis|lettuce"),
				loaded)) {
			thread.setContextClassLoader(classes);
			assertThat(ClassUtils.isPresent("org.springframework.security.core.Authentication", classes)).isFalse();
			assertThat(apart(classes, "ask")).isEqualTo("order 7");
			assertThat(loaded).contains(ListenerFactory.class.getName())
				.noneMatch((name) -> name.startsWith("io.sluice.upstream."))
				.noneMatch((name) -> name.startsWith("io.sluice.cluster."));
			assertThat(apart(classes, "failCluster")).contains("sluice.cluster.via",
					"needs the library 'org.springframework.boot:spring-boot-starter-data-redis'");
			assertThat(apart(classes, "fail")).contains("sluice.upstreams.pricing.url",
					"needs the library 'org.springframework:spring-web'");
		}
		finally {
			thread.setContextClassLoader(before);
		}
	}

	/** Calls a method of {@link Apart} with other classes than those of the tests. */
	private static String apart(ClassLoader classes, String method) throws ReflectiveOperationException {
		return (String) classes.loadClass(Apart.class.getName()).getMethod(method).invoke(null);
	}

	@Test
	void handlersHaveTheContextClassLoaderOfTheApplication() throws Exception {
		Thread thread = Thread.currentThread();
		ClassLoader before = thread.getContextClassLoader();
		try (URLClassLoader classes = new URLClassLoader("application", new URL[0], before)) {
			thread.setContextClassLoader(classes);
			try (ConfigurableApplicationContext context = boot("sluice.listeners.orders.routes[0].to=loader")) {
				assertThat(ask(context, "7")).isEqualTo("application");
			}
		}
		finally {
			thread.setContextClassLoader(before);
		}
	}

	private static URL[] classPathWithout(String jars) throws IOException {
		List<URL> urls = new ArrayList<>();
		for (String entry : StringUtils.delimitedListToStringArray(System.getProperty("java.class.path"),
				File.pathSeparator)) {
			Path path = Path.of(entry);
			if (!path.getFileName()
				.toString()
				.matches(".*(tomcat|servlet|webmvc|web-server|spring-web|" + jars + ").*")) {
				urls.add(path.toUri().toURL());
			}
		}
		return urls.toArray(URL[]::new);
	}

	@Test
	void poolOfAListenerTakesNoOtherExecutorsPlace() {
		try (ConfigurableApplicationContext context = boot("spring.main.web-application-type=none",
				"sluice.listeners.orders.executor.type=pool")) {
			assertThat(context.containsBean("sluice.orders.executor")).isTrue();
			assertThat(context.containsBean("applicationTaskExecutor")).isTrue();
		}
	}

	private static ConfigurableApplicationContext boot(String... properties) {
		return new SpringApplicationBuilder(Application.class).properties(LISTENER)
			.properties(properties)
			.properties("spring.main.banner-mode=off", "logging.level.root=warn", "server.port=0")
			.run();
	}

	private static String ask(ConfigurableApplicationContext context, String line) throws IOException {
		try (TestClient client = new TestClient(listener(context).getPort())) {
			String reply = client.request(line);
			client.endOutput().readToEnd();
			return reply;
		}
	}

	private static SluiceServerConnectionFactory listener(ConfigurableApplicationContext context) {
		return context.getBean(SluiceServerConnectionFactory.class);
	}

	/** Records the names of its classes. */
	private static final class RecordingLoader extends URLClassLoader {

		private final List<String> loaded;

		RecordingLoader(URL[] classPath, List<String> loaded) {
			super(classPath, ClassLoader.getPlatformClassLoader());
			this.loaded = loaded;
		}

		@Override
		protected Class<?> findClass(String name) throws ClassNotFoundException {
			this.loaded.add(name);
			return super.findClass(name);
		}

	}

	public static class Apart {

		public static String fail() {
			return catchThrowable(() -> boot("sluice.upstreams.pricing.url=http://pricing").close()).toString();
		}

		public static String failCluster() {
			return catchThrowable(() -> boot("sluice.cluster.via=redis").close()).toString();
		}

		public static String ask() throws IOException {
			try (ConfigurableApplicationContext context = boot()) {
				return StarterTests.ask(context, "7");
			}
		}

	}

	static class Orders {

		@TcpHandler("orders")
		public String order(String number) {
			return "order " + number;
		}

		@TcpHandler("loader")
		public String loader(String ignored) {
			return String.valueOf(Thread.currentThread().getContextClassLoader().getName());
		}

		@Async
		public void somethingElse() {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnHealth {

		@Bean
		HealthIndicator sluiceHealthIndicator() {
			return () -> Health.up().withDetail("own", true).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAsync(proxyTargetClass = true)
	static class Proxied {

		@Bean
		Orders orders() {
			return new Orders();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application extends Proxied {

	}

}

package io.sluice.support;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.sluice.autoconfigure.SluiceAutoConfiguration;
import io.sluice.autoconfigure.SluiceContextAutoConfiguration;
import io.sluice.autoconfigure.SluiceMetricsAutoConfiguration;
import io.sluice.connection.ConnectionResources;
import io.sluice.connection.ListenerContext;
import io.sluice.connection.RequestPolicy;
import io.sluice.listener.ListenerSetup;
import io.sluice.listener.SluiceServerConnectionFactory;
import io.sluice.spi.RequestGate;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.autoconfigure.availability.ApplicationAvailabilityAutoConfiguration;
import org.springframework.boot.autoconfigure.context.ConfigurationPropertiesAutoConfiguration;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.integration.autoconfigure.IntegrationAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.util.ReflectionTestUtils;

/**
 * An application with the starter and the given beans, on a free port. Its listener is
 * {@code test} unless the properties say otherwise.
 */
public final class TestGateway implements AutoCloseable {

	private static final Lock START = new ReentrantLock();

	private final ConfigurableApplicationContext context;

	/** Can still be read when the context has been closed. */
	private final MeterRegistry registry;

	private TestGateway(ConfigurableApplicationContext context) {
		this.context = context;
		this.registry = context.getBean(MeterRegistry.class);
	}

	/**
	 * Start an application.
	 * @param beans a configuration class, or a component
	 * @param properties lines as in a properties file; keys that begin with a dot are
	 * those of the listener {@code test}
	 */
	public static TestGateway start(Class<?> beans, String... properties) {
		SpringApplicationBuilder application = application(beans, properties);
		// where tests run beside one another: a start sets up the logging of the whole
		// JVM
		START.lock();
		try {
			return new TestGateway(application.run());
		}
		finally {
			START.unlock();
		}
	}

	/**
	 * Start an application with its endpoints over HTTP, on a free port.
	 * @param beans further beans
	 * @param properties as for {@link #start}
	 */
	public static ConfigurableApplicationContext startWithEndpoints(Class<?> beans, String... properties) {
		return application(beans, properties).web(WebApplicationType.SERVLET)
			.run("--server.port=0", "--server.address=127.0.0.1");
	}

	public static SpringApplicationBuilder application(Class<?> beans, String... properties) {
		Map<String, Object> all = new LinkedHashMap<>();
		all.put("spring.main.banner-mode", "off");
		all.put("logging.level.root", "warn");
		// or each start would look for files that are nowhere
		all.put("spring.config.location", "optional:file:target/none/");
		for (String property : properties) {
			int equals = property.indexOf('=');
			String key = property.substring(0, equals);
			if (key.startsWith(".")) {
				all.putIfAbsent("sluice.listeners.test.port", "0");
				all.putIfAbsent("sluice.listeners.test.address", "127.0.0.1");
				key = "sluice.listeners.test" + key;
			}
			all.put(key, property.substring(equals + 1));
		}
		return new SpringApplicationBuilder(Application.class, beans).web(WebApplicationType.NONE)
			.logStartupInfo(false)
			.initializers(SharedMetadata::join)
			.properties(all);
	}

	public ConfigurableApplicationContext context() {
		return this.context;
	}

	public SluiceServerConnectionFactory listener(String name) {
		return this.context.getBean("sluice." + name + ".connections", SluiceServerConnectionFactory.class);
	}

	/**
	 * Have the requests of connections that are accepted from now on pass another gate
	 * than the listener's limits.
	 */
	public void useGate(RequestGate gate) {
		change((context) -> {
			RequestPolicy requests = context.requests();
			return new ListenerContext(
					context.name(), context.protocol(), new RequestPolicy((client) -> gate, requests.outstanding(),
							requests.targets(), requests.mapper(), requests.pipeline()),
					context.sessions(), context.telemetry(), context.resources());
		});
	}

	/**
	 * Have the threads of quiet connections that are accepted from now on started in
	 * another way.
	 */
	public void useThreads(Executor threads) {
		change((context) -> new ListenerContext(context.name(), context.protocol(), context.requests(),
				context.sessions(), context.telemetry(),
				new ConnectionResources(context.resources().memory(), context.resources().flusher(), threads)));
	}

	private void change(UnaryOperator<ListenerContext> change) {
		SluiceServerConnectionFactory listener = listener("test");
		ListenerSetup setup = (ListenerSetup) ReflectionTestUtils.getField(listener, "setup");
		ReflectionTestUtils.setField(listener, "setup", new ListenerSetup(setup.endpoint(),
				change.apply(setup.context()), setup.acceptance(), setup.upkeep(), setup.shutdown()));
	}

	public int port() {
		return listener("test").getPort();
	}

	public TestClient connect() {
		return new TestClient(port());
	}

	/**
	 * How many requests ended like this.
	 */
	public long requests(String route, String outcome) {
		Timer timer = this.registry.find("sluice.requests").tags("route", route, "outcome", outcome).timer();
		return (timer != null) ? timer.count() : 0;
	}

	/**
	 * How many connections were closed for this reason.
	 */
	public long closed(String reason) {
		Timer timer = this.registry.find("sluice.connections").tags("close.reason", reason).timer();
		return (timer != null) ? timer.count() : 0;
	}

	/**
	 * How many connections were closed in all.
	 */
	public long closed() {
		return this.registry.find("sluice.connections").timers().stream().mapToLong(Timer::count).sum();
	}

	/**
	 * How long the connection was open that was open longest of those that were closed
	 * for this reason in the last minutes.
	 */
	public Duration longestOpen(String reason) {
		Timer timer = this.registry.get("sluice.connections").tags("close.reason", reason).timer();
		return Duration.ofNanos((long) timer.max(TimeUnit.NANOSECONDS));
	}

	/**
	 * How many clients were not let in for this reason.
	 */
	public double rejected(String reason) {
		Counter counter = this.registry.find("sluice.connections.rejected").tags("reason", reason).counter();
		return (counter != null) ? counter.count() : 0;
	}

	/**
	 * How often a timer was stopped.
	 */
	public long count(String timer, String... tags) {
		Timer found = this.registry.find(timer).tags(tags).timer();
		return (found != null) ? found.count() : 0;
	}

	/**
	 * The value of a gauge or counter.
	 */
	public double meter(String name, String... tags) {
		return this.registry.get(name).tags(tags).meter().measure().iterator().next().getValue();
	}

	/**
	 * The names of the meters that begin like this.
	 */
	public List<String> meters(String prefix) {
		return this.registry.getMeters()
			.stream()
			.map((meter) -> meter.getId().getName())
			.filter((name) -> name.startsWith(prefix))
			.toList();
	}

	@Override
	public void close() {
		this.context.close();
		resetLogLevels();
	}

	/** Or tests that start no application would have the levels of this one. */
	private void resetLogLevels() {
		LoggingSystem logging = LoggingSystem.get(getClass().getClassLoader());
		Binder.get(this.context.getEnvironment())
			.bind("logging.level", Bindable.mapOf(String.class, String.class))
			.orElse(Map.of())
			.keySet()
			.stream()
			.filter((logger) -> !logger.equals("root"))
			.forEach((logger) -> logging.setLogLevel(logger, null));
	}

	/**
	 * What a listener needs and no more, or a start would take twice the time. A test of
	 * something else enables all auto-configuration on its beans.
	 */
	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ AopAutoConfiguration.class, ApplicationAvailabilityAutoConfiguration.class,
			CompositeMeterRegistryAutoConfiguration.class, ConfigurationPropertiesAutoConfiguration.class,
			IntegrationAutoConfiguration.class, JacksonAutoConfiguration.class, LifecycleAutoConfiguration.class,
			MetricsAutoConfiguration.class, PropertyPlaceholderAutoConfiguration.class,
			SimpleMetricsExportAutoConfiguration.class, SluiceAutoConfiguration.class,
			SluiceContextAutoConfiguration.class, SluiceMetricsAutoConfiguration.class, SslAutoConfiguration.class,
			TaskExecutionAutoConfiguration.class, TaskSchedulingAutoConfiguration.class,
			ValidationAutoConfiguration.class })
	static class Application {

	}

}

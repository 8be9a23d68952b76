package io.sluice.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

import io.sluice.actuate.accesslog.QueuedAccessLog;
import io.sluice.admission.limits.ConnectionLimit;
import io.sluice.connection.ReplyFlusher;
import io.sluice.handler.context.ContextPart;
import io.sluice.handler.context.HandlerContext;
import io.sluice.listener.SluiceInboundGateway;
import io.sluice.listener.Sweeper;
import io.sluice.process.MemoryBudget;
import io.sluice.process.VitalThreadMonitor;
import io.sluice.socket.PollerGroup;
import io.sluice.session.SessionDirectory;
import io.sluice.spi.Redactor;
import io.sluice.telemetry.AccessEntry;
import io.sluice.telemetry.UpstreamMetrics;
import io.sluice.telemetry.UpstreamRoster;
import lombok.extern.slf4j.Slf4j;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.integration.autoconfigure.IntegrationAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.support.DefaultLifecycleProcessor;
import org.springframework.core.env.Environment;
import org.springframework.integration.dsl.IntegrationFlow;
import org.springframework.util.StringUtils;

/**
 * Auto-configuration of the gateway. It creates the listeners under
 * {@code sluice.listeners}. Beans that have threads are lazy, so without a listener no
 * thread is started.
 */
@Slf4j(topic = "io.sluice")
@AutoConfiguration(after = { IntegrationAutoConfiguration.class, JacksonAutoConfiguration.class },
		afterName = "org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration")
@EnableConfigurationProperties(SluiceProperties.class)
@Import({ SluiceListenerRegistrar.class, TcpUpstreamRegistrar.class, SluiceReloadConfiguration.class })
public final class SluiceAutoConfiguration {

	/** The time for the end of threads after the drain, such as interrupted handlers. */
	private static final Duration SHUTDOWN_MARGIN = Duration.ofSeconds(5);

	/** Spring Boot's properties of structured logging. */
	private static final List<String> STRUCTURED_FORMATS = List.of("logging.structured.format.console",
			"logging.structured.format.file");

	@Bean
	@Lazy
	MemoryBudget sluiceMemoryBudget(SluiceProperties properties) {
		return new MemoryBudget(MemoryLimit.bytes(properties.limits()));
	}

	/**
	 * If a thread ends that all connections depend on, liveness is set to broken, so that
	 * an orchestrator restarts the process.
	 */
	@Bean
	VitalThreadMonitor sluiceVitalThreads(ApplicationContext context) {
		VitalThreadMonitor threads = new VitalThreadMonitor();
		threads.setListener((name) -> AvailabilityChangeEvent.publish(context, LivenessState.BROKEN));
		return threads;
	}

	@Bean
	@Lazy
	Sweeper sluiceSweeper(MemoryBudget sluiceMemoryBudget, VitalThreadMonitor sluiceVitalThreads) {
		return new Sweeper(sluiceMemoryBudget, sluiceVitalThreads);
	}

	@Bean
	@Lazy
	PollerGroup sluicePollers(VitalThreadMonitor sluiceVitalThreads) {
		return new PollerGroup(sluiceVitalThreads);
	}

	@Bean
	@Lazy
	ReplyFlusher sluiceReplyFlusher(VitalThreadMonitor sluiceVitalThreads) {
		return new ReplyFlusher(sluiceVitalThreads);
	}

	@Bean
	@Lazy
	ConnectionLimit sluiceConnectionLimit(SluiceProperties properties) {
		return new ConnectionLimit(LimitChange.maxConnections(properties.limits()));
	}

	@Bean
	@Lazy
	UpstreamRoster sluiceUpstreamRoster(SluiceProperties properties, ObjectProvider<UpstreamMetricsFactory> metrics) {
		UpstreamRoster roster = new UpstreamRoster(
				metrics.getIfAvailable(() -> (upstream) -> UpstreamMetrics.NONE)::create);
		roster.require(UpstreamChecks.required(properties.upstreams()));
		return roster;
	}

	@Bean
	SessionDirectory sluiceSessions() {
		return new SessionDirectory();
	}

	/**
	 * Spring closes this bean after the listeners have stopped, so the log contains the
	 * last connections.
	 */
	@Bean
	@ConditionalOnBooleanProperty("sluice.access-log.enabled")
	QueuedAccessLog sluiceAccessLog(SluiceProperties properties, ObjectProvider<Redactor> redactors,
			Environment environment) {
		SluiceProperties.AccessLog settings = properties.accessLog();
		int payloadBytes = (int) settings.payload().toBytes();
		Redactor redactor = redactors.getIfAvailable();
		if (payloadBytes > 0 && redactor == null) {
			log.warn("'sluice.access-log.payload' is set and there is no Redactor bean: "
					+ "payloads are logged as they are. Define a Redactor bean to mask them");
		}
		QueuedAccessLog accessLog = new QueuedAccessLog(settings.per() == SluiceProperties.AccessLog.Per.REQUEST,
				payloadBytes, (redactor != null) ? redactor : (listener, route, payload) -> payload,
				isStructured(environment), skipFilter(settings.skip()));
		if (!accessLog.isOn()) {
			log.warn("'sluice.access-log.enabled' is set, but the logger '{}' is not at INFO; "
					+ "set 'logging.level.{}' to 'info'", QueuedAccessLog.LOGGER, QueuedAccessLog.LOGGER);
		}
		return accessLog;
	}

	private static Predicate<AccessEntry> skipFilter(List<SluiceProperties.AccessLog.Skip> skip) {
		return skip.contains(SluiceProperties.AccessLog.Skip.EMPTY) ? AccessEntry::isEmpty : (entry) -> false;
	}

	/**
	 * Whether Spring Boot writes the log as JSON. An entry in JSON would appear there as
	 * an escaped string.
	 */
	private static boolean isStructured(Environment environment) {
		return STRUCTURED_FORMATS.stream().anyMatch((key) -> StringUtils.hasText(environment.getProperty(key)));
	}

	/**
	 * Makes Spring wait for the stop of the listeners for twice as long as their own
	 * timeouts: pauses of the process are no part of these.
	 */
	@Bean
	SmartInitializingSingleton sluiceShutdownTime(SluiceProperties properties, Environment environment,
			ObjectProvider<DefaultLifecycleProcessor> lifecycle) {
		Duration total = ShutdownFactory.create(properties, environment).total();
		long millis = total.multipliedBy(2).plus(SHUTDOWN_MARGIN).toMillis();
		return () -> lifecycle
			.ifAvailable((processor) -> processor.setTimeoutForShutdownPhase(SluiceInboundGateway.PHASE, millis));
	}

	@Bean
	@Lazy
	HandlerContext sluiceHandlerContext(ObjectProvider<ContextPart> parts) {
		return new HandlerContext(parts.orderedStream().toList());
	}

	@Bean
	ListenerFactory sluiceListenerFactory(SluiceProperties properties, BeanFactory beanFactory) {
		return new ListenerFactory(properties, beanFactory);
	}

	/**
	 * For upstreams, whose bean registrar gets no bean factory.
	 */
	@Bean
	@Lazy
	FramingBeans sluiceFramingBeans(BeanFactory beanFactory) {
		return new FramingBeans(beanFactory);
	}

	@Bean
	@Lazy
	LeaseFactory sluiceLeaseFactory(SluiceProperties properties, BeanFactory beanFactory) {
		return new LeaseFactory(beanFactory, properties.cluster());
	}

	@Bean
	RouteInitializer sluiceRouteInitializer(SluiceProperties properties, ConfigurableListableBeanFactory beanFactory) {
		return new RouteInitializer(properties, beanFactory);
	}

	@Bean
	CompletionCheck sluiceCompletionCheck(SluiceProperties properties, ConfigurableListableBeanFactory beanFactory) {
		return new CompletionCheck(properties, beanFactory);
	}

	/**
	 * Listeners start with the application, even if other beans are lazy.
	 */
	@Bean
	static LazyInitializationExcludeFilter sluiceEagerBeans() {
		return LazyInitializationExcludeFilter.forBeanTypes(RouteInitializer.class, CompletionCheck.class,
				SluiceInboundGateway.class, IntegrationFlow.class);
	}

}

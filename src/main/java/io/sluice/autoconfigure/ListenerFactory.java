package io.sluice.autoconfigure;

import java.net.InetAddress;
import java.util.function.Function;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;

import javax.net.ServerSocketFactory;

import io.sluice.actuate.accesslog.QueuedAccessLog;
import io.sluice.admission.limits.Admission;
import io.sluice.admission.limits.AdmittingServerSocketFactory;
import io.sluice.admission.limits.ConnectionLimit;
import io.sluice.admission.limits.ConnectionThreadPool;
import io.sluice.admission.limits.DialingServerSocketFactory;
import io.sluice.admission.limits.LeasedGates;
import io.sluice.admission.limits.RequestLimiter;
import io.sluice.admission.limits.Suspension;
import io.sluice.connection.ConnectionResources;
import io.sluice.connection.ErrorHandling;
import io.sluice.connection.Lifetime;
import io.sluice.connection.ListenerContext;
import io.sluice.connection.OutstandingRequestTracker;
import io.sluice.connection.PipelinePolicy;
import io.sluice.connection.Protocol;
import io.sluice.connection.ReplyFlusher;
import io.sluice.connection.RequestPolicy;
import io.sluice.connection.TargetPolicy;
import io.sluice.connection.Timeouts;
import io.sluice.handler.PayloadConverter;
import io.sluice.handler.PayloadMapper;
import io.sluice.handler.context.HandlerContext;
import io.sluice.listener.Acceptance;
import io.sluice.listener.Endpoint;
import io.sluice.listener.ListenerSetup;
import io.sluice.listener.SluiceInboundGateway;
import io.sluice.listener.SluiceServerConnectionFactory;
import io.sluice.listener.Sweeper;
import io.sluice.listener.Upkeep;
import io.sluice.process.Lease;
import io.sluice.process.MemoryBudget;
import io.sluice.process.VitalThreadMonitor;
import io.sluice.routing.RoutingHandler;
import io.sluice.session.ListenerSessions;
import io.sluice.session.PushPolicy;
import io.sluice.session.SessionDirectory;
import io.sluice.session.SessionPolicy;
import io.sluice.socket.AcceptedOptions;
import io.sluice.socket.PollerGroup;
import io.sluice.spi.ConnectionOpener;
import io.sluice.spi.Framing;
import io.sluice.spi.RequestGate;
import io.sluice.spi.RequestObserver;
import io.sluice.spi.TcpErrorReply;
import io.sluice.telemetry.AccessLog;
import io.sluice.telemetry.EventMemory;
import io.sluice.telemetry.ListenerMetrics;
import io.sluice.telemetry.ListenerTelemetry;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.core.env.Environment;
import org.springframework.integration.dsl.IntegrationFlow;
import org.springframework.messaging.MessageChannel;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

/**
 * Creates the parts of a listener, in the order in which a message passes them.
 */
final class ListenerFactory {

	/**
	 * The number of requests of a session that wait while the one before them is handled.
	 */
	private static final int MAX_WAITING = 64;

	private final SluiceProperties properties;

	private final BeanFactory beans;

	private final Map<String, ListenerLimits> limits = new ConcurrentHashMap<>();

	ListenerFactory(SluiceProperties properties, BeanFactory beans) {
		this.properties = properties;
		this.beans = beans;
		SettingsReader.check(properties);
	}

	/**
	 * Create the server: admission, connections, framing and error replies.
	 */
	SluiceServerConnectionFactory connections(String name, ListenerMetrics metrics, @Nullable Executor pool) {
		SluiceProperties.Listener listener = listener(name);
		AccessLog accessLog = accessLog();
		AdmissionFactory admission = new AdmissionFactory(name, listener, metrics, accessLog, events());
		SocketConfigurer sockets = new SocketConfigurer(ListenerValidator.key(name), listener);
		ConnectionOpener opener = admission.opener(this.beans.getBeanProvider(SslBundles.class).getIfAvailable());
		Framing framing = framing(name);
		ListenerSessions sessions = sessions(name, listener, framing);
		ListenerLimits requestLimits = limits(name, listener, admission, opener, sessions);
		this.limits.put(name, requestLimits);
		Executor threads = AcceptanceFactory.virtualThreads(name);
		Lease lease = LeaseFactory.listener(name, listener, this.beans);
		ListenerContext context = new ListenerContext(name, protocol(name, listener, opener, framing),
				requests(name, listener, requestLimits, lease), sessions,
				ListenerTelemetry.of(name, metrics, accessLog, observer(), events()),
				new ConnectionResources(this.beans.getBean(MemoryBudget.class), this.beans.getBean(ReplyFlusher.class),
						(pool != null) ? null : threads));
		SluiceServerConnectionFactory factory = new SluiceServerConnectionFactory(
				new ListenerSetup(endpoint(name, listener), context,
						new AcceptanceFactory(name, listener, this.beans, metrics).create(admission,
								sockets.acceptedOptions(), threads, pool, lease),
						new Upkeep(this.beans.getBean(Sweeper.class), this.beans.getBean(VitalThreadMonitor.class)),
						ShutdownFactory.create(this.properties, this.beans.getBean(Environment.class))));
		sockets.apply(factory);
		this.beans.getBean(SessionDirectory.class).add(sessions, factory.openConnections());
		return factory;
	}

	/**
	 * Create the framing of a listener.
	 */
	Framing framing(String name) {
		return FramingFactory.create(name, listener(name), this.beans);
	}

	/**
	 * The limits of a listener that has been created.
	 */
	ListenerLimits limits(String name) {
		return Objects.requireNonNull(this.limits.get(name));
	}

	private ListenerLimits limits(String name, SluiceProperties.Listener listener, AdmissionFactory admission,
			ConnectionOpener opener, ListenerSessions sessions) {
		return new ListenerLimits(admission.limits(), new RequestLimiter(ListenerLimits.requests(listener.limits())),
				new OutstandingRequestTracker(name, listener.limits().maxOutstanding(),
						this.beans.getBean(MemoryBudget.class)),
				sessions, opener);
	}

	private ListenerSessions sessions(String name, SluiceProperties.Listener listener, Framing framing) {
		SessionPolicy policy = new SessionPolicy(new IdentityFactory(name, listener, framing).rule(),
				listener.identity().onDuplicate(), CorrelationFactory.of(name, listener, this.beans).correlation(),
				new PromptFactory(name, listener, framing).prompts(),
				new PayloadConverter(listener.charset(), jsonMapper(this.beans))::read);
		return new ListenerSessions(name, policy,
				new PushPolicy(listener.timeouts().push(), listener.limits().maxPendingPushes()));
	}

	private RequestPolicy requests(String name, SluiceProperties.Listener listener, ListenerLimits requestLimits,
			@Nullable Lease lease) {
		Function<InetAddress, RequestGate> gates = (lease != null) ? new LeasedGates(requestLimits.requests(), lease)
				: requestLimits.requests();
		return new RequestPolicy(gates, requestLimits.outstanding(),
				new TargetPolicy(listener.onTimeout(), listener.onDisconnect()),
				new PayloadMapper(listener.charset(), jsonMapper(this.beans)), pipeline(name, listener));
	}

	private static PipelinePolicy pipeline(String name, SluiceProperties.Listener listener) {
		// an answer must be read while the handler that asked is waiting for it
		int depth = (listener.correlate() != null) ? Math.max(MAX_WAITING, listener.pipeline()) : listener.pipeline();
		return new PipelinePolicy(depth, listener.pipeline(),
				listener.replyOrder() == SluiceProperties.ReplyOrder.REQUEST,
				Thread.ofVirtual().name("sluice-" + name + "-request").factory());
	}

	private RequestObserver observer() {
		return this.beans.getBeanProvider(RequestObserver.class).getIfAvailable(() -> RequestObserver.NONE);
	}

	private EventMemory events() {
		return this.beans.getBeanProvider(EventMemory.class).getIfAvailable(() -> EventMemory.OFF);
	}

	/**
	 * Create the gateway, which sends the requests of all connections into the flow.
	 */
	static SluiceInboundGateway gateway(SluiceServerConnectionFactory connections, MessageChannel requests) {
		return new SluiceInboundGateway(connections, requests);
	}

	/**
	 * Create the flow, which routes requests to channels. It has no stage for replies,
	 * because every request carries its reply channel.
	 */
	static IntegrationFlow flow(String name, MessageChannel requests, RoutingHandler routing) {
		return IntegrationFlow.from(requests)
			.handle(routing, (endpoint) -> endpoint.id(BeanNames.of(name, "routing")))
			.get();
	}

	private AccessLog accessLog() {
		QueuedAccessLog accessLog = this.beans.getBeanProvider(QueuedAccessLog.class).getIfAvailable();
		return (accessLog != null) ? accessLog : AccessLog.OFF;
	}

	private static Endpoint endpoint(String name, SluiceProperties.Listener listener) {
		int port = (listener.port() != null) ? listener.port() : 0;
		return new Endpoint(name, listener.address(), port, listener.backlog(),
				DialOutFactory.targets(ListenerValidator.key(name), listener));
	}

	private Protocol protocol(String name, SluiceProperties.Listener listener, ConnectionOpener opener,
			Framing framing) {
		Timeouts timeouts = new Timeouts(listener.requestTimeout(), listener.timeouts().frame(),
				listener.timeouts().write(), new Lifetime(listener.timeouts().handshake(), listener.timeouts().idle(),
						listener.timeouts().idleCounts(), listener.timeouts().maxAge()));
		ErrorHandling errors = new ErrorHandlingFactory(name, listener,
				this.beans.getBeanProvider(TcpErrorReply.class).getIfAvailable())
			.create(framing);
		return new Protocol(opener, framing, listener.charset(), timeouts, errors);
	}

	/**
	 * Create the platform threads of a listener with a pool.
	 */
	ThreadPoolTaskExecutor pool(String name) {
		ThreadPoolTaskExecutor pool = new ThreadPoolTaskExecutor();
		int threads = listener(name).executor().maxThreads();
		pool.setCorePoolSize(threads);
		pool.setMaxPoolSize(threads);
		pool.setAllowCoreThreadTimeOut(true);
		pool.setThreadNamePrefix("sluice-" + name + "-");
		pool.setTaskDecorator(this.beans.getBean(HandlerContext.class)::clearAfter);
		// the pool stops after the connections have drained: see SluiceInboundGateway
		pool.setAcceptTasksAfterContextClose(true);
		pool.setPhase(0);
		return pool;
	}

	static JsonMapper jsonMapper(BeanFactory beans) {
		return beans.getBeanProvider(JsonMapper.class).getIfAvailable(JsonMapper::shared);
	}

	private SluiceProperties.Listener listener(String name) {
		SluiceProperties.Listener listener = this.properties.listeners().get(name);
		if (listener == null) {
			throw new IllegalStateException("No listener '%s' is configured".formatted(name));
		}
		return listener;
	}

}

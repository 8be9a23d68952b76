package io.sluice.autoconfigure;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.sluice.TcpSessions;
import io.sluice.actuate.endpoint.AllowedHosts;
import io.sluice.actuate.endpoint.ConnectionsEndpoint;
import io.sluice.actuate.endpoint.EndpointGuard;
import io.sluice.actuate.endpoint.LoopbackProbe;
import io.sluice.actuate.endpoint.OperatedListener;
import io.sluice.actuate.endpoint.SessionView;
import io.sluice.actuate.endpoint.SluiceEndpoint;
import io.sluice.actuate.endpoint.TcpSessionsEndpoint;
import io.sluice.actuate.endpoint.VirtualThreadsEndpoint;
import io.sluice.actuate.metrics.RouteCounts;
import io.sluice.socket.CidrBlock;
import io.sluice.listener.SluiceServerConnectionFactory;
import io.sluice.reload.ConfigurationReload;
import io.sluice.routing.RoutingHandler;
import io.sluice.telemetry.EventMemory;
import io.sluice.telemetry.UpstreamRoster;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the gateway's Actuator endpoints. The application decides which
 * endpoints it exposes.
 */
@AutoConfiguration(after = SluiceAutoConfiguration.class,
		afterName = "org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration")
@ConditionalOnClass(name = { "org.springframework.boot.actuate.endpoint.annotation.Endpoint",
		"org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint" })
public final class SluiceEndpointAutoConfiguration {

	@Bean
	@ConditionalOnAvailableEndpoint
	ConnectionsEndpoint sluiceConnectionsEndpoint(ObjectProvider<SluiceServerConnectionFactory> listeners,
			ObjectProvider<EventMemory> memory) {
		return new ConnectionsEndpoint(listeners.stream().toList(), (text) -> CidrBlock.parse(text)::contains,
				memory.getIfAvailable(() -> EventMemory.OFF));
	}

	@Bean
	@ConditionalOnAvailableEndpoint
	TcpSessionsEndpoint sluiceTcpSessionsEndpoint(TcpSessions sluiceSessions,
			ObjectProvider<SluiceServerConnectionFactory> listeners, SluiceProperties properties) {
		return new TcpSessionsEndpoint(sluiceSessions, new SessionView(listeners.stream().toList(),
				(listener) -> charset(listener, properties), (text) -> CidrBlock.parse(text)::contains));
	}

	/** Another pod may have listeners that this one has not. */
	private static Charset charset(String name, SluiceProperties properties) {
		SluiceProperties.Listener listener = properties.listeners().get(name);
		return (listener != null) ? listener.charset() : StandardCharsets.UTF_8;
	}

	@Bean
	@ConditionalOnAvailableEndpoint
	VirtualThreadsEndpoint sluiceVirtualThreadsEndpoint(ObjectProvider<SluiceServerConnectionFactory> listeners) {
		return new VirtualThreadsEndpoint(listeners.stream().toList());
	}

	@Bean
	@ConditionalOnAvailableEndpoint
	SluiceEndpoint sluiceEndpoint(SluiceProperties properties, BeanFactory beans, ObjectProvider<RouteCounts> counts,
			UpstreamRoster sluiceUpstreamRoster, ConfigurationReload sluiceReload) {
		List<OperatedListener> listeners = new ArrayList<>();
		properties.listeners().forEach((name, listener) -> {
			if (listener.enabled()) {
				listeners.add(operatedListener(name, listener, beans));
			}
		});
		return new SluiceEndpoint(listeners, counts.getIfAvailable(() -> RouteCounts.NONE), sluiceUpstreamRoster,
				sluiceReload);
	}

	private static OperatedListener operatedListener(String name, SluiceProperties.Listener listener,
			BeanFactory beans) {
		SluiceServerConnectionFactory connections = beans.getBean(BeanNames.of(name, "connections"),
				SluiceServerConnectionFactory.class);
		return new OperatedListener(connections, beans.getBean(BeanNames.of(name, "router"), RoutingHandler.class),
				() -> settings(name, beans),
				new LoopbackProbe(connections,
						new LoopbackProbe.Speech(listener.address(), FramingFactory.create(name, listener, beans),
								listener.charset(), listener.proxyProtocol().isRequired(), listener.ssl() != null)));
	}

	private static Map<String, Object> settings(String name, BeanFactory beans) {
		SluiceProperties.Listener listener = beans.getBean(RunningSettings.class).current().listeners().get(name);
		return SettingsView.of(name, Objects.requireNonNull(listener),
				beans.getBeanProvider(SslBundles.class).getIfAvailable());
	}

	/**
	 * Does not depend on the console: a browser can send requests to the endpoints
	 * without it. It is added after Spring Boot's own advisors, so that it runs before
	 * their cache.
	 */
	@Bean
	EndpointGuard sluiceEndpointGuard(SluiceProperties properties) {
		return new EndpointGuard(new AllowedHosts(properties.console().allowedHosts()));
	}

}

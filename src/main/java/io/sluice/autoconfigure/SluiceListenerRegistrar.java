package io.sluice.autoconfigure;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

import io.sluice.listener.SluiceInboundGateway;
import io.sluice.listener.SluiceServerConnectionFactory;
import io.sluice.routing.RequestChannel;
import io.sluice.routing.RoutingHandler;
import io.sluice.telemetry.ListenerMetrics;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanRegistrar;
import org.springframework.beans.factory.BeanRegistry;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.env.Environment;
import org.springframework.integration.dsl.IntegrationFlow;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

/**
 * Registers the beans of every upstream and every enabled listener. It reads only the
 * settings that decide which beans exist. All others come from {@link SluiceProperties}.
 */
final class SluiceListenerRegistrar implements BeanRegistrar {

	private static final String LISTENERS = "sluice.listeners";

	private static final String UPSTREAMS = "sluice.upstreams";

	@Override
	public void register(BeanRegistry registry, Environment environment) {
		// the binder ignores many errors that this check finds
		new ConfigurationWalk(KeyTree.SLUICE).check(environment);
		Binder binder = Binder.get(environment);
		binder.bind(UPSTREAMS, Bindable.mapOf(String.class, UpstreamShape.class))
			.orElse(Map.of())
			.forEach((name, shape) -> registerUpstream(registry, name, shape));
		// a listener that sets none of the two has no shape, but exists
		Map<String, ListenerShape> shapes = binder.bind(LISTENERS, Bindable.mapOf(String.class, ListenerShape.class))
			.orElse(Map.of());
		binder.bind(LISTENERS, Bindable.mapOf(String.class, Object.class))
			.orElse(Map.of())
			.forEach((name, settings) -> {
				ListenerValidator.checkName(name);
				DialOutFactory.checkKeys(ListenerValidator.key(name), settings);
				ListenerShape shape = shapes.get(name);
				if (shape == null || shape.enabled()) {
					register(registry, name, shape != null && shape.executor().isPool());
				}
			});
	}

	private static void registerUpstream(BeanRegistry registry, String name, UpstreamShape shape) {
		UpstreamChecks.checkName(name);
		if (shape.url() != null && !shape.to().isEmpty()) {
			throw SettingCheck.invalid(UpstreamChecks.key(name) + ".to", shape.to(), UpstreamChecks.EITHER);
		}
		if (shape.url() != null) {
			UpstreamChecks.checkLibrary(UpstreamChecks.key(name) + ".url", shape.url());
			HttpUpstreamRegistrar.register(registry, name);
		}
	}

	private static void register(BeanRegistry registry, String name, boolean pool) {
		registerConnections(registry, name, pool);
		registerFlow(registry, name);
		registry.registerBean(BeanNames.of(name, "gateway"), SluiceInboundGateway.class,
				(spec) -> spec.supplier((context) -> ListenerFactory.gateway(
						context.bean(BeanNames.of(name, "connections"), SluiceServerConnectionFactory.class),
						requests(context, name))));
	}

	private static void registerConnections(BeanRegistry registry, String name, boolean pool) {
		String executor = pool ? BeanNames.of(name, "executor") : null;
		if (executor != null) {
			registry.registerBean(executor, ThreadPoolTaskExecutor.class,
					(spec) -> spec.notAutowirable().supplier((context) -> factory(context).pool(name)));
		}
		registry.registerBean(BeanNames.of(name, "connections"), SluiceServerConnectionFactory.class, (spec) -> spec
			.supplier(
					(context) -> factory(context).connections(name, metrics(context, name), pool(context, executor))));
	}

	private static void registerFlow(BeanRegistry registry, String name) {
		String channel = BeanNames.of(name, "requests");
		String router = BeanNames.of(name, "router");
		registry.registerBean(channel, RequestChannel.class,
				(spec) -> spec.supplier((context) -> new RequestChannel(channel)));
		registry.registerBean(router, RoutingHandler.class, (spec) -> spec.supplier((context) -> new RoutingHandler()));
		registry.registerBean(BeanNames.of(name, "flow"), IntegrationFlow.class,
				(spec) -> spec.supplier((context) -> ListenerFactory.flow(name, requests(context, name),
						context.bean(router, RoutingHandler.class))));
	}

	private static RequestChannel requests(BeanRegistry.SupplierContext context, String name) {
		return context.bean(BeanNames.of(name, "requests"), RequestChannel.class);
	}

	private static ListenerFactory factory(BeanRegistry.SupplierContext context) {
		return context.bean(ListenerFactory.class);
	}

	private static @Nullable Executor pool(BeanRegistry.SupplierContext context, @Nullable String name) {
		return (name != null) ? context.bean(name, ThreadPoolTaskExecutor.class) : null;
	}

	private static ListenerMetrics metrics(BeanRegistry.SupplierContext context, String name) {
		return context.beanProvider(ListenerMetricsFactory.class)
			.getIfAvailable(() -> (listener) -> ListenerMetrics.NONE)
			.create(name);
	}

	/**
	 * The settings that decide which beans an upstream has.
	 *
	 * @param url the URL of an upstream over HTTP
	 * @param to the addresses of an upstream over TCP
	 */
	record UpstreamShape(@Nullable String url, @DefaultValue List<String> to) {

	}

	/**
	 * The settings that decide which beans a listener has.
	 *
	 * @param enabled whether the listener has beans
	 * @param executor whether the listener has a pool
	 */
	record ListenerShape(@DefaultValue("true") boolean enabled, @DefaultValue SluiceProperties.Executor executor) {

	}

}

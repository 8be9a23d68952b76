package io.sluice.autoconfigure;

import java.util.concurrent.Executor;

import io.sluice.listener.SluiceInboundGateway;
import io.sluice.listener.SluiceServerConnectionFactory;
import io.sluice.routing.RequestChannel;
import io.sluice.routing.RoutingHandler;
import io.sluice.spi.Framing;
import io.sluice.telemetry.ListenerMetrics;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanRegistrar;
import org.springframework.beans.factory.BeanRegistry;
import org.springframework.core.env.Environment;
import org.springframework.integration.dsl.IntegrationFlow;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

/**
 * Registers the beans of every upstream and every enabled listener. It reads only the
 * settings that decide which beans exist. All others come from {@link SluiceProperties}.
 */
final class SluiceListenerRegistrar implements BeanRegistrar {

	@Override
	public void register(BeanRegistry registry, Environment environment) {
		BeanSettings settings = BeanSettings.read(environment);
		settings.upstreams().forEach((name, shape) -> {
			if (shape.url() != null) {
				HttpUpstreamRegistrar.register(registry, name);
			}
		});
		settings.listeners().forEach((name, shape) -> {
			if (shape.enabled()) {
				register(registry, name, shape.executor().isPool());
			}
		});
	}

	private static void register(BeanRegistry registry, String name, boolean pool) {
		registerConnections(registry, name, pool);
		registry.registerBean(BeanNames.of(name, "framing"), Framing.class,
				(spec) -> spec.lazyInit().notAutowirable().supplier((context) -> factory(context).framing(name)));
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

}

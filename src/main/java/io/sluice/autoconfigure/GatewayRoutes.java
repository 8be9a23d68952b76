package io.sluice.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

import io.sluice.handler.NamedHandler;
import io.sluice.handler.context.HandlerContext;
import io.sluice.routing.RouteTable;
import io.sluice.routing.RoutingHandler;
import io.sluice.upstream.Upstream;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.integration.dsl.context.IntegrationFlowContext;
import org.springframework.integration.ip.tcp.connection.TcpSender;

/**
 * The routes of all listeners. New routes are first drafted, which checks them, and then
 * installed. For one thread at a time.
 */
final class GatewayRoutes {

	private final ConfigurableListableBeanFactory beans;

	private final Map<String, NamedHandler> handlers;

	private final HandlerChannels channels;

	private final RouteUpstreams urls;

	private final StickyRegistration sticky;

	private RouteMemory memory = new RouteMemory();

	GatewayRoutes(ConfigurableListableBeanFactory beans, Map<String, NamedHandler> handlers) {
		this.beans = beans;
		this.handlers = handlers;
		this.channels = new HandlerChannels(beans.getBean(IntegrationFlowContext.class));
		this.urls = new RouteUpstreams(beans);
		this.sticky = new StickyRegistration(beans);
	}

	/**
	 * Create the routes of all enabled listeners.
	 * @param settings the settings of the gateway
	 */
	Draft draft(SluiceProperties settings) {
		Set<String> known = this.channels.names();
		RouteMemory next = this.memory.successor();
		try {
			return new Draft(tables(settings, next), sticky(settings), next, known);
		}
		catch (RuntimeException | Error ex) {
			discard(known);
			throw ex;
		}
	}

	private Map<String, RouteTable> tables(SluiceProperties settings, RouteMemory next) {
		TargetRegistry targets = new TargetRegistry(this.beans, this.channels, this.handlers,
				settings.upstreams().keySet());
		RouteTableFactory factory = new RouteTableFactory(targets, upstreams(settings),
				this.beans.getBean(HandlerContext.class), this.beans, next);
		Map<String, RouteTable> tables = new LinkedHashMap<>();
		settings.listeners().forEach((name, listener) -> {
			if (listener.enabled()) {
				tables.put(name, factory.create(name, listener));
			}
		});
		return tables;
	}

	/**
	 * The sticky upstreams that routes of each listener lead to.
	 */
	private Map<String, Set<TcpSender>> sticky(SluiceProperties settings) {
		UpstreamTargets upstreams = upstreams(settings);
		Map<String, Set<TcpSender>> sticky = new LinkedHashMap<>();
		settings.listeners().forEach((name, listener) -> {
			if (listener.enabled()) {
				sticky.put(name, upstreams.sticky(listener));
			}
		});
		return sticky;
	}

	private UpstreamTargets upstreams(SluiceProperties settings) {
		return new UpstreamTargets(settings.upstreams(), this.beans, this.urls,
				new BrokerTargets(this.beans, this.urls, new BrokerClients(this.beans, settings)));
	}

	private void discard(Set<String> known) {
		this.channels.retain(known);
		this.urls.discard();
	}

	/**
	 * Routes that are not in force yet.
	 */
	final class Draft {

		private final Map<String, RouteTable> tables;

		private final Map<String, Set<TcpSender>> upstreams;

		private final RouteMemory next;

		private final Set<String> known;

		Draft(Map<String, RouteTable> tables, Map<String, Set<TcpSender>> upstreams, RouteMemory next,
				Set<String> known) {
			this.tables = tables;
			this.upstreams = upstreams;
			this.next = next;
			this.known = known;
		}

		/**
		 * Complete the routes of each listener, when all flows exist.
		 * @param completion makes the routes in force from the name of a listener and its
		 * routes
		 */
		void complete(BiFunction<String, RouteTable, RouteTable> completion) {
			this.tables.replaceAll(completion);
		}

		/**
		 * Put the routes in force.
		 * @return the upstreams that no route uses, by name
		 */
		Map<String, Upstream> install() {
			this.upstreams.forEach(GatewayRoutes.this.sticky::register);
			this.tables.forEach((name, table) -> GatewayRoutes.this.beans
				.getBean(BeanNames.of(name, "router"), RoutingHandler.class)
				.setTable(table));
			this.upstreams.forEach(GatewayRoutes.this.sticky::release);
			this.next.install();
			GatewayRoutes.this.memory = this.next;
			return GatewayRoutes.this.urls.commit();
		}

		void discard() {
			GatewayRoutes.this.discard(this.known);
		}

	}

}

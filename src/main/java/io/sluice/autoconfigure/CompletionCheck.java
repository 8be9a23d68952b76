package io.sluice.autoconfigure;

import io.sluice.handler.context.HandlerContext;
import io.sluice.listener.SluiceInboundGateway;
import io.sluice.routing.Hl7Acknowledgments;
import io.sluice.routing.Route;
import io.sluice.routing.RouteTable;
import io.sluice.routing.RoutingHandler;
import io.sluice.spi.Exchange;
import io.sluice.upstream.GuardedChannel;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Fails the start if a listener cannot enforce {@code limits.max-requests-in-flight}, or
 * would acknowledge what has not been handled. If a route awaits no reply and its target
 * hands requests over to another thread, the end of a request is unknown. The check runs
 * when all flows exist, before the first listener starts.
 */
@RequiredArgsConstructor
final class CompletionCheck implements SmartLifecycle {

	private final SluiceProperties properties;

	private final ConfigurableListableBeanFactory beanFactory;

	@Override
	public void start() {
		this.properties.listeners().forEach((name, listener) -> {
			if (listener.enabled()) {
				check(name, listener,
						this.beanFactory.getBean(BeanNames.of(name, "router"), RoutingHandler.class).getTable(),
						this.beanFactory);
			}
		});
	}

	/**
	 * Check the routes of a listener.
	 * @param name the listener's name
	 * @param listener its settings
	 * @param table its routes
	 * @param beans the beans of the application
	 */
	static void check(String name, SluiceProperties.Listener listener, RouteTable table, ListableBeanFactory beans) {
		int max = listener.limits().maxRequestsInFlight();
		if (max > 0) {
			check(name, max, table, new FlowWalk(beans));
		}
		if (table.routes().stream().anyMatch(CompletionCheck::isAcknowledged)) {
			checkAcknowledgments(name, table, new FlowWalk(beans));
		}
	}

	/**
	 * Whether the return of a flow is acknowledged.
	 */
	private static boolean isAcknowledged(Route route) {
		return route.format() instanceof Hl7Acknowledgments && route.reply() == Exchange.ReplyTiming.ON_RETURN;
	}

	private static void checkAcknowledgments(String name, RouteTable table, FlowWalk walk) {
		for (Route route : table.routes()) {
			String handOver = isAcknowledged(route) ? findHandOver(route, walk) : null;
			if (handOver != null) {
				throw SettingCheck.invalid(
						"%s.routes[%d].reply".formatted(ListenerValidator.key(name), table.routes().indexOf(route)),
						"hl7-ack",
						("A message would be acknowledged before it has been handled: %s hands it over. Let the flow "
								+ "reply, and set 'reply: auto'; or let it have direct channels only.")
							.formatted(handOver));
			}
		}
	}

	private static @Nullable String findHandOver(Route route, FlowWalk walk) {
		return walk.findHandOver(HandlerContext.unwrap(GuardedChannel.unwrap(route.target().channel())));
	}

	private static void check(String name, int max, RouteTable table, FlowWalk walk) {
		for (Route route : table.routes()) {
			String handOver = (route.reply() == Exchange.ReplyTiming.NONE) ? findHandOver(route, walk) : null;
			if (handOver != null) {
				throw SettingCheck.invalid(ListenerValidator.key(name) + ".limits.max-requests-in-flight", max,
						("It cannot be enforced for the route '%s', which has 'reply: none': %s hands requests over, so "
								+ "their end is unknown. Bound them there, such as by the queue of its executor, and "
								+ "set this key to 0; or give the route a reply.")
							.formatted(route.name(), handOver));
			}
		}
	}

	@Override
	public void stop() {
	}

	@Override
	public boolean isRunning() {
		return false;
	}

	@Override
	public int getPhase() {
		return SluiceInboundGateway.PHASE - 1;
	}

}

package io.sluice.autoconfigure;

import java.util.List;

import io.sluice.handler.context.HandlerContext;
import io.sluice.listener.SluiceInboundGateway;
import io.sluice.routing.Hl7Acknowledgments;
import io.sluice.routing.Route;
import io.sluice.routing.RouteTable;
import io.sluice.routing.RoutingHandler;
import io.sluice.routing.TransactionalChannel;
import io.sluice.spi.Exchange.ReplyTiming;
import io.sluice.upstream.AttemptTarget;
import io.sluice.upstream.GuardedChannel;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.messaging.MessageChannel;

/**
 * Decides what completes the requests to flows. If a flow hands messages over to another
 * thread, its return says nothing: a reply text waits for the flow's reply, and the start
 * fails if a listener cannot enforce {@code limits.max-requests-in-flight}, or would
 * acknowledge what has not been handled. The check runs when all flows exist, before the
 * first listener starts.
 */
@RequiredArgsConstructor
final class CompletionCheck implements SmartLifecycle {

	private final SluiceProperties properties;

	private final ConfigurableListableBeanFactory beanFactory;

	@Override
	public void start() {
		this.properties.listeners().forEach((name, listener) -> {
			if (listener.enabled()) {
				RoutingHandler router = this.beanFactory.getBean(BeanNames.of(name, "router"), RoutingHandler.class);
				router.setTable(complete(name, listener, router.getTable(), this.beanFactory));
			}
		});
	}

	/**
	 * Check the routes of a listener, and have reply texts await the flows that hand
	 * messages over.
	 * @param name the listener's name
	 * @param listener its settings
	 * @param table its routes
	 * @param beans the beans of the application
	 * @return the routes
	 */
	static RouteTable complete(String name, SluiceProperties.Listener listener, RouteTable table,
			ListableBeanFactory beans) {
		FlowWalk walk = new FlowWalk(beans);
		int max = listener.limits().maxRequestsInFlight();
		if (max > 0) {
			check(name, max, table, walk);
		}
		if (table.routes().stream().anyMatch(CompletionCheck::isAcknowledged)) {
			checkAcknowledgments(name, table, walk);
		}
		checkTransactions(name, listener.routes(), table, walk);
		if (table.routes().stream().noneMatch(CompletionCheck::isText)) {
			return table;
		}
		AwaitedFlows flows = new AwaitedFlows(name, walk);
		return table.map((route) -> isText(route) ? flows.await(route) : route);
	}

	/**
	 * Whether the client gets a text that has nothing of the target's reply.
	 */
	private static boolean isText(Route route) {
		return route.format() != null && route.format().isText();
	}

	/**
	 * Whether the return of a flow is acknowledged.
	 */
	private static boolean isAcknowledged(Route route) {
		return route.format() instanceof Hl7Acknowledgments && route.reply() == ReplyTiming.ON_RETURN;
	}

	private static void checkAcknowledgments(String name, RouteTable table, FlowWalk walk) {
		for (int i = 0; i < table.routes().size(); i++) {
			Route route = table.routes().get(i);
			if (isAcknowledged(route)) {
				String key = "%s.routes[%d]".formatted(ListenerValidator.key(name), i);
				checkAcknowledgment(key + ".reply", "hl7-ack", findHandOver(route, walk));
				AttemptTarget fallback = GuardedChannel.fallback(route.target().channel());
				if (fallback != null) {
					checkAcknowledgment(key + ".fallback", fallback.name(), findHandOver(fallback.channel(), walk));
				}
			}
		}
	}

	private static void checkAcknowledgment(String key, String value, @Nullable String handOver) {
		if (handOver != null) {
			throw SettingCheck.invalid(key, value,
					("A message would be acknowledged before it has been handled: %s hands it over. Let the flow "
							+ "reply, and set 'reply: auto'; or let it have direct channels only.")
						.formatted(handOver));
		}
	}

	private static void checkTransactions(String name, List<RouteProperties> settings, RouteTable table,
			FlowWalk walk) {
		for (int i = 0; i < settings.size(); i++) {
			String handOver = settings.get(i).transactional() ? findHandOver(table.routes().get(i), walk) : null;
			if (handOver != null) {
				throw SettingCheck.invalid("%s.routes[%d].transactional".formatted(ListenerValidator.key(name), i),
						true,
						"The flow would go on after the transaction: %s hands messages over; let it have direct channels only, or remove this key."
							.formatted(handOver));
			}
		}
	}

	private static @Nullable String findHandOver(Route route, FlowWalk walk) {
		return findHandOver(GuardedChannel.unwrap(route.target().channel()), walk);
	}

	private static @Nullable String findHandOver(MessageChannel channel, FlowWalk walk) {
		return walk.findHandOver(TransactionalChannel.unwrap(HandlerContext.unwrap(channel)));
	}

	private static void check(String name, int max, RouteTable table, FlowWalk walk) {
		for (Route route : table.routes()) {
			String handOver = (route.reply() == ReplyTiming.NONE) ? findAnyHandOver(route, walk) : null;
			if (handOver != null) {
				throw SettingCheck.invalid(ListenerValidator.key(name) + ".limits.max-requests-in-flight", max,
						("It cannot be enforced for the route '%s', which has 'reply: none': %s hands requests over, so "
								+ "their end is unknown. Bound them there, such as by the queue of its executor, and "
								+ "set this key to 0; or give the route a reply.")
							.formatted(route.name(), handOver));
			}
		}
	}

	private static @Nullable String findAnyHandOver(Route route, FlowWalk walk) {
		String handOver = findHandOver(route, walk);
		AttemptTarget fallback = GuardedChannel.fallback(route.target().channel());
		return (handOver == null && fallback != null) ? findHandOver(fallback.channel(), walk) : handOver;
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

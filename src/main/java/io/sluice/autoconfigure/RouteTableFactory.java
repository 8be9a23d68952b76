package io.sluice.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import io.sluice.autoconfigure.RouteProperties.RateLimit;
import io.sluice.autoconfigure.RouteProperties.Reply;
import io.sluice.autoconfigure.TargetRegistry.ResolvedTarget;
import io.sluice.extract.Extractors;
import io.sluice.handler.context.HandlerContext;
import io.sluice.routing.Hl7Acknowledgments;
import io.sluice.routing.Route;
import io.sluice.routing.RouteRate;
import io.sluice.routing.RouteTable;
import io.sluice.spi.DeadLetters;
import io.sluice.spi.Delivery;
import io.sluice.spi.Exchange;
import io.sluice.spi.MessageTransformer;
import io.sluice.spi.ReplyFormat;
import io.sluice.spi.RoutePredicate;
import io.sluice.upstream.AttemptTarget;
import io.sluice.upstream.GuardedRoute;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.messaging.MessageChannel;
import org.springframework.util.StringUtils;

/**
 * Creates the route tables of listeners.
 */
@RequiredArgsConstructor
final class RouteTableFactory {

	private static final int MAX_RATE = 10_000_000;

	private final TargetRegistry targets;

	private final UpstreamTargets upstreams;

	private final HandlerContext context;

	private final BeanFactory beans;

	private final RouteMemory memory;

	/**
	 * The routes of a listener.
	 * @param name the name of the listener
	 * @param listener its settings
	 */
	RouteTable create(String name, SluiceProperties.Listener listener) {
		String listenerKey = ListenerValidator.key(name);
		Extractors extractors = new Extractors(listener.charset());
		PredicateFactory predicates = new PredicateFactory(extractors,
				new BeanLookup<>(this.beans, RoutePredicate.class));
		ReplyFactory replies = new ReplyFactory(listener, FramingFactory.create(name, listener, this.beans),
				new BeanLookup<>(this.beans, MessageTransformer.class));
		DeadLetters deadLetters = deadLetters(listenerKey, listener.deadLetter(), name);
		List<Route> routes = new ArrayList<>();
		for (RouteProperties route : listener.routes()) {
			String key = "%s.routes[%d]".formatted(listenerKey, routes.size());
			ResolvedTarget target = target(key, route, listener);
			Route guarded = guard(key, route, route(key, route, target, predicates, replies), target, name, listener);
			routes.add(
					withDeadLetters(key, route, await(key, route, guarded, target, name, listener), name, deadLetters));
		}
		RouteValidator.check(name, listener, routes);
		return new RouteTable(routes, extractors, deadLetters);
	}

	private Route await(String key, RouteProperties settings, Route route, ResolvedTarget target, String listenerName,
			SluiceProperties.Listener listener) {
		return (settings.whenDown() == RouteProperties.WhenDown.WAIT) ? WaitingRoutes.await(key, settings, route,
				target, listenerName, listener.requestTimeout(), this.memory) : route;
	}

	private Route withDeadLetters(String key, RouteProperties settings, Route route, String listener,
			@Nullable DeadLetters ofListener) {
		DeadLetters own = deadLetters(key, settings.deadLetter(), listener);
		return route.withDeadLetters((own != null) ? own : ofListener);
	}

	private @Nullable DeadLetters deadLetters(String key, @Nullable String to, String listener) {
		return (to != null) ? this.upstreams.deadLetters(key + ".dead-letter", to, listener) : null;
	}

	private Route route(String key, RouteProperties settings, ResolvedTarget target, PredicateFactory predicates,
			ReplyFactory replies) {
		ReplyFormat format = replies.format(key, settings);
		String name = StringUtils.hasText(settings.name()) ? settings.name() : target.name();
		return new Route(name, predicates.predicate(key + ".when", settings.when()),
				new Route.Target(target.shown(), channel(key, settings, target), target.channelName(),
						mode(settings, target.prompt()), target.isKept()),
				timing(settings, format, target),
				replies.steps(key + ".transform.before", settings.transform().before()), format,
				rate(key, name, settings.rateLimit()), null);
	}

	private ResolvedTarget target(String key, RouteProperties settings, SluiceProperties.Listener listener) {
		TargetDetails details = TargetDetails.of(key, settings);
		String to = settings.to();
		ResolvedTarget upstream = (to != null) ? this.upstreams.find(key + ".to", to, details, listener) : null;
		if (upstream != null) {
			return upstream;
		}
		Reply reply = settings.reply();
		ResolvedTarget target = (to == null && reply != null && reply.text() != null) ? this.targets.none()
				: this.targets.get(key + ".to", to);
		details.checkNone("'%s' is neither".formatted(target.name()));
		return target;
	}

	/**
	 * Put a failure policy around the target of a route, if it has one. A guarded target
	 * has answered when its send returns.
	 */
	private Route guard(String key, RouteProperties settings, Route route, ResolvedTarget resolved, String listenerName,
			SluiceProperties.Listener listener) {
		if (!settings.hasFailurePolicy()) {
			return route;
		}
		Route.Target target = route.target();
		MessageChannel guarded = new FailurePolicyFactory(listener, this.context, this.memory).guard(key, settings,
				new GuardedRoute(listenerName, route.name(),
						new AttemptTarget(target.name(), target.channel(), route.reply()),
						fallback(key + ".fallback", settings, listener, route.format())),
				settings.idempotent() || resolved.idempotent());
		return new Route(route.name(), route.predicate(),
				new Route.Target(target.name(), guarded, target.channelName(), mode(settings, false), false),
				(route.reply() == Exchange.ReplyTiming.NONE) ? Exchange.ReplyTiming.NONE
						: Exchange.ReplyTiming.ON_RETURN,
				route.transforms(), route.format(), route.rate(), null);
	}

	private @Nullable AttemptTarget fallback(String key, RouteProperties settings, SluiceProperties.Listener listener,
			@Nullable ReplyFormat format) {
		if (settings.to() == null) {
			throw SettingCheck.invalid(key.replace(".fallback", ".to"), null,
					"A route with a failure policy needs a target; set 'to', or remove the policy.");
		}
		if (settings.fallback() == null) {
			return null;
		}
		if (settings.fallback().equals(settings.to())) {
			throw SettingCheck.invalid(key, settings.fallback(), "It must be another target than 'to'.");
		}
		ResolvedTarget upstream = this.upstreams.find(key, settings.fallback(), TargetDetails.none(key), listener);
		ResolvedTarget target = (upstream != null) ? upstream : this.targets.get(key, settings.fallback());
		// a fallback runs without the transaction of the route's own target
		return new AttemptTarget(target.name(), channel(target), timing(settings, format, target));
	}

	private MessageChannel channel(String key, RouteProperties settings, ResolvedTarget target) {
		return settings.transactional() ? this.context.wrap(transactions(key, target).wrap(target.channel()))
				: channel(target);
	}

	/**
	 * The transactions in which a target of the application runs.
	 */
	private RouteTransactions transactions(String key, ResolvedTarget target) {
		String transactional = key + ".transactional";
		if (!target.application()) {
			throw SettingCheck.invalid(transactional, true,
					"Only a handler or a flow of the application runs in a transaction, and '%s' is neither; remove this key."
						.formatted(target.shown()));
		}
		if (this.targets.isAwaited(target.name())) {
			throw SettingCheck.invalid(transactional, true,
					"The result of '%s' completes after the transaction; return the value itself, or remove this key."
						.formatted(target.name()));
		}
		return RouteTransactions.find(transactional, this.beans);
	}

	private MessageChannel channel(ResolvedTarget target) {
		return target.application() ? this.context.wrap(target.channel()) : target.channel();
	}

	private static Delivery.Mode mode(RouteProperties settings, boolean prompt) {
		if (settings.alone()) {
			return Delivery.Mode.ALONE;
		}
		return prompt ? Delivery.Mode.PROMPT : Delivery.Mode.CONCURRENT;
	}

	/**
	 * When the target answers. A flow need not reply where the client gets a text or an
	 * acknowledgment: its return is enough, unless it hands messages over to another
	 * thread, which {@link CompletionCheck} finds out. A transaction ends with the
	 * return.
	 */
	private static Exchange.ReplyTiming timing(RouteProperties settings, @Nullable ReplyFormat format,
			ResolvedTarget target) {
		Reply reply = settings.reply();
		if (reply != null && reply.mode() == Reply.Mode.NONE) {
			return Exchange.ReplyTiming.NONE;
		}
		boolean ownText = format instanceof Hl7Acknowledgments || (format != null && format.isText());
		return ((ownText || settings.transactional()) && target.isKept()) ? Exchange.ReplyTiming.ON_RETURN
				: target.reply();
	}

	private @Nullable RouteRate rate(String routeKey, String name, @Nullable RateLimit settings) {
		if (settings == null) {
			return null;
		}
		String key = routeKey + ".rate-limit.requests-per-second";
		int perSecond = SettingCheck.required(key, settings.requestsPerSecond(), "a number of requests");
		SettingCheck.checkRange(key, perSecond, 1, MAX_RATE, "");
		return this.memory.part(RouteRate.class, List.of(listenerOf(routeKey), name, settings),
				() -> new RouteRate(perSecond, settings.per() == RateLimit.Per.PEER));
	}

	/** A route may have moved within the list. */
	private static String listenerOf(String routeKey) {
		return routeKey.substring(0, routeKey.lastIndexOf('['));
	}

}

package io.sluice.autoconfigure;

import java.time.Duration;
import java.util.List;

import io.sluice.autoconfigure.TargetRegistry.ResolvedTarget;
import io.sluice.error.ErrorTable;
import io.sluice.routing.Route;
import io.sluice.spi.Exchange.ReplyTiming;
import io.sluice.upstream.AttemptTarget;
import io.sluice.upstream.FailureSorter;
import io.sluice.upstream.Outage;
import io.sluice.upstream.Probe;
import io.sluice.upstream.WaitingChannel;

/**
 * Has the connections of a route wait while its target is down. A class of its own,
 * loaded only if a route says so.
 */
final class WaitingRoutes {

	private WaitingRoutes() {
	}

	/**
	 * Have requests and connections wait for the target of a route.
	 * @param key the key of the route
	 * @param settings its settings
	 * @param route the route, with its failure policy
	 * @param target its target
	 * @param listener the listener's name
	 * @param timeout how long a request may take
	 * @param memory keeps what waits in a reload that does not change the route
	 */
	static Route await(String key, RouteProperties settings, Route route, ResolvedTarget target, String listener,
			Duration timeout, RouteMemory memory) {
		boolean guarded = settings.hasFailurePolicy();
		boolean answered = route.reply() != ReplyTiming.NONE;
		AttemptTarget attempted = new AttemptTarget(route.target().name(), route.target().channel(),
				guarded ? ReplyTiming.ON_RETURN : target.reply());
		// the client is to learn that the request has not been sent, before it is late
		WaitingChannel.Wait wait = new WaitingChannel.Wait(new FailureSorter(ErrorTable::findForClient),
				timeout.multipliedBy(9).dividedBy(10), target.prompt() && !guarded);
		Probe probe = probe(key + ".when-down", settings, target);
		Outage outage = memory.part(Outage.class, List.of(listener, settings),
				() -> new Outage(listener, attempted, probe));
		return route.withChannel(new WaitingChannel(outage, attempted, wait, answered))
			.withReply(answered ? ReplyTiming.AWAITED : ReplyTiming.NONE);
	}

	private static Probe probe(String key, RouteProperties settings, ResolvedTarget target) {
		Probe probe = target.probe();
		if (probe == null) {
			throw SettingCheck.invalid(key, "wait",
					"Connections can wait for a destination of a broker and for an upstream that is not sticky, and '%s' is neither; remove this key."
						.formatted(target.shown()));
		}
		if (settings.fallback() != null) {
			throw SettingCheck.invalid(key, "wait",
					"While the target is down, the fallback answers, and nothing waits; remove this key or 'fallback'.");
		}
		return probe;
	}

}

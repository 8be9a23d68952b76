package io.sluice.actuate.endpoint;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import io.sluice.actuate.metrics.RouteCounts;
import io.sluice.listener.SluiceServerConnectionFactory;
import io.sluice.process.Lease;
import io.sluice.routing.Route;
import io.sluice.routing.RoutingHandler;
import io.sluice.socket.HostAndPort;
import io.sluice.spi.Exchange;

/**
 * A listener as its operator sees it.
 *
 * @param connections the listener
 * @param routing its routes
 * @param settings gives its settings in force, by the names of the configuration
 * @param probe sends it a message
 */
public record OperatedListener(SluiceServerConnectionFactory connections, RoutingHandler routing,
		Supplier<Map<String, Object>> settings, ListenerProbe probe) {

	static final String LISTENING = "listening";

	String name() {
		return this.connections.getName();
	}

	/**
	 * The listener as a response.
	 * @param counts counts its requests
	 */
	Map<String, Object> show(RouteCounts counts) {
		Map<String, Object> shown = new LinkedHashMap<>();
		shown.put("state", state());
		putAddress(shown, this.connections);
		putLeader(shown, this.connections);
		shown.put("connections", this.connections.openConnections().count());
		shown.put("activeRequests", this.connections.openConnections().countRequests());
		shown.put("settings", this.settings.get());
		List<Map<String, Object>> routes = new ArrayList<>();
		this.routing.getTable().routes().forEach((route) -> routes.add(show(route, counts.of(name(), route.name()))));
		shown.put("routes", routes);
		return shown;
	}

	/**
	 * Add the port on which a listener listens, or the addresses to which it connects.
	 */
	static void putAddress(Map<String, Object> shown, SluiceServerConnectionFactory listener) {
		if (listener.getDialed().isEmpty()) {
			shown.put("port", listener.getPort());
		}
		else {
			shown.put("connect", listener.getDialed().stream().map(HostAndPort::toString).toList());
		}
	}

	/**
	 * Add whether this process leads, if only one process may serve the listener, and the
	 * name of the pod that does, if it is known.
	 */
	static void putLeader(Map<String, Object> shown, SluiceServerConnectionFactory listener) {
		Lease lease = listener.getLease();
		if (lease != null) {
			shown.put("leader", lease.isValid());
			String holder = lease.holder();
			if (holder != null) {
				shown.put("leaderPod", holder);
			}
		}
	}

	/**
	 * The state: about to stop, not listening, suspended, or none of these.
	 */
	String state() {
		if (this.connections.isDraining()) {
			return "draining";
		}
		if (!this.connections.isListening()) {
			return "stopped";
		}
		return this.connections.acceptSwitch().isSuspended() ? "suspended" : LISTENING;
	}

	private static String reply(Route route) {
		if (route.format() != null) {
			return "formatted";
		}
		return (route.reply() == Exchange.ReplyTiming.NONE) ? "none" : "auto";
	}

	private static Map<String, Object> show(Route route, Map<String, Long> outcomes) {
		Map<String, Object> shown = new LinkedHashMap<>();
		shown.put("name", route.name());
		shown.put("when", route.predicate().toString());
		shown.put("to", route.target().name());
		shown.put("channel", route.target().channelName());
		shown.put("reply", reply(route));
		shown.put("requests", outcomes.values().stream().mapToLong(Long::longValue).sum());
		shown.put("outcomes", outcomes);
		return shown;
	}

}

package io.sluice.autoconfigure;

import io.sluice.admission.HandshakeOpener;
import io.sluice.admission.limits.AddressRules;
import io.sluice.admission.limits.ConnectionLimits;
import io.sluice.admission.limits.RequestLimiter;
import io.sluice.admission.limits.RequestLimits;
import io.sluice.connection.OutstandingRequestTracker;
import io.sluice.session.ListenerSessions;
import io.sluice.session.PushPolicy;
import io.sluice.spi.ConnectionOpener;

/**
 * The limits of a listener, which may change while it runs.
 *
 * @param connections those on connections
 * @param requests those on requests
 * @param outstanding the requests that ended before their targets
 * @param sessions the sessions, whose pushes are limited
 * @param opener opens connections, with a limit on the overhead of TLS
 */
record ListenerLimits(ConnectionLimits connections, RequestLimiter requests, OutstandingRequestTracker outstanding,
		ListenerSessions sessions, ConnectionOpener opener) {

	/**
	 * Change the limits.
	 * @param rules the addresses that may connect
	 * @param limits the settings
	 */
	void change(AddressRules rules, SluiceProperties.Limits limits) {
		this.connections.change(rules, new ConnectionLimits.Max(limits.maxConnections(),
				limits.maxConnectionsPerAddress(), limits.connectionsPerSecond()));
		this.requests.change(requests(limits));
		this.outstanding.limit(limits.maxOutstanding());
		this.sessions.change(new PushPolicy(this.sessions.pushes().timeout(), limits.maxPendingPushes()));
		if (this.opener instanceof HandshakeOpener handshakes) {
			handshakes.limitOverhead(limits.maxOverhead().toBytes());
		}
	}

	static RequestLimits requests(SluiceProperties.Limits limits) {
		// an address may have as many outstanding requests as connections
		return new RequestLimits(limits.maxRequestsInFlight(),
				(limits.maxOutstanding() > 0) ? limits.maxConnectionsPerAddress() : 0, limits.requestsPerSecond(),
				limits.overRate() == SluiceProperties.Limits.OverRate.DELAY);
	}

}

package io.sluice.autoconfigure;

import java.net.BindException;

import io.sluice.listener.Endpoint;
import io.sluice.listener.ListenerStartException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains why a listener cannot listen on its port.
 */
final class ListenerStartFailureAnalyzer extends AbstractFailureAnalyzer<ListenerStartException> {

	/**
	 * The first port that every user may open, by the default of Linux.
	 */
	private static final int FIRST_OPEN_PORT = 1024;

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, ListenerStartException cause) {
		Endpoint endpoint = cause.getEndpoint();
		String key = ListenerValidator.key(endpoint.name());
		if (!(cause.getCause() instanceof BindException)) {
			return new FailureAnalysis(cause.getMessage() + ".",
					"Check '%s.port' and '%s.address'.".formatted(key, key), cause);
		}
		String reason = String.valueOf(cause.getCause().getMessage());
		if (reason.contains("in use")) {
			return portTaken(endpoint, key, cause);
		}
		return (endpoint.port() < FIRST_OPEN_PORT && reason.contains("ermission denied"))
				? portReserved(endpoint, key, cause) : notHere(endpoint, key, reason, cause);
	}

	private static FailureAnalysis portTaken(Endpoint endpoint, String key, Throwable cause) {
		return new FailureAnalysis(
				"Listener '%s' cannot listen: port %d ('%s.port') is already in use.".formatted(endpoint.name(),
						endpoint.port(), key),
				"Stop what listens on port %d, or set '%s.port' to another port (0: any free one)."
					.formatted(endpoint.port(), key),
				cause);
	}

	private static FailureAnalysis portReserved(Endpoint endpoint, String key, Throwable cause) {
		return new FailureAnalysis(
				"Listener '%s' cannot listen: this user may not open port %d ('%s.port'), which is below %d."
					.formatted(endpoint.name(), endpoint.port(), key, FIRST_OPEN_PORT),
				"Set '%s.port' to a port from %d and forward port %d to it, for example by a load balancer. Or let the process open the port: by the capability CAP_NET_BIND_SERVICE, or by the sysctl net.ipv4.ip_unprivileged_port_start=%d."
					.formatted(key, FIRST_OPEN_PORT, endpoint.port(), endpoint.port()),
				cause);
	}

	private static FailureAnalysis notHere(Endpoint endpoint, String key, String reason, Throwable cause) {
		String address = (endpoint.address() != null) ? endpoint.address().getHostAddress() : "*";
		return new FailureAnalysis(
				"Listener '%s' cannot listen on port %d ('%s.port') of address %s ('%s.address'): %s."
					.formatted(endpoint.name(), endpoint.port(), key, address, key, reason),
				"Set '%s.address' to an address of this machine, and '%s.port' to one that this user may open."
					.formatted(key, key),
				cause);
	}

}

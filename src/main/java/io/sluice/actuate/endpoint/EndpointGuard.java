package io.sluice.actuate.endpoint;

import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.InvocationContext;
import org.springframework.boot.actuate.endpoint.OperationType;
import org.springframework.boot.actuate.endpoint.invoke.OperationInvoker;
import org.springframework.boot.actuate.endpoint.invoke.OperationInvokerAdvisor;
import org.springframework.boot.actuate.endpoint.invoke.OperationParameters;
import org.springframework.boot.actuate.endpoint.web.WebServerNamespace;

/**
 * Keeps web pages of other origins from reading and writing through the gateway's
 * endpoints: a browser on a machine that reaches the endpoints would send the requests of
 * such a page. The guard is at the operation and not at a path, so it holds on every port
 * and below every base path of Actuator. Calls through JMX do not come from a browser,
 * and are not checked.
 */
@RequiredArgsConstructor
@Slf4j
public final class EndpointGuard implements OperationInvokerAdvisor {

	private static final Set<EndpointId> OWN = Set.of(EndpointId.of("sluice"), EndpointId.of("connections"),
			EndpointId.of("history"), EndpointId.of("tcpsessions"), EndpointId.of("virtualthreads"));

	/** Spring Boot's endpoint, whose write operation rebuilds the graph. */
	private static final EndpointId GRAPH = EndpointId.of("integrationgraph");

	private final AllowedHosts hosts;

	private final AtomicBoolean warned = new AtomicBoolean();

	@Override
	public OperationInvoker apply(EndpointId endpoint, OperationType type, OperationParameters parameters,
			OperationInvoker invoker) {
		boolean read = type == OperationType.READ;
		if (!OWN.contains(endpoint) && (read || !GRAPH.equals(endpoint))) {
			return invoker;
		}
		return (context) -> {
			String refusal = isWeb(context) ? refusal(read) : null;
			return (refusal != null) ? EndpointProblem.forbidden(refusal) : invoker.invoke(context);
		};
	}

	/**
	 * Whether the call came over HTTP: every kind of web server sets this, and JMX does
	 * not.
	 */
	private static boolean isWeb(InvocationContext context) {
		return context.canResolve(WebServerNamespace.class);
	}

	private @Nullable String refusal(boolean read) {
		if (!CurrentRequest.exists()) {
			return read ? allowUnseen()
					: "this web server hides the headers of a request, so every write is refused; use a servlet web server";
		}
		String host = CurrentRequest.header("Host");
		return read ? this.hosts.refusal(host)
				: this.hosts.refusal(host, CurrentRequest.header("Origin"), CurrentRequest.header("Sec-Fetch-Site"));
	}

	/**
	 * Allow a read whose headers cannot be seen, with one warning. A refusal would make
	 * it impossible to read over HTTP on such a server.
	 */
	private @Nullable String allowUnseen() {
		if (this.warned.compareAndSet(false, true)) {
			log.warn(
					"'{}' does not hold for reads of Sluice's endpoints in this web server, where a request's 'Host' cannot be seen; "
							+ "leave the endpoints out of 'management.endpoints.web.exposure.include', or require a log-in for them",
					AllowedHosts.KEY);
		}
		return null;
	}

}

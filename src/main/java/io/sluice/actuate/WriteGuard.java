package io.sluice.actuate;

import java.util.Set;

import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.OperationType;
import org.springframework.boot.actuate.endpoint.invoke.OperationInvoker;
import org.springframework.boot.actuate.endpoint.invoke.OperationInvokerAdvisor;
import org.springframework.boot.actuate.endpoint.invoke.OperationParameters;

/**
 * Keeps web pages of elsewhere from writing through the gateway's endpoints: a browser on
 * a machine that reaches them would send what such a page asks it to. It stands at the
 * operation itself and not at a path, so it holds on every port and below every base path
 * that Actuator may be given.
 */
@RequiredArgsConstructor
public final class WriteGuard implements OperationInvokerAdvisor {

	private static final Set<EndpointId> GUARDED = Set.of(EndpointId.of("sluice"), EndpointId.of("connections"),
			EndpointId.of("integrationgraph"));

	private final AllowedHosts hosts;

	@Override
	public OperationInvoker apply(EndpointId endpoint, OperationType type, OperationParameters parameters,
			OperationInvoker invoker) {
		if (type == OperationType.READ || !GUARDED.contains(endpoint)) {
			return invoker;
		}
		return (context) -> {
			String refusal = refusal();
			return (refusal != null) ? Answers.forbidden(refusal) : invoker.invoke(context);
		};
	}

	private @Nullable String refusal() {
		return CurrentRequest.exists() ? this.hosts.refusal(CurrentRequest.header("Host"),
				CurrentRequest.header("Origin"), CurrentRequest.header("Sec-Fetch-Site")) : null;
	}

}

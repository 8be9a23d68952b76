package io.sluice.actuate.endpoint;

import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.sluice.telemetry.ObservedUpstream;
import io.sluice.telemetry.UpstreamJournal.LastError;
import io.sluice.telemetry.UpstreamJournal.Latency;
import io.sluice.telemetry.UpstreamKind;
import io.sluice.telemetry.UpstreamRoster;
import io.sluice.telemetry.UpstreamState;
import io.sluice.telemetry.UpstreamStatus;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/**
 * Shows the upstreams, suspends and resumes them.
 */
@RequiredArgsConstructor
@Slf4j(topic = "io.sluice.actuate")
final class OperatedUpstreams {

	/** A reserved name, which no listener can have. */
	static final String UPSTREAMS = "upstreams";

	private final UpstreamRoster roster;

	/**
	 * All upstreams, by name.
	 */
	Map<String, Object> all() {
		Map<String, Object> shown = new LinkedHashMap<>();
		this.roster.all().forEach((upstream) -> shown.put(upstream.name(), show(upstream)));
		return shown;
	}

	/**
	 * One upstream.
	 */
	WebEndpointResponse<Object> one(String name) {
		ObservedUpstream upstream = this.roster.find(name);
		return (upstream != null) ? new WebEndpointResponse<>(show(upstream)) : notFound(name);
	}

	/**
	 * Suspend or resume an upstream.
	 * @param requester the requester, for the log
	 * @throws BadParameterException if the action is missing or unknown
	 */
	WebEndpointResponse<Object> act(String name, @Nullable String action, String requester) {
		ObservedUpstream upstream = this.roster.find(name);
		if (upstream == null) {
			return notFound(name);
		}
		switch (action) {
			case SluiceEndpoint.SUSPEND -> suspend(upstream, requester);
			case SluiceEndpoint.RESUME -> resume(upstream, requester);
			case null, default -> throw new BadParameterException("action", action,
					"known are: %s, %s".formatted(SluiceEndpoint.SUSPEND, SluiceEndpoint.RESUME));
		}
		return new WebEndpointResponse<>(show(upstream));
	}

	private static void suspend(ObservedUpstream upstream, String requester) {
		if (upstream.journal().suspend()) {
			log.warn("[{}] the upstream is suspended and takes no new requests until it is resumed: {} asked for it",
					upstream.name(), requester);
		}
		else {
			log.info("[{}] the upstream is suspended already: {} asked for it", upstream.name(), requester);
		}
	}

	private static void resume(ObservedUpstream upstream, String requester) {
		if (upstream.journal().resume()) {
			log.info("[{}] the upstream is resumed and takes requests again: {} asked for it", upstream.name(),
					requester);
		}
		else {
			log.info("[{}] the upstream is not suspended: {} asked to resume it", upstream.name(), requester);
		}
	}

	private WebEndpointResponse<Object> notFound(String name) {
		return EndpointProblem.notFound("There is no upstream '%s'; known are: %s".formatted(name,
				String.join(", ", this.roster.all().stream().map(ObservedUpstream::name).toList())));
	}

	private static Map<String, Object> show(ObservedUpstream upstream) {
		Map<String, Object> shown = new LinkedHashMap<>();
		UpstreamStatus status = upstream.status();
		shown.put("state", status.state().tag());
		shown.put("kind", upstream.kind().tag());
		shown.put("required", upstream.isRequired());
		shown.put("addresses", addresses(upstream.kind(), status));
		if (upstream.kind() == UpstreamKind.TCP) {
			shown.put("connections", status.busyConnections() + status.idleConnections());
		}
		shown.put("inFlight", status.inFlight());
		shown.put("waiting", status.waiting());
		Latency latency = upstream.journal().latency();
		if (latency != null) {
			shown.put("latency", Map.of("p50", round(latency.p50()), "p99", round(latency.p99())));
		}
		LastError error = upstream.journal().lastError();
		if (error != null) {
			shown.put("lastError",
					Map.of("at", error.at().truncatedTo(ChronoUnit.MILLIS).toString(), "message", error.text()));
		}
		return shown;
	}

	private static double round(double seconds) {
		return Math.round(seconds * 1e7) / 1e7;
	}

	private static List<Map<String, Object>> addresses(UpstreamKind kind, UpstreamStatus status) {
		List<Map<String, Object>> shown = new ArrayList<>();
		for (UpstreamStatus.Address address : status.addresses()) {
			Map<String, Object> each = new LinkedHashMap<>();
			each.put("address", address.address());
			if (kind == UpstreamKind.TCP) {
				each.put("connections", address.connections());
			}
			if (address.problem() != null) {
				each.put("problem", address.problem());
			}
			shown.add(each);
		}
		return shown;
	}

	/**
	 * The details of all upstreams in the health.
	 */
	Map<String, Object> details() {
		Map<String, Object> details = new LinkedHashMap<>();
		for (ObservedUpstream upstream : this.roster.all()) {
			UpstreamStatus status = upstream.status();
			Map<String, Object> each = new LinkedHashMap<>();
			each.put("state", status.state().tag());
			each.put("required", upstream.isRequired());
			each.put("addresses", addresses(upstream.kind(), status));
			details.put(upstream.name(), each);
		}
		return details;
	}

	/**
	 * Whether an upstream that is required is in a state.
	 */
	boolean isAnyRequired(UpstreamState state) {
		return this.roster.all()
			.stream()
			.anyMatch((upstream) -> upstream.isRequired() && upstream.status().state() == state);
	}

}

package io.sluice.actuate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.sluice.Intake;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/**
 * Shows the listeners with their settings and routes, and suspends and resumes them where
 * its access is unrestricted.
 */
@Slf4j(topic = "io.sluice.actuate")
@Endpoint(id = "sluice", defaultAccess = Access.READ_ONLY)
public final class SluiceEndpoint {

	private static final String SUSPEND = "suspend";

	private static final String RESUME = "resume";

	private final Map<String, OperatedListener> listeners = new TreeMap<>();

	private final RouteCounts counts;

	/**
	 * Create the endpoint.
	 * @param listeners the enabled listeners
	 * @param counts what their requests came to
	 */
	public SluiceEndpoint(List<OperatedListener> listeners, RouteCounts counts) {
		listeners.forEach((listener) -> this.listeners.put(listener.name(), listener));
		this.counts = counts;
	}

	/**
	 * Show all listeners.
	 * @return them by name
	 */
	@ReadOperation
	public Map<String, Object> all() {
		Map<String, Object> shown = new LinkedHashMap<>();
		this.listeners.forEach((name, listener) -> shown.put(name, listener.show(this.counts)));
		return Map.of("listeners", shown);
	}

	/**
	 * Show a listener.
	 * @param listener its name
	 * @return the listener; status 404 where there is none of this name
	 */
	@ReadOperation
	public WebEndpointResponse<Object> one(@Selector String listener) {
		OperatedListener operated = this.listeners.get(listener);
		return (operated != null) ? new WebEndpointResponse<>(operated.show(this.counts)) : notFound(listener);
	}

	/**
	 * Suspend a listener, so that new clients wait in the backlog and those it has are
	 * served on, or resume it.
	 * @param listener its name
	 * @param action {@code suspend} or {@code resume}
	 * @param security who asks
	 * @return the listener; status 400 for another action, 404 where there is no listener
	 * of this name
	 */
	@WriteOperation
	public WebEndpointResponse<Object> act(@Selector String listener, @Nullable String action,
			SecurityContext security) {
		OperatedListener operated = this.listeners.get(listener);
		if (operated == null) {
			return notFound(listener);
		}
		Intake intake = operated.connections().getIntake();
		String who = Requester.describe(security);
		switch (String.valueOf(action)) {
			case SUSPEND -> suspend(listener, intake, who);
			case RESUME -> resume(listener, intake, who);
			default -> {
				return Answers.badRequest(new BadParameterException("action", String.valueOf(action),
						"known are: %s, %s".formatted(SUSPEND, RESUME)));
			}
		}
		return new WebEndpointResponse<>(operated.show(this.counts));
	}

	private static void suspend(String listener, Intake intake, String who) {
		if (intake.suspend()) {
			log.warn("[{}] suspended, new clients wait until it is resumed: {} asked for it", listener, who);
		}
		else {
			log.info("[{}] is suspended already: {} asked for it", listener, who);
		}
	}

	private static void resume(String listener, Intake intake, String who) {
		if (intake.resume()) {
			log.info("[{}] resumed, new clients are accepted: {} asked for it", listener, who);
		}
		else {
			log.info("[{}] is not suspended: {} asked to resume it", listener, who);
		}
	}

	private WebEndpointResponse<Object> notFound(String listener) {
		return Answers.notFound("There is no listener '%s'; known are: %s".formatted(listener,
				String.join(", ", this.listeners.keySet())));
	}

}

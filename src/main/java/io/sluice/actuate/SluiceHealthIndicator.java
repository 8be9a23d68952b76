package io.sluice.actuate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.sluice.listener.SluiceServerConnectionFactory;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/**
 * Shows each listener; out of service while one of them is about to stop or is suspended,
 * down while one does not listen.
 */
public final class SluiceHealthIndicator extends AbstractHealthIndicator {

	private final List<SluiceServerConnectionFactory> listeners;

	/**
	 * Create an indicator.
	 * @param listeners the enabled listeners
	 */
	public SluiceHealthIndicator(List<SluiceServerConnectionFactory> listeners) {
		this.listeners = List.copyOf(listeners);
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		boolean up = true;
		boolean leaving = false;
		for (SluiceServerConnectionFactory listener : this.listeners) {
			up &= listener.isListening();
			leaving |= listener.isDraining() || listener.getIntake().isSuspended();
			builder.withDetail(listener.getName(), details(listener));
		}
		builder.status(leaving ? Status.OUT_OF_SERVICE : up ? Status.UP : Status.DOWN);
	}

	private static Map<String, Object> details(SluiceServerConnectionFactory listener) {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("listening", listener.isListening());
		details.put("suspended", listener.getIntake().isSuspended());
		details.put("port", listener.getPort());
		details.put("connections", listener.openConnections().count());
		if (listener.outstanding().isFull()) {
			details.put("outstandingRequests", listener.outstanding().count());
		}
		return details;
	}

}

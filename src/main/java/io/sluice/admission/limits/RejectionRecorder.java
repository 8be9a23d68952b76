package io.sluice.admission.limits;

import java.net.InetSocketAddress;

import io.sluice.CloseReason;
import io.sluice.telemetry.AccessEntry;
import io.sluice.telemetry.AccessLog;
import io.sluice.telemetry.EventMemory;
import io.sluice.telemetry.ListenerMetrics;
import io.sluice.telemetry.RecentError;

/**
 * Records clients that were rejected before they had a connection.
 *
 * @param listener the listener's name
 * @param metrics counts them
 * @param accessLog logs them
 * @param events keeps the latest ones
 */
public record RejectionRecorder(String listener, ListenerMetrics metrics, AccessLog accessLog, EventMemory events) {

	/**
	 * Record a rejected client.
	 * @param reason the close reason
	 * @param client its address
	 */
	public void record(CloseReason reason, InetSocketAddress client) {
		this.metrics.connectionRejected(reason);
		if (this.accessLog.isOn()) {
			this.accessLog.log(AccessEntry.ofRejected(this.listener, client, reason));
		}
		if (this.events.isOn()) {
			this.events.record(RecentError.ofRejected(this.listener, client, reason));
		}
	}

}

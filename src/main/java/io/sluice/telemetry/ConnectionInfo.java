package io.sluice.telemetry;

import java.time.Instant;

import io.sluice.spi.TlsPeer;
import io.sluice.telemetry.AccessEntry.Client;
import io.sluice.telemetry.AccessEntry.Traffic;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot of an open connection.
 *
 * @param client the client
 * @param openedAt the time at which it was accepted
 * @param phase the current phase
 * @param traffic the traffic so far, including the request in progress
 * @param route the route of its latest request, or {@code null} if there was none
 */
public record ConnectionInfo(Client client, Instant openedAt, Phase phase, Traffic traffic, @Nullable String route) {

	/**
	 * The subject of the client's certificate.
	 * @return the subject (RFC 2253), or {@code null} if the client sent none
	 */
	public @Nullable String tlsSubject() {
		TlsPeer tls = this.client.tls();
		return (tls != null) ? tls.subject() : null;
	}

}

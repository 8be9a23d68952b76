package io.sluice.telemetry;

import java.time.Instant;

import io.sluice.spi.TlsPeer;
import io.sluice.telemetry.AccessEntry.Client;
import io.sluice.telemetry.AccessEntry.Traffic;
import org.jspecify.annotations.Nullable;

/**
 * What can be seen of an open connection, as of a moment ago.
 *
 * @param client whose it is
 * @param openedAt when it was accepted
 * @param phase what it is at
 * @param traffic what has gone over it; a request under way counts
 * @param route the route of its latest request, or {@code null} if there was none
 */
public record ConnectionInfo(Client client, Instant openedAt, Phase phase, Traffic traffic, @Nullable String route) {

	/**
	 * Who the client is by its certificate.
	 * @return the subject (RFC 2253), or {@code null} if it showed none
	 */
	public @Nullable String identity() {
		TlsPeer tls = this.client.tls();
		return (tls != null) ? tls.subject() : null;
	}

}

package io.sluice.admission.tls;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What TLS asks of a client.
 *
 * @param auth whether it has to show a certificate
 * @param sessionTimeout how long it may resume its session, without showing it again
 */
public record ClientPolicy(ClientAuth auth, Duration sessionTimeout) {

	/** What TLS 1.3 (RFC 8446, section 4.6.1) allows a ticket. */
	private static final Duration MAX_TIMEOUT = Duration.ofDays(7);

	/** Where clients show nothing that could come to an end. */
	private static final Duration TIMEOUT = Duration.ofHours(1);

	private static final Duration TIMEOUT_WITH_CERTIFICATES = Duration.ofMinutes(10);

	/**
	 * Check the policy.
	 * @throws IllegalArgumentException if a session could be resumed for less than 1 s,
	 * or for more than 7 days
	 */
	public ClientPolicy {
		if (sessionTimeout.compareTo(Duration.ofSeconds(1)) < 0 || sessionTimeout.compareTo(MAX_TIMEOUT) > 0) {
			throw new IllegalArgumentException("It must be from 1s to 7d.");
		}
	}

	/**
	 * The policy of a listener.
	 * @param auth whether a client has to show a certificate
	 * @param sessionTimeout how long it may resume its session; if {@code null}, ten
	 * minutes with certificates and an hour without
	 */
	public static ClientPolicy of(ClientAuth auth, @Nullable Duration sessionTimeout) {
		Duration usual = (auth == ClientAuth.NONE) ? TIMEOUT : TIMEOUT_WITH_CERTIFICATES;
		return new ClientPolicy(auth, (sessionTimeout != null) ? sessionTimeout : usual);
	}

}

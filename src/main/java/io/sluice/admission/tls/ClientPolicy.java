package io.sluice.admission.tls;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * The requirements of TLS on a client.
 *
 * @param auth whether the client must present a certificate
 * @param sessionTimeout the time for which a session can be resumed without a new full
 * handshake
 */
public record ClientPolicy(ClientAuth auth, Duration sessionTimeout) {

	/** The longest lifetime of a ticket in TLS 1.3 (RFC 8446, section 4.6.1). */
	private static final Duration MAX_TIMEOUT = Duration.ofDays(7);

	/**
	 * The default for clients without certificates, whose sessions contain nothing that
	 * could expire.
	 */
	private static final Duration TIMEOUT = Duration.ofHours(1);

	private static final Duration TIMEOUT_WITH_CERTIFICATES = Duration.ofMinutes(10);

	/**
	 * Create a policy.
	 * @throws IllegalArgumentException if the session timeout is less than 1 s or more
	 * than 7 days
	 */
	public ClientPolicy {
		if (sessionTimeout.compareTo(Duration.ofSeconds(1)) < 0 || sessionTimeout.compareTo(MAX_TIMEOUT) > 0) {
			throw new IllegalArgumentException("It must be from 1s to 7d.");
		}
	}

	/**
	 * Create the policy of a listener.
	 * @param auth whether the client must present a certificate
	 * @param sessionTimeout the time for which a session can be resumed; if {@code null},
	 * ten minutes with certificates and an hour without
	 */
	public static ClientPolicy of(ClientAuth auth, @Nullable Duration sessionTimeout) {
		Duration usual = (auth == ClientAuth.NONE) ? TIMEOUT : TIMEOUT_WITH_CERTIFICATES;
		return new ClientPolicy(auth, (sessionTimeout != null) ? sessionTimeout : usual);
	}

}

package io.sluice.spi;

import io.sluice.SluiceHeaders;
import io.sluice.TlsPrincipal;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.security.core.Authentication;

/**
 * Identifies the sender of a request, if Spring Security is on the class path. A bean of
 * this type replaces the default, which identifies a client by the subject of its TLS
 * certificate ({@link TlsPrincipal}).
 */
@FunctionalInterface
public interface TcpAuthenticationConverter {

	/**
	 * Identify the sender of a request. Called by the connection's thread for every
	 * request to a handler method, a channel or a flow of the application, so it must not
	 * block for long.
	 * @param request the request, with the headers of {@link SluiceHeaders}
	 * @return the authentication in the {@code SecurityContextHolder} while the request
	 * is handled, or {@code null} for an anonymous client
	 * @throws RuntimeException to reject the request, which then reaches no handler
	 */
	@Nullable Authentication convert(Message<?> request);

}

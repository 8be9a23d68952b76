package io.sluice.spi;

import io.sluice.SluiceHeaders;
import io.sluice.TlsPrincipal;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.security.core.Authentication;

/**
 * Says who has sent a request, where Spring Security is on the class path. A bean of this
 * type takes the place of the default, which knows a client by the subject of its TLS
 * certificate ({@link TlsPrincipal}).
 */
@FunctionalInterface
public interface TcpAuthenticationConverter {

	/**
	 * Find the sender of a request. Called by the connection's thread for every request
	 * of a handler method, a channel or a flow of the application, so it does not wait
	 * for long.
	 * @param request the request, with the headers of {@link SluiceHeaders}
	 * @return what the {@code SecurityContextHolder} has while the request is handled, or
	 * {@code null} for an anonymous client
	 * @throws RuntimeException to refuse the request, which then reaches no handler
	 */
	@Nullable Authentication convert(Message<?> request);

}

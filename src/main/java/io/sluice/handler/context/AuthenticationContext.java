package io.sluice.handler.context;

import java.util.UUID;

import io.sluice.spi.TcpAuthenticationConverter;
import lombok.RequiredArgsConstructor;

import org.springframework.messaging.Message;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolderStrategy;

/**
 * Spring Security's context with the sender of the request. It is cleared after every
 * request, even if the handler has changed it.
 */
@RequiredArgsConstructor
public final class AuthenticationContext implements ContextPart {

	private static final Authentication ANONYMOUS = new AnonymousAuthenticationToken(UUID.randomUUID().toString(),
			"anonymousUser", AuthorityUtils.createAuthorityList("ROLE_ANONYMOUS"));

	private final TcpAuthenticationConverter converter;

	private final SecurityContextHolderStrategy strategy;

	@Override
	public Runnable enter(Message<?> request) {
		Authentication authentication = this.converter.convert(request);
		SecurityContext context = this.strategy.createEmptyContext();
		context.setAuthentication((authentication != null) ? authentication : ANONYMOUS);
		this.strategy.setContext(context);
		return this::clear;
	}

	@Override
	public void clear() {
		this.strategy.clearContext();
	}

}

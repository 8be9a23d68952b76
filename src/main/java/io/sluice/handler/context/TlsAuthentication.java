package io.sluice.handler.context;

import java.util.List;

import io.sluice.TlsPrincipal;
import org.jspecify.annotations.Nullable;

import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.FactorGrantedAuthority;

/**
 * The authentication of a client by its TLS certificate. Its one authority names the kind
 * of authentication; roles are up to the application.
 */
final class TlsAuthentication extends AbstractAuthenticationToken {

	private static final long serialVersionUID = 1L;

	private final TlsPrincipal principal;

	TlsAuthentication(TlsPrincipal principal, Object details) {
		super(List.of(FactorGrantedAuthority.fromAuthority(FactorGrantedAuthority.X509_AUTHORITY)));
		this.principal = principal;
		setDetails(details);
		setAuthenticated(true);
	}

	@Override
	public @Nullable Object getCredentials() {
		return null;
	}

	@Override
	public TlsPrincipal getPrincipal() {
		return this.principal;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return this == other || (other instanceof TlsAuthentication that && super.equals(that));
	}

	@Override
	public int hashCode() {
		return super.hashCode();
	}

}

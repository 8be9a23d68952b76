package io.sluice.error;

import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AuthenticationCredentialsNotFoundException;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.util.ClassUtils;

/**
 * What Spring Security throws at a client that may not do what it asks for, where Spring
 * Security is on the class path.
 */
final class AccessFailures {

	private static final boolean PRESENT = ClassUtils
		.isPresent("org.springframework.security.access.AccessDeniedException", AccessFailures.class.getClassLoader());

	private AccessFailures() {
	}

	/**
	 * Whether it is the client's doing: not where a service for authentication fails, or
	 * where a thread has no authentication at all.
	 */
	static boolean isDenied(Throwable failure) {
		return PRESENT && Security.isDenied(failure);
	}

	/** Apart, so that it is loaded only where its classes are there. */
	private static final class Security {

		static boolean isDenied(Throwable failure) {
			if (failure instanceof AuthenticationServiceException
					|| failure instanceof AuthenticationCredentialsNotFoundException) {
				return false;
			}
			return failure instanceof AccessDeniedException || failure instanceof AuthenticationException;
		}

	}

}

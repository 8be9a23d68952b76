package io.sluice.error;

import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AuthenticationCredentialsNotFoundException;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.util.ClassUtils;

/**
 * The exceptions of Spring Security that deny a client's request, if Spring Security is
 * on the class path.
 */
final class AccessDenialCheck {

	private static final boolean PRESENT = ClassUtils.isPresent(
			"org.springframework.security.access.AccessDeniedException", AccessDenialCheck.class.getClassLoader());

	private AccessDenialCheck() {
	}

	/**
	 * Whether the client caused the failure. {@code false} if an authentication service
	 * has failed, or if the thread has no authentication at all.
	 */
	static boolean isDenied(Throwable failure) {
		return PRESENT && Security.isDenied(failure);
	}

	/** A class of its own, loaded only if the classes of Spring Security are present. */
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

package io.sluice.actuate;

import java.security.Principal;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.util.ClassUtils;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * Who asks an endpoint to do something, for the log.
 */
final class Requester {

	private static final boolean SERVLETS = isPresent(
			"org.springframework.web.context.request.ServletRequestAttributes")
			&& isPresent("jakarta.servlet.http.HttpServletRequest");

	private Requester() {
	}

	/**
	 * Who asks now.
	 * @param security what the endpoint knows of that
	 * @return such as {@code 'ops' at 10.0.0.7}, or {@code somebody} where nothing is
	 * known
	 */
	static String describe(SecurityContext security) {
		Principal principal = security.getPrincipal();
		String who = (principal != null) ? "'%s'".formatted(printable(principal.getName())) : "somebody";
		String address = SERVLETS ? Servlets.remoteAddress() : null;
		return (address != null) ? who + " at " + address : who;
	}

	/**
	 * Whatever a name has in it, it does not end the line of the log.
	 */
	private static String printable(String name) {
		return name.replaceAll("\\p{Cntrl}", " ");
	}

	private static boolean isPresent(String name) {
		return ClassUtils.isPresent(name, Requester.class.getClassLoader());
	}

	/** Apart, as an application may have no web server, or another. */
	private static final class Servlets {

		static @Nullable String remoteAddress() {
			return (RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes)
					? attributes.getRequest().getRemoteAddr() : null;
		}

	}

}

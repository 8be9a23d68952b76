package io.sluice.actuate.endpoint;

import java.security.Principal;

import org.springframework.boot.actuate.endpoint.SecurityContext;

/**
 * Who asks an endpoint to do something, for the log.
 */
final class Requester {

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
		String address = CurrentRequest.remoteAddress();
		return (address != null) ? who + " at " + address : who;
	}

	/**
	 * Whatever a name has in it, it does not end the line of the log.
	 */
	static String printable(String name) {
		return name.replaceAll("\\p{Cntrl}", " ");
	}

}

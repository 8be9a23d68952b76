package io.sluice.actuate.endpoint;

import java.security.Principal;

import org.springframework.boot.actuate.endpoint.SecurityContext;

/**
 * The requester of an endpoint's operation, for the log.
 */
final class Requester {

	private Requester() {
	}

	/**
	 * Describe the current requester.
	 * @param security the identity, as far as the endpoint knows it
	 * @return for example {@code 'ops' at 10.0.0.7}, or {@code somebody} if nothing is
	 * known
	 */
	static String describe(SecurityContext security) {
		Principal principal = security.getPrincipal();
		String name = (principal != null) ? "'%s'".formatted(printable(principal.getName())) : "somebody";
		String address = CurrentRequest.remoteAddress();
		return (address != null) ? name + " at " + address : name;
	}

	/**
	 * Replace control characters, so that a name cannot end the log line.
	 */
	static String printable(String name) {
		return name.replaceAll("\\p{Cntrl}", " ");
	}

}

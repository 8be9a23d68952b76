package io.sluice.spi;

import org.jspecify.annotations.Nullable;

/**
 * Decides which part of a payload appears in the access log. If {@code
 * sluice.access-log.payload} turns payloads on, a bean of this type receives each payload
 * before it is logged. Without such a bean, payloads are logged unchanged.
 */
@FunctionalInterface
public interface Redactor {

	/**
	 * Remove everything that must not be logged. Called by the thread that writes the
	 * access log, not by the thread that serves the client. If this method throws, no
	 * part of the payload is logged.
	 * @param listener the listener's name
	 * @param route the name of the request's route, or {@code null} if no route matched
	 * @param payload the beginning of the payload, as text in the listener's charset; it
	 * may end anywhere
	 * @return the text to log, or {@code null} for none
	 */
	@Nullable String redact(String listener, @Nullable String route, String payload);

}

package io.sluice.spi;

import org.jspecify.annotations.Nullable;

/**
 * Decides what of a payload may stand in the access log. Where
 * {@code sluice.access-log.payload} asks for payloads, a bean of this type sees each one
 * before it is logged; without such a bean they are logged as they are.
 */
@FunctionalInterface
public interface Redactor {

	/**
	 * Leave out what must not be logged. Called by the thread that writes the access log,
	 * not by the one that serves the client. Where it throws, nothing of the payload is
	 * logged.
	 * @param listener the listener's name
	 * @param route the name of the request's route, or {@code null} where none was found
	 * @param payload how the payload begins, as text in the listener's charset; it may
	 * end anywhere
	 * @return what is logged, or {@code null} for nothing
	 */
	@Nullable String redact(String listener, @Nullable String route, String payload);

}

package io.sluice.extract;

import org.jspecify.annotations.Nullable;

/**
 * A value from a message, for example a field of a record. Linear in the length of the
 * message, and never throws.
 */
@FunctionalInterface
public interface Extractor {

	/**
	 * Extract the value.
	 * @param message the message
	 * @return the value, or {@code null} if the message does not have it
	 */
	@Nullable String extract(MessageView message);

}

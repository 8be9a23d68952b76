package io.sluice.extract;

import org.jspecify.annotations.Nullable;

/**
 * The values that the placeholders of a template stand for.
 *
 * @param request the request
 * @param reply the reply, or {@code null} while there is none
 * @param code the error code, or {@code null} if the request has not failed
 * @param message the text of the error, or {@code null}
 */
public record TemplateValues(MessageView request, @Nullable MessageView reply, @Nullable String code,
		@Nullable String message) {

	/**
	 * The values of a request without a reply.
	 * @param request the request
	 */
	public TemplateValues(MessageView request) {
		this(request, null, null, null);
	}

}

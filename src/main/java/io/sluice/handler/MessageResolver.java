package io.sluice.handler;

import org.jspecify.annotations.Nullable;

import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.handler.annotation.support.MessageMethodArgumentResolver;

/**
 * Resolves an argument that is the whole message. An empty payload is allowed.
 */
final class MessageResolver extends MessageMethodArgumentResolver {

	MessageResolver(MessageConverter converter) {
		super(converter);
	}

	@Override
	protected boolean isEmptyPayload(@Nullable Object payload) {
		return payload == null;
	}

}

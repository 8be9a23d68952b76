package io.sluice.handler;

import java.util.Optional;

import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.messaging.Message;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.messaging.handler.annotation.support.PayloadMethodArgumentResolver;
import org.springframework.validation.Validator;

/**
 * Resolves an argument that is the payload. An empty payload is allowed, unless the
 * argument is optional.
 */
final class PayloadResolver extends PayloadMethodArgumentResolver {

	PayloadResolver(MessageConverter converter, @Nullable Validator validator) {
		super(converter, validator);
	}

	@Override
	public @Nullable Object resolveArgument(MethodParameter parameter, Message<?> message) throws Exception {
		if (super.isEmptyPayload(message.getPayload())) {
			if (parameter.getParameterType() == Optional.class) {
				return Optional.empty();
			}
			Payload annotation = parameter.getParameterAnnotation(Payload.class);
			if (annotation != null && !annotation.required() && !parameter.getParameterType().isPrimitive()) {
				return null;
			}
		}
		return super.resolveArgument(parameter, message);
	}

	@Override
	protected boolean isEmptyPayload(@Nullable Object payload) {
		return payload == null;
	}

}

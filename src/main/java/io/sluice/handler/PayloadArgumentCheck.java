package io.sluice.handler;

import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.util.Set;

import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

import org.springframework.core.GenericTypeResolver;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.messaging.support.GenericMessage;
import org.springframework.util.StringUtils;

/**
 * Checks the arguments that are the payload of a request, or the whole message.
 */
@RequiredArgsConstructor
final class PayloadArgumentCheck {

	/** The types that bytes are converted to without JSON. */
	private static final Set<Class<?>> PLAIN = Set.of(String.class, CharSequence.class, char[].class, ByteBuffer.class);

	private final JsonTypeCheck json;

	/**
	 * Find a mistake that would fail every call.
	 * @param parameter the argument
	 * @return the correction, or {@code null} if there is no mistake
	 */
	@Nullable String findRemedy(MethodParameter parameter) {
		if (parameter.hasParameterAnnotation(DestinationVariable.class)) {
			return "A message has no destination: take the payload, or a @Header.";
		}
		if (Message.class.isAssignableFrom(parameter.getParameterType())) {
			return findRemedyOfMessage(parameter);
		}
		Payload payload = parameter.getParameterAnnotation(Payload.class);
		if (payload != null && StringUtils.hasText(payload.expression())) {
			return PayloadExpressionCheck.findRemedy(payload.expression());
		}
		MethodParameter content = parameter.nestedIfOptional();
		return findRemedy(content.getNestedParameterType(), GenericTypeResolver
			.resolveType(content.getNestedGenericParameterType(), parameter.getContainingClass()));
	}

	private @Nullable String findRemedyOfMessage(MethodParameter parameter) {
		if (!parameter.getParameterType().isAssignableFrom(GenericMessage.class)) {
			return "Take a Message.";
		}
		ResolvableType payload = ResolvableType.forMethodParameter(parameter).as(Message.class).getGeneric();
		if (ReplyKind.of(payload.toClass()) == ReplyKind.OPTIONAL) {
			return "Take a Message<byte[]>, or the payload as an argument of its own.";
		}
		return findRemedy(payload.toClass(), payload.getType());
	}

	private @Nullable String findRemedy(Class<?> type, Type generic) {
		if (type.isAssignableFrom(byte[].class) || PLAIN.contains(type)) {
			return null;
		}
		ReplyKind kind = ReplyKind.of(type);
		boolean value = kind == ReplyKind.VALUE || kind == ReplyKind.OPTIONAL;
		return (value && this.json.isReadable(generic)) ? null
				: "Take byte[], String, a class that Jackson can read from JSON, a @Header, or a Message.";
	}

}

package io.sluice.handler;

import java.lang.annotation.Annotation;
import java.util.stream.Stream;

import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.util.StringUtils;
import org.springframework.validation.Validator;
import org.springframework.validation.annotation.Validated;

/**
 * Finds payloads that a handler declares as validated although there is no validator.
 */
@RequiredArgsConstructor
final class ValidationCheck {

	/** A class name, because the library may be absent. */
	private static final String VALID = "jakarta.validation.Valid";

	private final @Nullable Validator validator;

	/**
	 * Check an argument that is the payload of a request, or the whole message.
	 * @param origin names the handler
	 * @param parameter the argument
	 * @throws HandlerSignatureException if there is no validator for it
	 */
	void check(String origin, MethodParameter parameter) {
		boolean asks = Stream.of(parameter.getParameterAnnotations()).anyMatch(ValidationCheck::isValidation);
		// the arguments of a @Validated class are validated by its proxy
		if (asks && !AnnotatedElementUtils.hasAnnotation(parameter.getContainingClass(), Validated.class)) {
			String remedy = findRemedy(parameter);
			if (remedy != null) {
				throw new HandlerSignatureException(origin,
						"nothing validates its argument %s".formatted(ArgumentCheck.nameOf(parameter)), remedy);
			}
		}
	}

	private static boolean isValidation(Annotation annotation) {
		return annotation.annotationType().getName().equals(VALID)
				|| AnnotationUtils.getAnnotation(annotation, Validated.class) != null;
	}

	private @Nullable String findRemedy(MethodParameter parameter) {
		Payload payload = parameter.getParameterAnnotation(Payload.class);
		if (Message.class.isAssignableFrom(parameter.getParameterType())
				|| (payload != null && StringUtils.hasText(payload.expression()))) {
			return "A whole message and the value of an expression are not validated: take the payload as an argument.";
		}
		Class<?> type = parameter.nestedIfOptional().getNestedParameterType();
		return (this.validator != null && this.validator.supports(type)) ? null
				: "Add spring-boot-starter-validation. Where there are several Validator beans, mark one as @Primary.";
	}

}

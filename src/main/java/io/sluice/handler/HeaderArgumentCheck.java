package io.sluice.handler;

import java.net.InetSocketAddress;
import java.nio.charset.Charset;
import java.util.Map;

import io.sluice.SluiceHeaders;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.core.MethodParameter;
import org.springframework.core.convert.TypeDescriptor;
import org.springframework.core.convert.support.DefaultConversionService;
import org.springframework.expression.ParseException;
import org.springframework.expression.common.TemplateParserContext;
import org.springframework.expression.spel.standard.SpelExpressionParser;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;
import org.springframework.messaging.handler.annotation.ValueConstants;
import org.springframework.messaging.support.MessageHeaderAccessor;
import org.springframework.util.ReflectionUtils;

/**
 * Checks the arguments that are headers of a request.
 */
@RequiredArgsConstructor
final class HeaderArgumentCheck {

	/** The headers that are not text, with their types. */
	private static final Map<String, Class<?>> TYPES = Map.of(SluiceHeaders.PEER, InetSocketAddress.class,
			SluiceHeaders.CHARSET, Charset.class);

	private final ConfigurableBeanFactory beanFactory;

	/**
	 * Whether an argument is resolved from the headers and not from the payload.
	 * @param parameter the argument
	 */
	boolean isFor(MethodParameter parameter) {
		Class<?> type = parameter.getParameterType();
		return parameter.hasParameterAnnotation(Header.class) || parameter.hasParameterAnnotation(Headers.class)
				|| type == MessageHeaders.class || MessageHeaderAccessor.class.isAssignableFrom(type);
	}

	/**
	 * Find a mistake that would fail every call.
	 * @param parameter the argument
	 * @return the correction, or {@code null} if there is no mistake
	 */
	@Nullable String findRemedy(MethodParameter parameter) {
		Header header = parameter.getParameterAnnotation(Header.class);
		if (header != null) {
			return findRemedy(header, parameter);
		}
		Class<?> type = parameter.getParameterType();
		if (MessageHeaderAccessor.class.isAssignableFrom(type)) {
			boolean wraps = type == MessageHeaderAccessor.class
					|| ReflectionUtils.findMethod(type, "wrap", Message.class) != null;
			return wraps ? null : "Take a MessageHeaderAccessor.";
		}
		return type.isAssignableFrom(MessageHeaders.class) ? null
				: "@Headers needs a Map<String, Object> or MessageHeaders.";
	}

	private @Nullable String findRemedy(Header header, MethodParameter parameter) {
		String name = header.name().isEmpty() ? parameter.getParameterName() : header.name();
		if (name == null) {
			return "Name the header in @Header, or compile with -parameters.";
		}
		boolean hasDefault = !header.defaultValue().equals(ValueConstants.DEFAULT_NONE);
		if (!isResolvable(name) || (hasDefault && !isResolvable(header.defaultValue()))) {
			return "Define every placeholder in @Header, and correct its expression.";
		}
		Class<?> known = TYPES.get(name);
		return (known == null || isConvertible(known, parameter)) ? null
				: "This header is of the type %s.".formatted(known.getName());
	}

	private boolean isResolvable(String text) {
		try {
			String resolved = this.beanFactory.resolveEmbeddedValue(text);
			if (resolved != null) {
				new SpelExpressionParser().parseExpression(resolved, new TemplateParserContext());
			}
			return true;
		}
		catch (IllegalArgumentException | ParseException ex) {
			return false;
		}
	}

	private static boolean isConvertible(Class<?> known, MethodParameter parameter) {
		return parameter.getParameterType().isAssignableFrom(known) || DefaultConversionService.getSharedInstance()
			.canConvert(TypeDescriptor.valueOf(known), new TypeDescriptor(parameter));
	}

}

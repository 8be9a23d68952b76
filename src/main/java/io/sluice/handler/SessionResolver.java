package io.sluice.handler;

import java.util.Optional;

import io.sluice.TcpSession;
import io.sluice.TcpSessionAttribute;
import io.sluice.TcpSessions;
import io.sluice.spi.Exchange;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.MethodParameter;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.TypeDescriptor;
import org.springframework.integration.ip.IpHeaders;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHandlingException;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;

/**
 * Resolves an argument that is the session of the request, or one of its attributes.
 */
@RequiredArgsConstructor
final class SessionResolver implements HandlerMethodArgumentResolver {

	/** Finds the session of a message that a flow has made of a request. */
	private final ObjectProvider<TcpSessions> sessions;

	private final ConversionService conversion;

	/**
	 * Whether an argument is resolved from the session.
	 */
	static boolean isFor(MethodParameter parameter) {
		return parameter.getParameterType() == TcpSession.class
				|| parameter.hasParameterAnnotation(TcpSessionAttribute.class);
	}

	@Override
	public boolean supportsParameter(MethodParameter parameter) {
		return isFor(parameter);
	}

	@Override
	public @Nullable Object resolveArgument(MethodParameter parameter, Message<?> message) {
		TcpSession session = sessionOf(message);
		TcpSessionAttribute attribute = parameter.getParameterAnnotation(TcpSessionAttribute.class);
		return (attribute != null) ? attribute(session, attribute, parameter, message) : session;
	}

	private TcpSession sessionOf(Message<?> message) {
		if (message.getHeaders().getReplyChannel() instanceof Exchange exchange) {
			return exchange.session();
		}
		Object id = message.getHeaders().get(IpHeaders.CONNECTION_ID);
		TcpSessions open = this.sessions.getIfAvailable();
		TcpSession session = (id instanceof String text && open != null) ? open.session(text) : null;
		if (session == null) {
			throw new MessageHandlingException(message, "The session '%s' is not open".formatted(id));
		}
		return session;
	}

	private @Nullable Object attribute(TcpSession session, TcpSessionAttribute attribute, MethodParameter parameter,
			Message<?> message) {
		String name = nameOf(attribute, parameter);
		MethodParameter wanted = parameter.nestedIfOptional();
		Object value = this.conversion.convert(session.attributes().get(String.valueOf(name)),
				new TypeDescriptor(wanted));
		if (parameter.isOptional() && parameter.getParameterType() == Optional.class) {
			return Optional.ofNullable(value);
		}
		if (value == null && attribute.required()) {
			throw new MessageHandlingException(message, "The session has no attribute '%s'".formatted(name));
		}
		return value;
	}

	static @Nullable String nameOf(TcpSessionAttribute attribute, MethodParameter parameter) {
		return attribute.value().isEmpty() ? parameter.getParameterName() : attribute.value();
	}

	/**
	 * Find a mistake that would fail every call.
	 * @return the correction, or {@code null} if there is no mistake
	 */
	static @Nullable String findRemedy(MethodParameter parameter) {
		TcpSessionAttribute attribute = parameter.getParameterAnnotation(TcpSessionAttribute.class);
		if (attribute == null) {
			return null;
		}
		if (nameOf(attribute, parameter) == null) {
			return "Name the attribute in @TcpSessionAttribute, or compile with -parameters.";
		}
		return (!attribute.required() && parameter.getParameterType().isPrimitive())
				? "A primitive cannot be null; take its wrapper, or an Optional." : null;
	}

}

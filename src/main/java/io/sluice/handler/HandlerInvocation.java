package io.sluice.handler;

import java.lang.reflect.Method;
import java.util.stream.Collectors;

import io.sluice.ErrorCode;
import io.sluice.TcpHandlerException;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.handler.annotation.support.MethodArgumentNotValidException;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolverComposite;
import org.springframework.messaging.handler.invocation.InvocableHandlerMethod;
import org.springframework.validation.FieldError;

/**
 * The invocation of a handler method. It distinguishes a payload that cannot be converted
 * to an argument from a failure of the method itself.
 */
final class HandlerInvocation extends InvocableHandlerMethod {

	HandlerInvocation(Object bean, Method method, HandlerMethodArgumentResolverComposite resolvers) {
		super(bean, method);
		setMessageMethodArgumentResolvers(resolvers);
	}

	@Override
	protected @Nullable Object[] getMethodArgumentValues(Message<?> message, @Nullable Object... providedArgs)
			throws Exception {
		try {
			return super.getMethodArgumentValues(message, providedArgs);
		}
		catch (MessageConversionException ex) {
			throw new TcpHandlerException(ErrorCode.BAD_PAYLOAD, "the payload cannot be read", ex);
		}
		catch (MethodArgumentNotValidException ex) {
			throw new TcpHandlerException(ErrorCode.BAD_PAYLOAD, describe(ex), ex);
		}
	}

	private static String describe(MethodArgumentNotValidException ex) {
		if (ex.getBindingResult() == null || !ex.getBindingResult().hasFieldErrors()) {
			return "the payload is not valid";
		}
		return ex.getBindingResult()
			.getFieldErrors()
			.stream()
			.map(FieldError::getField)
			.distinct()
			.sorted()
			.collect(Collectors.joining(", ", "the payload is not valid: ", ""));
	}

}

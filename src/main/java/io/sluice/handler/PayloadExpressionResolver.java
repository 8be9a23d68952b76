package io.sluice.handler;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.core.MethodParameter;
import org.springframework.expression.EvaluationException;
import org.springframework.integration.handler.support.PayloadExpressionArgumentResolver;
import org.springframework.messaging.Message;
import org.springframework.messaging.converter.MessageConversionException;

/**
 * Resolves an argument that is an expression over the payload. A payload for which the
 * expression fails is the client's mistake, like one that cannot be converted.
 */
final class PayloadExpressionResolver extends PayloadExpressionArgumentResolver {

	private PayloadExpressionResolver() {
	}

	static PayloadExpressionResolver create(BeanFactory beanFactory) {
		PayloadExpressionResolver resolver = new PayloadExpressionResolver();
		resolver.setBeanFactory(beanFactory);
		resolver.afterPropertiesSet();
		return resolver;
	}

	@Override
	public @Nullable Object resolveArgument(MethodParameter parameter, Message<?> message) {
		try {
			return super.resolveArgument(parameter, message);
		}
		catch (EvaluationException ex) {
			throw new MessageConversionException(message, "The expression of @Payload cannot be evaluated", ex);
		}
	}

}

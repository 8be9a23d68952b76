package io.sluice.handler;

import io.sluice.TcpSessions;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.core.convert.support.DefaultConversionService;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.handler.annotation.support.HeaderMethodArgumentResolver;
import org.springframework.messaging.handler.annotation.support.HeadersMethodArgumentResolver;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolverComposite;
import org.springframework.validation.Validator;

/**
 * The resolvers for the arguments of handler methods, in Spring Messaging's order.
 */
final class ArgumentResolverFactory {

	private ArgumentResolverFactory() {
	}

	static HandlerMethodArgumentResolverComposite resolvers(ConfigurableBeanFactory beanFactory, JsonMapper jsonMapper,
			@Nullable Validator validator) {
		MessageConverter converter = PayloadConverter.of(jsonMapper);
		HandlerMethodArgumentResolverComposite resolvers = new HandlerMethodArgumentResolverComposite();
		resolvers
			.addResolver(new HeaderMethodArgumentResolver(DefaultConversionService.getSharedInstance(), beanFactory));
		resolvers.addResolver(new HeadersMethodArgumentResolver());
		resolvers.addResolver(new SessionResolver(beanFactory.getBeanProvider(TcpSessions.class),
				DefaultConversionService.getSharedInstance()));
		resolvers.addResolver(new MessageResolver(converter));
		resolvers.addResolver(PayloadExpressionResolver.create(beanFactory));
		resolvers.addResolver(new PayloadResolver(converter, validator));
		return resolvers;
	}

}

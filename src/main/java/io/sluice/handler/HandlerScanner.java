package io.sluice.handler;

import java.lang.reflect.Method;
import java.util.LinkedHashMap;
import java.util.Map;

import io.sluice.TcpHandler;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolverComposite;
import org.springframework.validation.Validator;

/**
 * Finds the {@link TcpHandler} methods of all beans, and adds the built-in handlers.
 */
public final class HandlerScanner {

	private final ConfigurableListableBeanFactory beanFactory;

	private final HandlerMethodArgumentResolverComposite resolvers;

	/**
	 * Create a scanner.
	 * @param beanFactory where the beans are
	 * @param jsonMapper reads payloads that are JSON
	 * @param validator honours {@code @Valid}, if there is one
	 */
	public HandlerScanner(ConfigurableListableBeanFactory beanFactory, JsonMapper jsonMapper,
			@Nullable Validator validator) {
		this.beanFactory = beanFactory;
		this.resolvers = HandlerArguments.resolvers(beanFactory, jsonMapper, validator);
	}

	/**
	 * Find all handlers.
	 * @return the handlers by name
	 * @throws DuplicateTargetException if two have one name
	 */
	public Map<String, NamedHandler> scan() {
		Map<String, NamedHandler> handlers = new LinkedHashMap<>();
		add(handlers, new NamedHandler("echo", new EchoHandler(), "the built-in handler 'echo'", false));
		add(handlers, new NamedHandler("discard", new DiscardHandler(), "the built-in handler 'discard'", false));
		for (String beanName : this.beanFactory.getBeanNamesForType(Object.class)) {
			if (!ScopedProxyUtils.isScopedTarget(beanName)) {
				scan(beanName, handlers);
			}
		}
		return handlers;
	}

	private void scan(String beanName, Map<String, NamedHandler> handlers) {
		HandlerMethods.of(AutoProxyUtils.determineTargetClass(this.beanFactory, beanName))
			.forEach((method, name) -> add(handlers, handlerOf(beanName, method, name)));
	}

	private NamedHandler handlerOf(String beanName, Method method, String name) {
		Object bean = this.beanFactory.getBean(beanName);
		Method invocable = AopUtils.selectInvocableMethod(method, bean.getClass());
		String origin = "%s.%s() of bean '%s'".formatted(method.getDeclaringClass().getSimpleName(), method.getName(),
				beanName);
		return new NamedHandler(name, new MethodHandler(new HandlerInvocation(bean, invocable, this.resolvers)), origin,
				!isInfrastructure(beanName));
	}

	/** Such as the sample handlers. */
	private boolean isInfrastructure(String beanName) {
		return this.beanFactory.containsBeanDefinition(beanName)
				&& this.beanFactory.getBeanDefinition(beanName).getRole() == BeanDefinition.ROLE_INFRASTRUCTURE;
	}

	private static void add(Map<String, NamedHandler> handlers, NamedHandler handler) {
		NamedHandler other = handlers.putIfAbsent(handler.name(), handler);
		if (other != null) {
			throw new DuplicateTargetException(handler.name(), other.origin(), handler.origin());
		}
	}

}

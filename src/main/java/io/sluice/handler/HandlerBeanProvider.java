package io.sluice.handler;

import java.lang.reflect.Method;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;

import lombok.RequiredArgsConstructor;

import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.Scope;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolverComposite;

/**
 * Provides the beans of handlers: a singleton once, at the start; a bean of a narrower
 * scope for each call, as its scope requires.
 */
@RequiredArgsConstructor
final class HandlerBeanProvider {

	/** A name, because the web classes may be absent from the class path. */
	private static final String WEB_SCOPE = "org.springframework.web.context.request.AbstractRequestAttributesScope";

	private static final Set<String> OF_THE_CONTAINER = Set.of("", ConfigurableBeanFactory.SCOPE_SINGLETON,
			ConfigurableBeanFactory.SCOPE_PROTOTYPE);

	private final ConfigurableListableBeanFactory beanFactory;

	private final HandlerMethodArgumentResolverComposite resolvers;

	/**
	 * Prepare the calls of a handler.
	 * @param beanName the bean's name
	 * @param method a method of its class
	 * @param origin names both
	 * @return supplies the invocation for each call
	 * @throws HandlerSignatureException if no call is possible
	 */
	Supplier<HandlerInvocation> prepare(String beanName, Method method, String origin) {
		checkScope(beanName, origin);
		if (!this.beanFactory.isSingleton(beanName)) {
			return () -> invocation(this.beanFactory.getBean(beanName), method);
		}
		Object bean = this.beanFactory.getBean(beanName);
		if (isNull(bean)) {
			throw new HandlerSignatureException(origin, "the bean is null",
					"Return a bean, or leave its definition out by a condition.");
		}
		HandlerInvocation invocation = invocation(bean, method, origin);
		return () -> invocation;
	}

	/** Whether a bean is the container's placeholder for null, which equals null. */
	@SuppressWarnings("EqualsNull")
	private static boolean isNull(Object bean) {
		return bean.equals(null);
	}

	private HandlerInvocation invocation(Object bean, Method method, String origin) {
		try {
			ProxyCheck.check(origin, method, bean);
			return invocation(bean, method);
		}
		catch (IllegalStateException ex) {
			throw new HandlerSignatureException(origin, "the bean's proxy does not have the method",
					String.valueOf(ex.getMessage()));
		}
	}

	private HandlerInvocation invocation(Object bean, Method method) {
		return new HandlerInvocation(bean, AopUtils.selectInvocableMethod(method, bean.getClass()), this.resolvers);
	}

	private void checkScope(String beanName, String origin) {
		String target = ScopedProxyUtils.getTargetBeanName(beanName);
		String name = scopeOf(this.beanFactory.containsBeanDefinition(target) ? target : beanName);
		if (OF_THE_CONTAINER.contains(name)) {
			return;
		}
		Scope scope = this.beanFactory.getRegisteredScope(name);
		if (scope == null) {
			throw new HandlerSignatureException(origin, "there is no scope '%s'".formatted(name),
					"Register the scope, or make the bean a singleton or a prototype.");
		}
		if (TypeNames.of(scope.getClass()).contains(WEB_SCOPE)) {
			throw new HandlerSignatureException(origin,
					"a TCP message has no web request that scope '%s' could belong to".formatted(name),
					"Make the bean a singleton or a prototype.");
		}
	}

	private String scopeOf(String beanName) {
		if (!this.beanFactory.containsBeanDefinition(beanName)) {
			return ConfigurableBeanFactory.SCOPE_SINGLETON;
		}
		return Objects.requireNonNullElse(this.beanFactory.getMergedBeanDefinition(beanName).getScope(), "");
	}

}

package io.sluice.handler;

import java.lang.reflect.Method;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.validation.Validator;

/**
 * Finds the {@link io.sluice.TcpHandler} methods of all beans, and adds the built-in
 * handlers.
 */
public final class HandlerScanner {

	private final ConfigurableListableBeanFactory beanFactory;

	private final HandlerMethodFinder methods;

	private final ArgumentCheck arguments;

	private final HandlerBeanProvider beans;

	/**
	 * Create a scanner.
	 * @param beanFactory contains the beans
	 * @param jsonMapper reads JSON payloads
	 * @param validator validates arguments with {@code @Valid}, or {@code null}
	 */
	public HandlerScanner(ConfigurableListableBeanFactory beanFactory, JsonMapper jsonMapper,
			@Nullable Validator validator) {
		this.beanFactory = beanFactory;
		this.methods = new HandlerMethodFinder(beanFactory);
		this.arguments = new ArgumentCheck(beanFactory, new JsonTypeCheck(jsonMapper), validator);
		this.beans = new HandlerBeanProvider(beanFactory,
				ArgumentResolverFactory.resolvers(beanFactory, jsonMapper, validator));
	}

	/**
	 * Find all handlers.
	 * @return the handlers by name
	 * @throws DuplicateTargetException if two handlers have the same name
	 * @throws HandlerSignatureException if a handler could not answer any request
	 */
	public Map<String, NamedHandler> scan() {
		Map<String, NamedHandler> handlers = new LinkedHashMap<>();
		add(handlers, new NamedHandler("echo", new EchoHandler(), "the built-in handler 'echo'", false, false));
		add(handlers,
				new NamedHandler("discard", new DiscardHandler(), "the built-in handler 'discard'", false, false));
		// the search must not create a lazy bean or a lazy factory
		for (String beanName : this.beanFactory.getBeanNamesForType(Object.class, true, false)) {
			if (!ScopedProxyUtils.isScopedTarget(beanName)) {
				this.methods.find(beanName).forEach((method, name) -> add(handlers, handlerOf(beanName, method, name)));
			}
		}
		return handlers;
	}

	private NamedHandler handlerOf(String beanName, Method method, String name) {
		String origin = "%s.%s() of bean '%s'".formatted(method.getDeclaringClass().getSimpleName(), method.getName(),
				beanName);
		Class<?> beanType = this.methods.typeOf(beanName, method);
		ResultCheck.check(origin, method, beanType);
		if (ProxyCheck.isAsyncEnabled(this.beanFactory)) {
			ProxyCheck.check(origin, method, beanType);
		}
		this.arguments.check(origin, method, beanType);
		return new NamedHandler(name, new MethodHandler(this.beans.prepare(beanName, method, origin), origin), origin,
				ReplyKind.of(method.getReturnType()).isAwaited(), !isInfrastructure(beanName));
	}

	/** Whether the bean belongs to Sluice itself, such as the sample handlers. */
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

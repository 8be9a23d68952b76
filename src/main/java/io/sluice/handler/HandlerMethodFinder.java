package io.sluice.handler;

import java.lang.reflect.Method;
import java.util.Map;

import io.sluice.TcpHandler;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedObject;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.util.ClassUtils;

/**
 * Finds the {@link TcpHandler} methods of a bean by its class, without creating the bean.
 * A bean whose class cannot be loaded or read is skipped, as Spring's own annotation
 * processors do: it may be a lazy bean that is never used.
 */
@RequiredArgsConstructor
@Slf4j
final class HandlerMethodFinder {

	private static final String SPRING = "org.springframework.";

	private final ConfigurableListableBeanFactory beanFactory;

	/**
	 * Find the handlers of a bean.
	 * @param beanName the bean's name
	 * @return the methods, each with its handler's name
	 */
	Map<Method, String> find(String beanName) {
		try {
			Class<?> type = typeOf(beanName);
			return (type != null && isCandidate(type)) ? find(type) : Map.of();
		}
		catch (RuntimeException | LinkageError ex) {
			log.debug("Bean '{}' is not searched for handlers, as its class cannot be read", beanName, ex);
			return Map.of();
		}
	}

	/**
	 * Skips Spring's own beans, because they are many and the search delays the start.
	 */
	private static boolean isCandidate(Class<?> type) {
		return !type.getName().startsWith(SPRING) && AnnotationUtils.isCandidateClass(type, TcpHandler.class);
	}

	private static Map<Method, String> find(Class<?> type) {
		return MethodIntrospector.selectMethods(type, HandlerMethodFinder::nameOf);
	}

	private static @Nullable String nameOf(Method method) {
		TcpHandler annotation = AnnotatedElementUtils.findMergedAnnotation(method, TcpHandler.class);
		return (annotation != null) ? annotation.value() : null;
	}

	/**
	 * The class that has a bean's method.
	 * @param beanName the bean's name
	 * @param method the method
	 * @return the bean's class, without its proxy
	 */
	Class<?> typeOf(String beanName, Method method) {
		Class<?> type = typeOf(beanName);
		return (type != null) ? ClassUtils.getUserClass(type) : method.getDeclaringClass();
	}

	private @Nullable Class<?> typeOf(String beanName) {
		Class<?> type = AutoProxyUtils.determineTargetClass(this.beanFactory, beanName);
		if (type == null || !ScopedObject.class.isAssignableFrom(type)) {
			return type;
		}
		Class<?> target = AutoProxyUtils.determineTargetClass(this.beanFactory,
				ScopedProxyUtils.getTargetBeanName(beanName));
		return (target != null) ? target : type;
	}

}

package io.sluice.handler;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

import org.springframework.aop.Advisor;
import org.springframework.aop.Pointcut;
import org.springframework.aop.PointcutAdvisor;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.interceptor.AsyncExecutionInterceptor;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.AsyncAnnotationBeanPostProcessor;
import org.springframework.scheduling.config.TaskManagementConfigUtils;

/**
 * Finds proxies that would lose a handler's reply, or call it on the wrong object.
 */
final class ProxyCheck {

	/** The results that Spring can return before an asynchronous method has run. */
	private static final Set<Class<?>> ASYNC_RESULTS = Set.of(void.class, CompletableFuture.class, Future.class);

	private ProxyCheck() {
	}

	/**
	 * Whether {@code @Async} is enabled.
	 */
	static boolean isAsyncEnabled(ListableBeanFactory beanFactory) {
		return beanFactory.containsBean(TaskManagementConfigUtils.ASYNC_EXECUTION_ASPECT_BEAN_NAME)
				|| beanFactory.getBeanNamesForType(AsyncAnnotationBeanPostProcessor.class, true, false).length > 0;
	}

	/**
	 * Check the annotations of a handler, if {@code @Async} is enabled.
	 * @param origin names the handler
	 * @param method its method
	 * @param beanType its class
	 * @throws HandlerSignatureException if the method is asynchronous and its result
	 * would be lost
	 */
	static void check(String origin, Method method, Class<?> beanType) {
		if (AnnotatedElementUtils.hasAnnotation(method, Async.class)
				|| AnnotatedElementUtils.hasAnnotation(beanType, Async.class)) {
			checkAsync(origin, method);
		}
	}

	/**
	 * Check the proxy of a handler's bean, if there is one.
	 * @param origin names the handler
	 * @param method its method
	 * @param bean the bean
	 * @throws HandlerSignatureException if the proxy cannot call the method
	 */
	static void check(String origin, Method method, Object bean) {
		if (AopUtils.isCglibProxy(bean) && Modifier.isFinal(method.getModifiers())) {
			throw new HandlerSignatureException(origin,
					"the bean is a proxy, and a final method runs on the proxy instead of the bean",
					"Remove 'final' from the method.");
		}
		if (bean instanceof Advised advised) {
			for (Advisor advisor : advised.getAdvisors()) {
				if (advisor.getAdvice() instanceof AsyncExecutionInterceptor && matches(advisor, method, bean)) {
					checkAsync(origin, method);
				}
			}
		}
	}

	private static boolean matches(Advisor advisor, Method method, Object bean) {
		if (!(advisor instanceof PointcutAdvisor advice)) {
			return true;
		}
		Class<?> type = AopUtils.getTargetClass(bean);
		Pointcut pointcut = advice.getPointcut();
		return pointcut.getClassFilter().matches(type) && pointcut.getMethodMatcher().matches(method, type);
	}

	private static void checkAsync(String origin, Method method) {
		if (!ASYNC_RESULTS.contains(method.getReturnType())) {
			throw new HandlerSignatureException(origin,
					"it is asynchronous, and returns %s".formatted(method.getReturnType().getTypeName()),
					"Return a CompletableFuture, or remove @Async: a handler runs on its connection's own thread and may block.");
		}
	}

}

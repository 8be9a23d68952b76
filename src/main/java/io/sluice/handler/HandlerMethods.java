package io.sluice.handler;

import java.lang.reflect.Method;
import java.util.Map;

import io.sluice.TcpHandler;
import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;

/**
 * The {@link TcpHandler} methods of a class.
 */
final class HandlerMethods {

	private HandlerMethods() {
	}

	/**
	 * Find them.
	 * @param type the class of a bean, or {@code null} where it is not known
	 * @return the methods, each with the name of its handler
	 */
	static Map<Method, String> of(@Nullable Class<?> type) {
		if (type == null || !AnnotationUtils.isCandidateClass(type, TcpHandler.class)) {
			return Map.of();
		}
		return MethodIntrospector.selectMethods(type, HandlerMethods::nameOf);
	}

	private static @Nullable String nameOf(Method method) {
		TcpHandler annotation = AnnotatedElementUtils.findMergedAnnotation(method, TcpHandler.class);
		return (annotation != null) ? annotation.value() : null;
	}

}

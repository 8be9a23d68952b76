package io.sluice.handler;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Stream;

import io.sluice.TcpSession;
import io.sluice.TcpSessionAttribute;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.generate.GenerationContext;
import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.ReflectionHints;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotContribution;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotProcessor;
import org.springframework.beans.factory.aot.BeanFactoryInitializationCode;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;
import org.springframework.util.ClassUtils;

/**
 * Registers hints for a native image: the handler methods, which are called by
 * reflection, and the types that their payloads and replies are converted from and to
 * JSON.
 */
public final class HandlerHints implements BeanFactoryInitializationAotProcessor {

	@Override
	public @Nullable BeanFactoryInitializationAotContribution processAheadOfTime(
			ConfigurableListableBeanFactory beanFactory) {
		HandlerMethodFinder handlers = new HandlerMethodFinder(beanFactory);
		Set<Method> methods = new LinkedHashSet<>();
		for (String beanName : beanFactory.getBeanDefinitionNames()) {
			methods.addAll(handlers.find(beanName).keySet());
		}
		return methods.isEmpty() ? null : new Contribution(methods);
	}

	/**
	 * The hints for a set of methods.
	 *
	 * @param methods the handler methods of all beans
	 */
	private record Contribution(Set<Method> methods) implements BeanFactoryInitializationAotContribution {

		private static final BindingReflectionHintsRegistrar BINDING = new BindingReflectionHintsRegistrar();

		@Override
		public void applyTo(GenerationContext context, BeanFactoryInitializationCode code) {
			ReflectionHints hints = context.getRuntimeHints().reflection();
			Set<Class<?>> bound = new LinkedHashSet<>();
			for (Method method : this.methods) {
				hints.registerMethod(method, ExecutableMode.INVOKE);
				Stream.of(method.getParameters())
					.filter(Contribution::isOfPayload)
					.forEach((parameter) -> addBound(parameter.getParameterizedType(), bound));
				addBound(method.getGenericReturnType(), bound);
			}
			BINDING.registerReflectionHints(hints, bound.toArray(Type[]::new));
		}

		private static boolean isOfPayload(Parameter parameter) {
			return !AnnotatedElementUtils.hasAnnotation(parameter, Header.class)
					&& !AnnotatedElementUtils.hasAnnotation(parameter, Headers.class)
					&& !AnnotatedElementUtils.hasAnnotation(parameter, TcpSessionAttribute.class)
					&& parameter.getType() != TcpSession.class;
		}

		/**
		 * Add the types that JSON is bound to: the content of a message, a future or a
		 * collection, and not the wrapper itself.
		 */
		private static void addBound(Type type, Set<Class<?>> bound) {
			switch (type) {
				case Class<?> plain when plain.isArray() -> addBound(plain.getComponentType(), bound);
				case Class<?> plain when isBound(plain) -> bound.add(plain);
				case ParameterizedType generic -> {
					addBound(generic.getRawType(), bound);
					addAll(generic.getActualTypeArguments(), bound);
				}
				case GenericArrayType array -> addBound(array.getGenericComponentType(), bound);
				case WildcardType wildcard -> addAll(wildcard.getUpperBounds(), bound);
				case TypeVariable<?> variable -> addAll(variable.getBounds(), bound);
				default -> {
					// such a type is never bound to JSON
				}
			}
		}

		private static void addAll(Type[] types, Set<Class<?>> bound) {
			Stream.of(types).forEach((type) -> addBound(type, bound));
		}

		private static boolean isBound(Class<?> type) {
			String name = type.getName();
			return !ClassUtils.isPrimitiveOrWrapper(type) && !name.startsWith("java.")
					&& !name.startsWith("org.springframework.") && !name.startsWith("reactor.")
					&& !name.startsWith("kotlin.");
		}

	}

}

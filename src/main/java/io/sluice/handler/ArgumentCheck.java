package io.sluice.handler;

import java.lang.reflect.Method;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.AnnotatedMethod;
import org.springframework.validation.Validator;

/**
 * Checks from a handler's declaration whether its arguments can be resolved from a
 * request, by the rules of {@link ArgumentResolverFactory}.
 */
final class ArgumentCheck {

	private final HeaderArgumentCheck headers;

	private final PayloadArgumentCheck payloads;

	private final ValidationCheck validation;

	ArgumentCheck(ConfigurableBeanFactory beanFactory, JsonTypeCheck json, @Nullable Validator validator) {
		this.headers = new HeaderArgumentCheck(beanFactory);
		this.payloads = new PayloadArgumentCheck(json);
		this.validation = new ValidationCheck(validator);
	}

	/**
	 * Check the arguments of a handler.
	 * @param origin names the handler
	 * @param method its method
	 * @param beanType its class
	 * @throws HandlerSignatureException if an argument cannot be resolved from any
	 * request
	 */
	void check(String origin, Method method, Class<?> beanType) {
		for (MethodParameter parameter : new Parameters(method, beanType).getMethodParameters()) {
			parameter.initParameterNameDiscovery(DefaultParameterNameDiscoverer.getSharedInstance());
			if (parameter.getParameterType().getName().equals("kotlin.coroutines.Continuation")) {
				throw new HandlerSignatureException(origin, "it is a suspending function",
						"Return a CompletableFuture, for example with future { }, or let it block.");
			}
			boolean payload = !this.headers.isFor(parameter) && !SessionResolver.isFor(parameter);
			String remedy = payload ? this.payloads.findRemedy(parameter) : findRemedy(parameter);
			if (remedy != null) {
				throw new HandlerSignatureException(origin, "its argument %s of type %s cannot be made of a message"
					.formatted(nameOf(parameter), parameter.getGenericParameterType().getTypeName()), remedy);
			}
			if (payload) {
				this.validation.check(origin, parameter);
			}
		}
	}

	private @Nullable String findRemedy(MethodParameter parameter) {
		return SessionResolver.isFor(parameter) ? SessionResolver.findRemedy(parameter)
				: this.headers.findRemedy(parameter);
	}

	static String nameOf(MethodParameter parameter) {
		String name = parameter.getParameterName();
		return (name != null) ? "'" + name + "'" : String.valueOf(parameter.getParameterIndex());
	}

	/**
	 * A method that includes the annotations of its interfaces, as an invocation does.
	 */
	private static final class Parameters extends AnnotatedMethod {

		private final Class<?> beanType;

		Parameters(Method method, Class<?> beanType) {
			super(method);
			this.beanType = beanType;
		}

		@Override
		protected Class<?> getContainingClass() {
			return this.beanType;
		}

	}

}

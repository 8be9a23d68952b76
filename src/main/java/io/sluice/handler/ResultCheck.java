package io.sluice.handler;

import java.lang.reflect.Method;
import org.springframework.core.ResolvableType;

/**
 * Checks from a handler's declaration whether its result can be a reply.
 */
final class ResultCheck {

	/** The limit on the resolution of type variables, which may refer to each other. */
	private static final int MAX_DEPTH = 6;

	private final String origin;

	private ResultCheck(String origin) {
		this.origin = origin;
	}

	/**
	 * Check a handler's result.
	 * @param origin names the handler
	 * @param method its method
	 * @param beanType its class
	 * @throws HandlerSignatureException if no result could be a reply
	 */
	static void check(String origin, Method method, Class<?> beanType) {
		new ResultCheck(origin).checkType(ResolvableType.forMethodReturnType(method, beanType));
	}

	private void checkType(ResolvableType type) {
		ReplyKind kind = checkKind(type, type);
		for (ResolvableType content : type.getGenerics()) {
			checkContent(type, content, kind, MAX_DEPTH);
		}
		if (type.isArray()) {
			checkContent(type, type.getComponentType(), kind, MAX_DEPTH);
		}
	}

	private ReplyKind checkKind(ResolvableType whole, ResolvableType type) {
		ReplyKind kind = ReplyKind.of(type.toClass());
		String remedy = kind.remedy();
		if (remedy != null) {
			throw problem(whole, remedy);
		}
		return kind;
	}

	/**
	 * Check the content of a wrapper. A future may contain an optional, and an optional a
	 * message. No other nesting is allowed, and none inside JSON.
	 */
	private void checkContent(ResolvableType whole, ResolvableType type, ReplyKind container, int depth) {
		ReplyKind kind = checkKind(whole, type);
		boolean message = kind == ReplyKind.MESSAGE && (container == ReplyKind.VALUE || container == ReplyKind.MESSAGE);
		if (kind.isAwaited() || message) {
			throw problem(whole,
					"Sluice awaits and unwraps only the handler's own result, not what is inside it: return %s."
						.formatted(type.toClass().getSimpleName()));
		}
		if (depth == 0) {
			return;
		}
		ReplyKind outer = (kind == ReplyKind.VALUE || kind == ReplyKind.MESSAGE) ? kind : container;
		for (ResolvableType content : type.getGenerics()) {
			checkContent(whole, content, outer, depth - 1);
		}
		if (type.isArray()) {
			checkContent(whole, type.getComponentType(), outer, depth - 1);
		}
	}

	private HandlerSignatureException problem(ResolvableType type, String remedy) {
		return new HandlerSignatureException(this.origin, "it returns %s".formatted(type), remedy);
	}

}

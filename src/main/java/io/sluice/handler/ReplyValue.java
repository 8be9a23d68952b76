package io.sluice.handler;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

import org.jspecify.annotations.Nullable;

/**
 * Takes the value out of an {@link Optional} or one of its primitive variants.
 */
final class ReplyValue {

	private ReplyValue() {
	}

	/**
	 * Unwrap a value.
	 * @param result a value that has been awaited
	 * @return the content, or {@code null} for no reply
	 */
	static @Nullable Object unwrap(@Nullable Object result) {
		if (result == null || result instanceof byte[] || result instanceof String) {
			return result;
		}
		return switch (ReplyKind.of(result.getClass())) {
			case OPTIONAL -> unwrap(content(result));
			case NOTHING -> null;
			default -> result;
		};
	}

	private static @Nullable Object content(Object optional) {
		return switch (optional) {
			case Optional<?> value -> value.orElse(null);
			case OptionalInt value when value.isPresent() -> value.getAsInt();
			case OptionalLong value when value.isPresent() -> value.getAsLong();
			case OptionalDouble value when value.isPresent() -> value.getAsDouble();
			default -> null;
		};
	}

}

package io.sluice.autoconfigure;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.net.InetAddress;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.springframework.util.ClassUtils;
import org.springframework.util.unit.DataSize;

/**
 * Describes the values that a type of setting has, for error messages.
 */
final class ValueExample {

	/** For a type that has no example, which no setting may have. */
	static final String NONE = "a value";

	private static final Map<Class<?>, String> EXAMPLES = Map.of(String.class, "a text", Integer.class,
			"a whole number", Double.class, "a number", Boolean.class, "true or false", Duration.class,
			"a duration such as 30s or 250ms", DataSize.class, "a size such as 128B or 64KB", Charset.class,
			"a charset such as UTF-8 or ISO-8859-1", InetAddress.class, "an address of this machine such as 127.0.0.1");

	private ValueExample() {
	}

	static String of(Type generic) {
		if (generic instanceof ParameterizedType list) {
			return "a list, each element of which is " + of(KeyTree.element(list));
		}
		Class<?> type = (Class<?>) generic;
		if (type.isEnum()) {
			return Stream.of(type.getEnumConstants())
				.map((constant) -> KebabCase.of((Enum<?>) constant))
				.collect(Collectors.joining(", ", "one of: ", ""));
		}
		return EXAMPLES.getOrDefault(ClassUtils.resolvePrimitiveIfNecessary(type), NONE);
	}

}

package io.sluice.autoconfigure;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.net.InetAddress;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.core.convert.ConversionException;
import org.springframework.util.ClassUtils;
import org.springframework.util.unit.DataSize;

/**
 * Explains a value under {@code sluice} that does not have the type of its key, and gives
 * an example of that type.
 */
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
final class BadValueFailureAnalyzer extends AbstractFailureAnalyzer<BindException> {

	private static final Map<Class<?>, String> EXAMPLES = Map.of(Integer.class, "a whole number", Boolean.class,
			"true or false", Duration.class, "a duration such as 30s or 250ms", DataSize.class,
			"a size such as 128B or 64KB", Charset.class, "a charset such as UTF-8 or ISO-8859-1", InetAddress.class,
			"an address of this machine such as 127.0.0.1");

	private final Environment environment;

	BadValueFailureAnalyzer(Environment environment) {
		this.environment = environment;
	}

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, BindException cause) {
		KeyTree keys = KeyTree.SLUICE;
		Type type = keys.prefix().isAncestorOf(cause.getName()) ? keys.type(cause.getName()) : null;
		if (type == null || findCause(cause, ConversionException.class) == null) {
			return null;
		}
		ConfigurationProperty property = cause.getProperty();
		// null if the key has a value instead of further keys
		Object value = (property != null) ? property.getValue()
				: this.environment.getProperty(cause.getName().toString());
		String description = BadSettingException.describe(cause.getName(), value,
				(property != null) ? property.getOrigin() : null);
		String shape = StructureCheck.remedy(cause.getName(), type, value);
		return new FailureAnalysis(description, (shape != null) ? shape : "Set it to " + example(type) + ".", cause);
	}

	private static String example(Type generic) {
		if (generic instanceof ParameterizedType list) {
			return "a list, each element of which is " + example(KeyTree.element(list));
		}
		Class<?> type = (Class<?>) generic;
		if (type.isEnum()) {
			return Stream.of(type.getEnumConstants())
				.map((constant) -> KebabCase.of((Enum<?>) constant))
				.collect(Collectors.joining(", ", "one of: ", ""));
		}
		return EXAMPLES.getOrDefault(ClassUtils.resolvePrimitiveIfNecessary(type),
				"a value of type " + type.getSimpleName());
	}

}

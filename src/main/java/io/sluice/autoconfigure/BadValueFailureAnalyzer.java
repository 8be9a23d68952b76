package io.sluice.autoconfigure;

import java.net.InetAddress;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.convert.ConversionException;
import org.springframework.util.ClassUtils;
import org.springframework.util.unit.DataSize;

/**
 * Explains a value under {@code sluice} that is not of its key's type, and says what one
 * looks like.
 */
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
final class BadValueFailureAnalyzer extends AbstractFailureAnalyzer<BindException> {

	private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of("sluice");

	private static final Map<Class<?>, String> EXAMPLES = Map.of(Integer.class, "a whole number", Boolean.class,
			"true or false", Duration.class, "a duration such as 30s or 250ms", DataSize.class,
			"a size such as 128B or 64KB", Charset.class, "a charset such as UTF-8 or ISO-8859-1", InetAddress.class,
			"an address of this machine such as 127.0.0.1");

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, BindException cause) {
		ConfigurationProperty property = cause.getProperty();
		Class<?> type = cause.getTarget().getType().resolve();
		if (property == null || type == null || !PREFIX.isAncestorOf(property.getName())
				|| findCause(cause, ConversionException.class) == null) {
			return null;
		}
		String description = "Invalid value '%s' for '%s'%s.".formatted(property.getValue(), property.getName(),
				(property.getOrigin() != null) ? " (from " + property.getOrigin() + ")" : "");
		return new FailureAnalysis(description, "Set it to " + example(type) + ".", cause);
	}

	private static String example(Class<?> type) {
		if (type.isEnum()) {
			return Stream.of(type.getEnumConstants())
				.map((constant) -> Names.kebab((Enum<?>) constant))
				.collect(Collectors.joining(", ", "one of: ", ""));
		}
		return EXAMPLES.getOrDefault(ClassUtils.resolvePrimitiveIfNecessary(type),
				"a value of type " + type.getSimpleName());
	}

}

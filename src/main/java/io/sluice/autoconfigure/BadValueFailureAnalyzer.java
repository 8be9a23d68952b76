package io.sluice.autoconfigure;

import java.lang.reflect.Type;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.core.convert.ConversionException;

/**
 * Explains a value under {@code sluice} that does not have the type of its key, and gives
 * an example of that type.
 */
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
final class BadValueFailureAnalyzer extends AbstractFailureAnalyzer<BindException> {

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
		return new FailureAnalysis(description, (shape != null) ? shape : "Set it to " + ValueExample.of(type) + ".",
				cause);
	}

}

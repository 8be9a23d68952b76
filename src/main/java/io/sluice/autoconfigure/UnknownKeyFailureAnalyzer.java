package io.sluice.autoconfigure;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.PropertyMatches;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Explains a key under {@code sluice} that does not exist, and names its nearest
 * neighbour.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class UnknownKeyFailureAnalyzer extends AbstractFailureAnalyzer<UnboundConfigurationPropertiesException> {

	private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of("sluice");

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, UnboundConfigurationPropertiesException cause) {
		for (ConfigurationProperty property : cause.getUnboundProperties()) {
			if (PREFIX.isAncestorOf(property.getName())) {
				return analyze(property, cause);
			}
		}
		return null;
	}

	private static FailureAnalysis analyze(ConfigurationProperty property,
			UnboundConfigurationPropertiesException cause) {
		String description = "Unknown key '%s' (value '%s'%s).".formatted(property.getName(), property.getValue(),
				(property.getOrigin() != null) ? ", from " + property.getOrigin() : "");
		return new FailureAnalysis(description, remedy(property.getName()), cause);
	}

	/**
	 * Follow the key down the tree of records to the first element that is not there.
	 */
	private static String remedy(ConfigurationPropertyName name) {
		Type type = SluiceProperties.class;
		for (int i = PREFIX.getNumberOfElements(); i < name.getNumberOfElements(); i++) {
			String element = name.getElement(i, Form.ORIGINAL);
			if (type instanceof ParameterizedType container) {
				Type[] arguments = container.getActualTypeArguments();
				type = arguments[arguments.length - 1];
				continue;
			}
			if (!(type instanceof Class<?> owner) || !owner.isRecord()) {
				break;
			}
			Type next = componentType(owner, element);
			if (next == null) {
				return remedy(name.chop(i), element, owner);
			}
			type = next;
		}
		return "Remove the key.";
	}

	private static @Nullable Type componentType(Class<?> owner, String element) {
		for (RecordComponent component : owner.getRecordComponents()) {
			if (key(component).equals(element.toLowerCase(Locale.ROOT))) {
				return component.getGenericType();
			}
		}
		return null;
	}

	private static String remedy(ConfigurationPropertyName parent, String element, Class<?> owner) {
		String[] matches = PropertyMatches.forField(element.replace("-", ""), owner).getPossibleMatches();
		if (matches.length > 0) {
			return "Did you mean '%s.%s'?".formatted(parent, DataObjectPropertyName.toDashedForm(matches[0]));
		}
		return "Keys under '%s' are: %s.".formatted(parent,
				Arrays.stream(owner.getRecordComponents())
					.map(UnknownKeyFailureAnalyzer::key)
					.collect(Collectors.joining(", ")));
	}

	private static String key(RecordComponent component) {
		return DataObjectPropertyName.toDashedForm(component.getName());
	}

}

package io.sluice.autoconfigure;

import java.lang.reflect.Type;

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
 * Explains a key under {@code sluice} that does not exist, and names the most similar
 * key.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class UnknownKeyFailureAnalyzer extends AbstractFailureAnalyzer<UnboundConfigurationPropertiesException> {

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, UnboundConfigurationPropertiesException cause) {
		for (ConfigurationProperty property : cause.getUnboundProperties()) {
			if (KeyTree.SLUICE.prefix().isAncestorOf(property.getName())) {
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
	 * Find the remedy for the first element of the key that does not exist.
	 */
	private static String remedy(ConfigurationPropertyName name) {
		ConfigurationPropertyName parent = name;
		while (KeyTree.SLUICE.type(parent) == null) {
			parent = parent.getParent();
		}
		Type type = KeyTree.SLUICE.type(parent);
		if (parent.equals(name)) {
			return "The indexes of a list start at 0 and have no gaps.";
		}
		if (KeyTree.isList(type)) {
			return "'%s' is a list: its elements are '%s[0]', '%s[1]' and so on.".formatted(parent, parent, parent);
		}
		if (isDottedName(name, parent)) {
			String first = parent.getLastElement(Form.ORIGINAL);
			String second = name.getElement(parent.getNumberOfElements(), Form.ORIGINAL);
			return "A name has no dots: '%s.%s' is the key '%s' of '%s'. Write '%s-%s', for example.".formatted(first,
					second, second, first, first, second);
		}
		if (type instanceof Class<?> owner && owner.isRecord()) {
			return remedy(parent, name.getElement(parent.getNumberOfElements(), Form.ORIGINAL), owner);
		}
		return "'%s' is a value without keys of its own.".formatted(parent);
	}

	/**
	 * Whether the key would exist if the name of the map's entry contained the next dot.
	 */
	private static boolean isDottedName(ConfigurationPropertyName name, ConfigurationPropertyName parent) {
		int next = parent.getNumberOfElements() + 1;
		return KeyTree.isMap(KeyTree.SLUICE.type(parent.getParent())) && next < name.getNumberOfElements()
				&& KeyTree.SLUICE.type(parent.append(name.subName(next))) != null;
	}

	private static String remedy(ConfigurationPropertyName parent, String element, Class<?> owner) {
		String[] matches = PropertyMatches.forField(element.replace("-", ""), owner).getPossibleMatches();
		if (matches.length > 0) {
			return "Did you mean '%s.%s'?".formatted(parent, DataObjectPropertyName.toDashedForm(matches[0]));
		}
		return "Keys under '%s' are: %s.".formatted(parent, KeyTree.keyNames(owner));
	}

}

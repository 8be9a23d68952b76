package io.sluice.autoconfigure;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

/**
 * Where a key has further keys or elements and no value: what is due instead.
 */
final class Shape {

	private Shape() {
	}

	/**
	 * What is due instead of a value.
	 * @param name the key
	 * @param type what it holds
	 * @param value the value that it was given
	 * @return {@code null} where a value is right
	 */
	static @Nullable String remedy(ConfigurationPropertyName name, Type type, @Nullable Object value) {
		if (type instanceof ParameterizedType container) {
			Type element = Keys.element(container);
			if (Keys.isList(type)) {
				return Keys.isRecord(element) ? elements(name + "[0]", element) : null;
			}
			return elements(name + ".<name>", element);
		}
		return Keys.isRecord(type) ? keys(name, (Class<?>) type, value) : null;
	}

	private static String elements(String child, Type element) {
		return "It is no value, but has elements; write '%s'%s".formatted(child,
				Keys.isRecord(element) ? " with the keys: %s.".formatted(Keys.of((Class<?>) element)) : ".");
	}

	private static String keys(ConfigurationPropertyName name, Class<?> owner, @Nullable Object value) {
		String text = String.valueOf(value);
		if (Keys.component(owner, "enabled") != null && (text.equals("true") || text.equals("false"))) {
			return "It is no value, but has keys of its own; write '%s.enabled: %s'. Its keys are: %s.".formatted(name,
					text, Keys.of(owner));
		}
		return "It is no value, but has keys of its own; write '%s.<key>' with one of: %s.".formatted(name,
				Keys.of(owner));
	}

}

package io.sluice.autoconfigure;

import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Checks that a key with further keys or elements has no value of its own.
 */
final class StructureCheck {

	private StructureCheck() {
	}

	/**
	 * The remedy for a value of a key that has further keys or elements.
	 * @param name the key
	 * @param type the type of the key
	 * @param value the configured value
	 * @return {@code null} if the key may have a value
	 */
	static @Nullable String remedy(ConfigurationPropertyName name, Type type, @Nullable Object value) {
		if (type instanceof ParameterizedType container) {
			Type element = KeyTree.element(container);
			if (KeyTree.isList(type)) {
				return KeyTree.isRecord(element) ? elements(name + "[0]", element) : null;
			}
			return elements(name + ".<name>", element);
		}
		if (!KeyTree.isRecord(type)) {
			return null;
		}
		Method shortForm = ClassUtils.getMethodIfAvailable((Class<?>) type, "valueOf", String.class);
		return (shortForm != null) ? remedy(shortForm, value) : keys(name, (Class<?>) type, value);
	}

	/**
	 * The remedy for a value of a record that has a short form.
	 */
	private static @Nullable String remedy(Method shortForm, @Nullable Object value) {
		try {
			ReflectionUtils.invokeMethod(shortForm, null, String.valueOf(value));
			return null;
		}
		catch (IllegalArgumentException ex) {
			return "It must be %s.".formatted(ex.getMessage());
		}
	}

	private static String elements(String child, Type element) {
		return "It has elements instead of a value; write '%s'%s".formatted(child, KeyTree.isRecord(element)
				? " with the keys: %s.".formatted(KeyTree.keyNames((Class<?>) element)) : ".");
	}

	private static String keys(ConfigurationPropertyName name, Class<?> owner, @Nullable Object value) {
		String text = String.valueOf(value);
		if (KeyTree.component(owner, "enabled") != null && (text.equals("true") || text.equals("false"))) {
			return "It has keys of its own instead of a value; write '%s.enabled: %s'. Its keys are: %s."
				.formatted(name, text, KeyTree.keyNames(owner));
		}
		return "It has keys of its own instead of a value; write '%s.<key>' with one of: %s.".formatted(name,
				KeyTree.keyNames(owner));
	}

}

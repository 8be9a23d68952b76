package io.sluice.autoconfigure;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Set;

import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.origin.PropertySourceOrigin;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Checks the name of every configured setting against the tree of keys, and the form of
 * its value against the type of the key. Spring Boot's own check ignores the elements of
 * lists, and its binder ignores values of another form.
 */
@RequiredArgsConstructor
final class ConfigurationWalk {

	private final KeyTree keys;

	/**
	 * Check all sources of an environment.
	 * @throws UnboundConfigurationPropertiesException for a key that does not exist
	 * @throws BadSettingException for a value of another form
	 */
	void check(Environment environment) {
		if (environment instanceof ConfigurableEnvironment configurable) {
			for (PropertySource<?> source : configurable.getPropertySources()) {
				if (source instanceof EnumerablePropertySource<?> enumerable) {
					check(enumerable, environment);
				}
			}
		}
	}

	private void check(EnumerablePropertySource<?> source, Environment environment) {
		VariableMapper variables = new VariableMapper(this.keys);
		for (String written : source.getPropertyNames()) {
			boolean variable = source instanceof SystemEnvironmentPropertySource && !written.contains(".");
			ConfigurationPropertyName name = variable ? variables.toKey(written, source.getProperty(written))
					: ConfigurationPropertyName.adapt(written, '.');
			if (name != null && this.keys.prefix().isAncestorOf(name)) {
				// other values are not read: a secret might be fetched or decrypted
				Object value = source.getProperty(written);
				ConfigurationProperty setting = new ConfigurationProperty(name, (value != null) ? value : "",
						PropertySourceOrigin.get(source, written));
				if (!variable) {
					MapKeyCheck.check(this.keys, written, setting);
				}
				check(setting, resolve(setting, environment));
			}
		}
	}

	/**
	 * The setting with the values of its placeholders, as it is bound.
	 */
	private static ConfigurationProperty resolve(ConfigurationProperty setting, Environment environment) {
		return (setting.getValue() instanceof String text && text.contains("${")) ? new ConfigurationProperty(
				setting.getName(), environment.resolvePlaceholders(text), setting.getOrigin()) : setting;
	}

	private void check(ConfigurationProperty setting, ConfigurationProperty resolved) {
		Type type = this.keys.type(setting.getName());
		if (type == null) {
			throw new UnboundConfigurationPropertiesException(Set.of(setting));
		}
		if (resolved.getValue().toString().isEmpty()) {
			checkEmpty(resolved, type);
			return;
		}
		DurationCheck.check(resolved, type);
		String remedy = isScalar(setting.getValue())
				? StructureCheck.remedy(setting.getName(), type, setting.getValue()) : null;
		if (remedy == null && isStrict(component(setting.getName())) && setting.getValue().toString().contains(",")) {
			remedy = "It is a list, which is not split at commas; write '%s[0]' and so on."
				.formatted(setting.getName());
		}
		if (remedy == null && isText(type)) {
			remedy = TextCheck.remedy(setting);
		}
		if (remedy != null) {
			throw new BadSettingException(setting, remedy);
		}
	}

	/** A program's own source may have maps and lists, which the binder checks. */
	private static boolean isScalar(Object value) {
		return value instanceof CharSequence || value instanceof Number || value instanceof Boolean;
	}

	private static boolean isText(Type type) {
		return type == String.class
				|| (KeyTree.isList(type) && KeyTree.element((ParameterizedType) type) == String.class);
	}

	/**
	 * A key with an empty value is a mistake, except that text may be empty. An empty
	 * record must have a key, unless a missing record means the same.
	 */
	private void checkEmpty(ConfigurationProperty setting, Type type) {
		RecordComponent component = component(setting.getName());
		if (isStrict(component)) {
			throw new BadSettingException(setting, "It is empty. It must have an element, or be left out.");
		}
		if (KeyTree.isRecord(type) && !(component != null && ComponentDefault.isPresent(component))) {
			throw new BadSettingException(setting, "It is empty. Set one of its keys, or leave it out: %s."
				.formatted(KeyTree.keyNames((Class<?>) type)));
		}
		if (type instanceof Class<?> && !KeyTree.isRecord(type) && !isText(type)) {
			throw new BadSettingException(setting,
					"It is empty. Set it to %s, or remove the key.".formatted(ValueExample.of(type)));
		}
	}

	/**
	 * The component of a record that a key stands for; {@code null} for the element of a
	 * list or map.
	 */
	private @Nullable RecordComponent component(ConfigurationPropertyName name) {
		Type parent = this.keys.type(name.getParent());
		return (parent != null) ? KeyTree.component(parent, name.getLastElement(Form.UNIFORM)) : null;
	}

	private static boolean isStrict(@Nullable RecordComponent component) {
		return component != null && component.isAnnotationPresent(StrictList.class);
	}

}

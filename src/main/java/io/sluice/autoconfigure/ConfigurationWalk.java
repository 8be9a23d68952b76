package io.sluice.autoconfigure;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Set;

import lombok.RequiredArgsConstructor;

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
 * Compares every configured name with the tree of keys, and the form of its value with
 * what is due there. Spring Boot's own check passes over the elements of lists, and its
 * binder over whatever does not fit.
 */
@RequiredArgsConstructor
final class ConfigurationWalk {

	private final Keys keys;

	/**
	 * Check all sources of an environment.
	 * @throws UnboundConfigurationPropertiesException for a key that does not exist
	 * @throws BadSettingException for a value of another form
	 */
	void check(Environment environment) {
		if (environment instanceof ConfigurableEnvironment configurable) {
			for (PropertySource<?> source : configurable.getPropertySources()) {
				if (source instanceof EnumerablePropertySource<?> enumerable) {
					check(enumerable);
				}
			}
		}
	}

	private void check(EnumerablePropertySource<?> source) {
		VariableNames variables = new VariableNames(this.keys);
		for (String written : source.getPropertyNames()) {
			boolean variable = source instanceof SystemEnvironmentPropertySource && !written.contains(".");
			ConfigurationPropertyName name = variable ? variables.name(written, source.getProperty(written))
					: ConfigurationPropertyName.adapt(written, '.');
			if (name != null && this.keys.prefix().isAncestorOf(name)) {
				// of others it is not asked for: it may be a secret that is fetched or
				// decrypted
				Object value = source.getProperty(written);
				ConfigurationProperty setting = new ConfigurationProperty(name, (value != null) ? value : "",
						PropertySourceOrigin.get(source, written));
				if (!variable) {
					WrittenName.check(this.keys, written, setting);
				}
				check(setting);
			}
		}
	}

	private void check(ConfigurationProperty setting) {
		Type type = this.keys.type(setting.getName());
		if (type == null) {
			throw new UnboundConfigurationPropertiesException(Set.of(setting));
		}
		if (setting.getValue().toString().isEmpty()) {
			checkEmpty(setting, type);
			return;
		}
		String remedy = isScalar(setting.getValue()) ? Shape.remedy(setting.getName(), type, setting.getValue()) : null;
		if (remedy == null && isText(type)) {
			remedy = TextValue.remedy(setting);
		}
		if (remedy != null) {
			throw new BadSettingException(setting, remedy);
		}
	}

	/** A map or list in a program's own source is the binder's affair. */
	private static boolean isScalar(Object value) {
		return value instanceof CharSequence || value instanceof Number || value instanceof Boolean;
	}

	private static boolean isText(Type type) {
		return type == String.class || (Keys.isList(type) && Keys.element((ParameterizedType) type) == String.class);
	}

	/**
	 * Where an empty record is not the same as none, it has to have a key.
	 */
	private void checkEmpty(ConfigurationProperty setting, Type type) {
		ConfigurationPropertyName name = setting.getName();
		Type parent = this.keys.type(name.getParent());
		RecordComponent component = (parent != null) ? Keys.component(parent, name.getLastElement(Form.UNIFORM)) : null;
		if (Keys.isRecord(type) && !(component != null && Defaults.isDefaulted(component))) {
			throw new BadSettingException(setting,
					"It is empty. Set one of its keys, or leave it out: %s.".formatted(Keys.of((Class<?>) type)));
		}
	}

}

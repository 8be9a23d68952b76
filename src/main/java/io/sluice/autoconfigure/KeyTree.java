package io.sluice.autoconfigure;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;

/**
 * The tree of configuration keys under a prefix, derived from a record. A record may
 * contain itself.
 *
 * @param prefix the prefix of all keys
 * @param root the record of the keys under the prefix
 */
record KeyTree(ConfigurationPropertyName prefix, Class<?> root) {

	/** The keys of Sluice. */
	static final KeyTree SLUICE = new KeyTree(ConfigurationPropertyName.of("sluice"), SluiceProperties.class);

	/**
	 * The type of a key.
	 * @param name the key
	 * @return a record, a map, a list or the type of a value; {@code null} if the key
	 * does not exist
	 */
	@Nullable Type type(ConfigurationPropertyName name) {
		Type type = this.root;
		for (int i = this.prefix.getNumberOfElements(); i < name.getNumberOfElements() && type != null; i++) {
			type = child(type, name, i);
		}
		return type;
	}

	private static @Nullable Type child(Type parent, ConfigurationPropertyName name, int index) {
		if (parent instanceof ParameterizedType container) {
			return (isList(parent) && !name.isNumericIndex(index)) ? null : element(container);
		}
		RecordComponent component = component(parent, name.getElement(index, Form.UNIFORM));
		return (component != null) ? component.getGenericType() : null;
	}

	/**
	 * The component of a record for an element of a key.
	 * @param owner the record
	 * @param element the element, in any of the forms that Spring Boot accepts
	 */
	static @Nullable RecordComponent component(Type owner, String element) {
		if (owner instanceof Class<?> type && type.isRecord()) {
			for (RecordComponent component : type.getRecordComponents()) {
				if (toUniform(component.getName()).equals(toUniform(element))) {
					return component;
				}
			}
		}
		return null;
	}

	private static String toUniform(String name) {
		return name.replace("-", "").replace("_", "").toLowerCase(Locale.ROOT);
	}

	static boolean isList(@Nullable Type type) {
		return type instanceof ParameterizedType container && container.getRawType() == List.class;
	}

	static boolean isMap(@Nullable Type type) {
		return type instanceof ParameterizedType container && container.getRawType() == Map.class;
	}

	static boolean isRecord(@Nullable Type type) {
		return type instanceof Class<?> owner && owner.isRecord();
	}

	/**
	 * The type of the elements of a list or map.
	 */
	static Type element(ParameterizedType container) {
		Type[] arguments = container.getActualTypeArguments();
		return arguments[arguments.length - 1];
	}

	/**
	 * The keys of a record, such as {@code type, max-threads}.
	 */
	static String keyNames(Class<?> owner) {
		return Arrays.stream(owner.getRecordComponents()).map(KeyTree::key).collect(Collectors.joining(", "));
	}

	static String key(RecordComponent component) {
		return DataObjectPropertyName.toDashedForm(component.getName());
	}

}

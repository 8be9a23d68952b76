package io.sluice.autoconfigure;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;

/**
 * The keys there are under {@code sluice}: the tree of {@link SluiceProperties}.
 */
final class Keys {

	static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of("sluice");

	private Keys() {
	}

	/**
	 * What a key holds.
	 * @param name the key
	 * @return a record, a map, a list or the type of a value; {@code null} where there is
	 * no such key
	 */
	static @Nullable Type type(ConfigurationPropertyName name) {
		Type type = SluiceProperties.class;
		for (int i = PREFIX.getNumberOfElements(); i < name.getNumberOfElements() && type != null; i++) {
			type = child(type, name, i);
		}
		return type;
	}

	private static @Nullable Type child(Type parent, ConfigurationPropertyName name, int index) {
		if (parent instanceof ParameterizedType container) {
			return (isList(parent) && !name.isNumericIndex(index)) ? null : element(container);
		}
		if (!(parent instanceof Class<?> owner) || !owner.isRecord()) {
			return null;
		}
		String element = name.getElement(index, Form.ORIGINAL).toLowerCase(Locale.ROOT);
		for (RecordComponent component : owner.getRecordComponents()) {
			if (key(component).equals(element)) {
				return component.getGenericType();
			}
		}
		return null;
	}

	static boolean isList(@Nullable Type type) {
		return type instanceof ParameterizedType container && container.getRawType() == List.class;
	}

	/**
	 * What a list or map holds.
	 */
	static Type element(ParameterizedType container) {
		Type[] arguments = container.getActualTypeArguments();
		return arguments[arguments.length - 1];
	}

	/**
	 * The keys that a record has.
	 * @param owner the record
	 * @return such as {@code type, max-threads}
	 */
	static String of(Class<?> owner) {
		return Arrays.stream(owner.getRecordComponents()).map(Keys::key).collect(Collectors.joining(", "));
	}

	static String key(RecordComponent component) {
		return DataObjectPropertyName.toDashedForm(component.getName());
	}

}

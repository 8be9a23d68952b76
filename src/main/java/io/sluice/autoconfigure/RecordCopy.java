package io.sluice.autoconfigure;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeanUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Copies records of settings.
 */
final class RecordCopy {

	private RecordCopy() {
	}

	/**
	 * Copy a record with other values.
	 * @param <T> its type
	 * @param settings the record
	 * @param changed the other values, by the names of components
	 */
	@SuppressWarnings("unchecked")
	static <T extends Record> T with(T settings, Map<String, ?> changed) {
		RecordComponent[] components = settings.getClass().getRecordComponents();
		Class<?>[] types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
		@Nullable Object[] values = Arrays.stream(components)
			.map((component) -> changed.containsKey(component.getName()) ? changed.get(component.getName())
					: value(settings, component))
			.toArray();
		try {
			Constructor<?> constructor = settings.getClass().getDeclaredConstructor(types);
			return (T) BeanUtils.instantiateClass(constructor, values);
		}
		catch (NoSuchMethodException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * The value of a component.
	 */
	static @Nullable Object value(Record settings, RecordComponent component) {
		Method accessor = component.getAccessor();
		ReflectionUtils.makeAccessible(accessor);
		return ReflectionUtils.invokeMethod(accessor, settings);
	}

}

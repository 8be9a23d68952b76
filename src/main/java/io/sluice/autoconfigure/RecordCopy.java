package io.sluice.autoconfigure;

import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

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
		@Nullable Object[] values = Arrays.stream(components)
			.map((component) -> changed.containsKey(component.getName()) ? changed.get(component.getName())
					: value(settings, component))
			.toArray();
		return (T) create(settings.getClass(), values);
	}

	/**
	 * Create a record of some of the components of another one.
	 * @param <T> its type, whose components the other record has too
	 * @param settings the other record
	 * @param type its type
	 */
	static <T extends Record> T project(Record settings, Class<T> type) {
		Map<String, RecordComponent> components = Arrays.stream(settings.getClass().getRecordComponents())
			.collect(Collectors.toMap(RecordComponent::getName, Function.identity()));
		return create(type,
				Arrays.stream(type.getRecordComponents())
					.map((component) -> value(settings, Objects.requireNonNull(components.get(component.getName()))))
					.toArray());
	}

	private static <T> T create(Class<T> type, @Nullable Object[] values) {
		Class<?>[] types = Arrays.stream(type.getRecordComponents())
			.map(RecordComponent::getType)
			.toArray(Class<?>[]::new);
		try {
			return BeanUtils.instantiateClass(type.getDeclaredConstructor(types), values);
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

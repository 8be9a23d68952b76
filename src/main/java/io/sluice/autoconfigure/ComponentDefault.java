package io.sluice.autoconfigure;

import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The defaults of settings.
 */
final class Defaults {

	private Defaults() {
	}

	/**
	 * Whether a component has a value where it is not set.
	 */
	static boolean isDefaulted(RecordComponent component) {
		return of(component) != null;
	}

	/**
	 * The default of a component, which is on the parameter of the record's constructor.
	 */
	static @Nullable DefaultValue of(RecordComponent component) {
		for (Parameter parameter : component.getDeclaringRecord().getDeclaredConstructors()[0].getParameters()) {
			if (parameter.getName().equals(component.getName())) {
				return parameter.getAnnotation(DefaultValue.class);
			}
		}
		return null;
	}

}

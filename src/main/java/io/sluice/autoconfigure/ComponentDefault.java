package io.sluice.autoconfigure;

import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Finds the default of a record component in the settings.
 */
final class ComponentDefault {

	private ComponentDefault() {
	}

	/**
	 * Whether a component has a default.
	 */
	static boolean isPresent(RecordComponent component) {
		return of(component) != null;
	}

	/**
	 * The default of a component. The annotation is on the parameter of the record's
	 * constructor.
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

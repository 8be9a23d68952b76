package io.sluice.autoconfigure;

import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;

/**
 * Finds beans of the application that settings name.
 */
final class BeanLookup {

	private BeanLookup() {
	}

	/**
	 * A lookup that gives {@code null} for a name without a bean of the type.
	 */
	static <T> Function<String, @Nullable T> byName(BeanFactory beans, Class<T> type) {
		return (name) -> (beans.containsBean(name) && beans.isTypeMatch(name, type)) ? beans.getBean(name, type) : null;
	}

}

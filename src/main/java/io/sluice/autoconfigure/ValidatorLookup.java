package io.sluice.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.validation.Validator;

/**
 * Finds the validator of handlers' payloads.
 */
final class ValidatorLookup {

	/** Adapters of another Validator bean, for web controllers. */
	private static final Set<String> WEB_ADAPTERS = Set.of("mvcValidator", "webFluxValidator");

	private ValidatorLookup() {
	}

	/**
	 * Find the only or primary Validator bean.
	 * @return {@code null} if there is none, or more than one without a primary one
	 */
	static @Nullable Validator find(ListableBeanFactory beanFactory) {
		Validator unique = beanFactory.getBeanProvider(Validator.class).getIfUnique();
		if (unique != null) {
			return unique;
		}
		List<String> names = new ArrayList<>(List.of(beanFactory.getBeanNamesForType(Validator.class)));
		names.removeAll(WEB_ADAPTERS);
		return (names.size() == 1) ? beanFactory.getBean(names.getFirst(), Validator.class) : null;
	}

}

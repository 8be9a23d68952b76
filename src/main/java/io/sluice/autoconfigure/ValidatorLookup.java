package io.sluice.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.validation.Validator;

/**
 * Chooses what validates the payloads of handlers.
 */
final class PayloadValidator {

	/** Each stands for another Validator bean, for controllers. */
	private static final Set<String> OF_THE_WEB = Set.of("mvcValidator", "webFluxValidator");

	private PayloadValidator() {
	}

	/**
	 * Find the one Validator bean, or the primary one.
	 * @return {@code null} where there is none, or no telling which
	 */
	static @Nullable Validator find(ListableBeanFactory beanFactory) {
		Validator unique = beanFactory.getBeanProvider(Validator.class).getIfUnique();
		if (unique != null) {
			return unique;
		}
		List<String> names = new ArrayList<>(List.of(beanFactory.getBeanNamesForType(Validator.class)));
		names.removeAll(OF_THE_WEB);
		return (names.size() == 1) ? beanFactory.getBean(names.getFirst(), Validator.class) : null;
	}

}

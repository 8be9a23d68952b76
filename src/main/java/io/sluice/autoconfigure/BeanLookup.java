package io.sluice.autoconfigure;

import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ListableBeanFactory;

/**
 * Finds beans of the application that settings name.
 *
 * @param <T> the type of the beans
 * @param beans the beans of the application, or {@code null} where none can be named
 * @param type the type of the beans
 */
record BeanLookup<T>(@Nullable BeanFactory beans, Class<T> type) {

	/**
	 * Find a bean.
	 * @param key the key that names it, for errors
	 * @param name its name
	 */
	T get(String key, String name) {
		if (this.beans == null || !this.beans.containsBean(name) || !this.beans.isTypeMatch(name, this.type)) {
			throw SettingCheck.invalid(key, name,
					"%s. %s.".formatted(describe(name), NearestName.remedy(name, names())));
		}
		return this.beans.getBean(name, this.type);
	}

	private String describe(String name) {
		Class<?> other = (this.beans == null || !this.beans.containsBean(name)) ? null : this.beans.getType(name);
		return (other != null)
				? "The bean is a %s and no %s".formatted(other.getSimpleName(), this.type.getSimpleName())
				: "There is no bean of type %s with this name".formatted(this.type.getSimpleName());
	}

	private List<String> names() {
		// not those that Sluice registers, such as a listener's own framing
		return (this.beans instanceof ListableBeanFactory known) ? Stream.of(known.getBeanNamesForType(this.type))
			.filter((name) -> !name.startsWith(BeanNames.PREFIX))
			.toList() : List.of();
	}

}

package io.sluice.handler;

import java.util.HashSet;
import java.util.Set;

/**
 * The names of all types of a class, for types that may be absent from the class path.
 */
final class TypeNames {

	private TypeNames() {
	}

	/**
	 * The names of a class, its superclasses and its interfaces.
	 * @param type the class
	 * @return the names
	 */
	static Set<String> of(Class<?> type) {
		Set<String> names = new HashSet<>();
		for (Class<?> current = type; current != null; current = current.getSuperclass()) {
			add(current, names);
		}
		return names;
	}

	private static void add(Class<?> type, Set<String> names) {
		names.add(type.getName());
		for (Class<?> implemented : type.getInterfaces()) {
			add(implemented, names);
		}
	}

}

package io.sluice.autoconfigure;

/**
 * The names of the beans that Sluice registers. They appear in the integration graph.
 */
final class BeanNames {

	static final String PREFIX = "sluice.";

	private BeanNames() {
	}

	/**
	 * The name of a listener's bean, such as {@code sluice.demo.gateway}.
	 */
	static String of(String listener, String part) {
		return PREFIX + listener + "." + part;
	}

	/**
	 * The name without its prefix and its part, such as {@code demo}.
	 */
	static String owner(String bean) {
		return bean.substring(PREFIX.length(), bean.lastIndexOf('.'));
	}

}

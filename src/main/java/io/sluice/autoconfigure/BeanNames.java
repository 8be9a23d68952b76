package io.sluice.autoconfigure;

/**
 * Names of the beans that Sluice registers, as the integration graph shows them.
 */
final class BeanNames {

	static final String PREFIX = "sluice.";

	private BeanNames() {
	}

	/**
	 * The name of a part of a listener.
	 * @param listener the listener's name
	 * @param part what it is of the listener
	 * @return such as {@code sluice.demo.gateway}
	 */
	static String of(String listener, String part) {
		return PREFIX + listener + "." + part;
	}

}

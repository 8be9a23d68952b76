package io.sluice.autoconfigure;

import io.sluice.spi.Framing;

import org.springframework.beans.factory.BeanFactory;

/**
 * The framings that the application defines as beans.
 *
 * @param beans the beans of the application
 */
record FramingBeans(BeanFactory beans) {

	/**
	 * Find a framing.
	 * @param key the key that names it, for errors
	 * @param name its name
	 */
	Framing get(String key, String name) {
		return new BeanLookup<>(this.beans, Framing.class).get(key, name);
	}

}

package io.sluice.autoconfigure;

import io.sluice.framing.SerializerFraming;
import io.sluice.spi.Framing;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.core.serializer.Deserializer;
import org.springframework.core.serializer.Serializer;

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

	/**
	 * Find a bean that is both a serializer and a deserializer.
	 * @param key the key that names it, for errors
	 * @param name its name
	 * @param maxSize the largest message
	 */
	@SuppressWarnings("unchecked") // a serializer of other objects refuses byte arrays
	Framing serializer(String key, String name, int maxSize) {
		Deserializer<?> deserializer = new BeanLookup<>(this.beans, Deserializer.class).get(key, name);
		if (deserializer instanceof Serializer<?> serializer) {
			return new SerializerFraming(maxSize, deserializer, (Serializer<byte[]>) serializer);
		}
		throw SettingCheck.invalid(key, name,
				"The bean is a Deserializer and no Serializer. Name one that is both, such as a ByteArrayCrLfSerializer.");
	}

}

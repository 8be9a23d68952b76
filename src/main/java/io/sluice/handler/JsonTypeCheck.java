package io.sluice.handler;

import java.lang.reflect.Type;

import lombok.RequiredArgsConstructor;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.AbstractDeserializer;
import tools.jackson.databind.deser.bean.BeanDeserializerBase;
import tools.jackson.databind.json.JsonMapper;

/**
 * Distinguishes types that Jackson can read from JSON from those that it cannot
 * instantiate.
 */
@RequiredArgsConstructor
final class JsonTypeCheck {

	private final JsonMapper jsonMapper;

	/**
	 * Whether some JSON can be read as a type.
	 * @param type the type of an argument
	 * @return {@code false} if every payload would fail
	 */
	boolean isReadable(Type type) {
		try {
			JavaType javaType = this.jsonMapper.constructType(type);
			ValueDeserializer<?> deserializer = this.jsonMapper._deserializationContext()
				.findRootValueDeserializer(javaType);
			return switch (deserializer) {
				case AbstractDeserializer ignored -> false;
				case BeanDeserializerBase bean -> bean.getValueInstantiator().canInstantiate();
				default -> true;
			};
		}
		catch (JacksonException ex) {
			return false;
		}
	}

}

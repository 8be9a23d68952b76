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
 * Tells types that Jackson can read from JSON from those that it cannot make an object
 * of.
 */
@RequiredArgsConstructor
final class JsonArguments {

	private final JsonMapper jsonMapper;

	/**
	 * Whether there may be JSON that an argument of a type can be read from.
	 * @param type the type
	 * @return {@code false} where every payload would fail
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

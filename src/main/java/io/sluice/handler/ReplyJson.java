package io.sluice.handler;

import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.SerializationConfig;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.ValueSerializerModifier;
import tools.jackson.databind.ser.bean.BeanSerializerBase;
import tools.jackson.databind.ser.impl.UnknownSerializer;

/**
 * Keeps Jackson from writing the fields of a wrapper that is inside a reply. A serializer
 * that the application registers for such a class still applies.
 */
final class ReplyJson {

	private ReplyJson() {
	}

	/**
	 * Make a mapper that fails at objects that cannot be a reply.
	 * @param jsonMapper the application's mapper
	 * @return a copy of it with the check
	 */
	static JsonMapper guard(JsonMapper jsonMapper) {
		return jsonMapper.rebuild()
			.addModule(new SimpleModule("sluice-replies").setSerializerModifier(new Modifier()))
			.build();
	}

	/**
	 * The reason why an object cannot be written.
	 * @param type its class
	 * @return class and correction
	 */
	static String refusal(Class<?> type) {
		String remedy = ReplyKind.of(type).remedy();
		return "A %s cannot be written as a reply. %s".formatted(type.getName(), (remedy != null) ? remedy
				: "Sluice awaits and unwraps only the handler's own result, not what is inside it.");
	}

	private static boolean isWritten(ReplyKind kind) {
		return kind == ReplyKind.VALUE || kind == ReplyKind.OPTIONAL || kind == ReplyKind.NOTHING;
	}

	private static final class Modifier extends ValueSerializerModifier {

		private static final long serialVersionUID = 1L;

		@Override
		public ValueSerializer<?> modifySerializer(SerializationConfig config, BeanDescription.Supplier description,
				ValueSerializer<?> serializer) {
			boolean ofFields = serializer instanceof BeanSerializerBase || serializer instanceof UnknownSerializer;
			return (ofFields && !isWritten(ReplyKind.of(description.getBeanClass()))) ? new Refusal() : serializer;
		}

	}

	private static final class Refusal extends ValueSerializer<Object> {

		@Override
		public void serialize(Object value, JsonGenerator generator, SerializationContext context) {
			context.reportBadDefinition(value.getClass(), refusal(value.getClass()));
		}

	}

}

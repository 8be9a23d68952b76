package io.sluice.handler;

import java.nio.charset.Charset;
import java.util.List;
import java.util.Map;

import io.sluice.SluiceHeaders;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.CompositeMessageConverter;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.support.GenericMessage;

/**
 * Converts bytes of a client to a type that the application asks for, as for an argument
 * of a handler.
 */
public final class PayloadConverter {

	private final MessageConverter converter;

	private final MessageHeaders headers;

	/**
	 * Create the converter of one listener.
	 * @param charset the listener's charset
	 * @param jsonMapper reads what is neither bytes nor text
	 */
	public PayloadConverter(Charset charset, JsonMapper jsonMapper) {
		this.converter = of(jsonMapper);
		this.headers = new MessageHeaders(Map.of(SluiceHeaders.CHARSET, charset));
	}

	static CompositeMessageConverter of(JsonMapper jsonMapper) {
		return new CompositeMessageConverter(
				List.of(new TextConverter(), new BufferConverter(), new JsonConverter(jsonMapper)));
	}

	/**
	 * Convert a payload.
	 * @param payload the bytes
	 * @param type the type of the result
	 * @return an object of this type
	 * @throws RuntimeException if the bytes are not valid for this type
	 */
	public Object read(byte[] payload, Class<?> type) {
		if (type.isInstance(payload)) {
			return payload;
		}
		Object value = this.converter.fromMessage(new GenericMessage<>(payload, this.headers), type);
		if (value == null) {
			throw new MessageConversionException("The payload cannot be read as a " + type.getName());
		}
		return value;
	}

}

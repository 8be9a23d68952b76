package io.sluice.handler;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.messaging.Message;
import org.springframework.messaging.converter.JacksonJsonMessageConverter;

/**
 * Reads a payload as JSON. It checks the encoding first, because Jackson accepts some
 * bytes that are not UTF-8 and reads other characters from them.
 */
final class JsonConverter extends JacksonJsonMessageConverter {

	JsonConverter(JsonMapper jsonMapper) {
		super(jsonMapper);
	}

	@Override
	protected @Nullable Object convertFromInternal(Message<?> message, Class<?> targetClass,
			@Nullable Object conversionHint) {
		if (message.getPayload() instanceof byte[] bytes) {
			TextDecoder.checkUtf8(bytes);
		}
		return super.convertFromInternal(message, targetClass, conversionHint);
	}

}

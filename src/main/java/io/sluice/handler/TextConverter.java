package io.sluice.handler;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Set;

import io.sluice.SluiceHeaders;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.MessageConverter;

/**
 * Reads a payload as text in the listener's charset; bytes that are not valid in it are
 * {@code BAD_PAYLOAD}.
 */
final class TextConverter implements MessageConverter {

	private static final Set<Class<?>> TYPES = Set.of(String.class, CharSequence.class, char[].class);

	@Override
	public @Nullable Object fromMessage(Message<?> message, Class<?> targetClass) {
		if (!TYPES.contains(targetClass) || !(message.getPayload() instanceof byte[] bytes)) {
			return null;
		}
		Charset charset = message.getHeaders().get(SluiceHeaders.CHARSET, Charset.class);
		String text = TextDecoder.decode(bytes, (charset != null) ? charset : StandardCharsets.UTF_8);
		return (targetClass == char[].class) ? text.toCharArray() : text;
	}

	@Override
	public @Nullable Message<?> toMessage(Object payload, @Nullable MessageHeaders headers) {
		return null;
	}

}

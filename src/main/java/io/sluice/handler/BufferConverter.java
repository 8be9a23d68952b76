package io.sluice.handler;

import java.nio.ByteBuffer;

import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.MessageConverter;

/**
 * Reads a payload as a {@link ByteBuffer} of its bytes.
 */
final class BufferConverter implements MessageConverter {

	@Override
	public @Nullable Object fromMessage(Message<?> message, Class<?> targetClass) {
		return (targetClass == ByteBuffer.class && message.getPayload() instanceof byte[] bytes)
				? ByteBuffer.wrap(bytes) : null;
	}

	@Override
	public @Nullable Message<?> toMessage(Object payload, @Nullable MessageHeaders headers) {
		return null;
	}

}

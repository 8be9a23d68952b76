package io.sluice.handler;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

import io.sluice.ErrorCode;
import io.sluice.SluiceHeaders;
import io.sluice.TcpHandlerException;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.MessageConverter;

/**
 * Reads a payload as text in the listener's charset; bytes that are no text in it are
 * {@code BAD_PAYLOAD}.
 */
final class TextConverter implements MessageConverter {

	/** What the JDK reads instead of bytes that are no text. */
	private static final char REPLACEMENT = '\ufffd';

	@Override
	public @Nullable Object fromMessage(Message<?> message, Class<?> targetClass) {
		if (targetClass != String.class || !(message.getPayload() instanceof byte[] bytes)) {
			return null;
		}
		Charset charset = message.getHeaders().get(SluiceHeaders.CHARSET, Charset.class);
		return decode(bytes, (charset != null) ? charset : StandardCharsets.UTF_8);
	}

	private static String decode(byte[] bytes, Charset charset) {
		String text = new String(bytes, charset);
		// a decoder that reports is several times slower: only where there is a doubt
		if (text.indexOf(REPLACEMENT) >= 0) {
			check(bytes, charset);
		}
		return text;
	}

	private static void check(byte[] bytes, Charset charset) {
		try {
			charset.newDecoder().decode(ByteBuffer.wrap(bytes));
		}
		catch (CharacterCodingException ex) {
			throw new TcpHandlerException(ErrorCode.BAD_PAYLOAD, "the payload is not text in " + charset, ex);
		}
	}

	@Override
	public @Nullable Message<?> toMessage(Object payload, @Nullable MessageHeaders headers) {
		return null;
	}

}

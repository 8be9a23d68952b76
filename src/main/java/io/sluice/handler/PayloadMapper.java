package io.sluice.handler;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.integration.ip.tcp.connection.TcpMessageMapper;
import org.springframework.integration.mapping.BytesMessageMapper;
import org.springframework.messaging.Message;

/**
 * Converts replies to bytes: {@code byte[]} and {@code ByteBuffer} unchanged, text in the
 * listener's charset, and every other object as JSON (UTF-8). An empty {@code
 * Optional} is no reply. A text that the charset cannot encode causes a {@code
 * MessageConversionException}. A wrapper without a complete value causes an {@code
 * IllegalStateException}. This mapper converts no requests, so settings for requests are
 * rejected.
 */
public final class PayloadMapper extends TcpMessageMapper {

	private static final String OWN_MAPPER = "set a TcpMessageMapper of your own on the connection factory instead";

	private final TextEncoder text;

	private final JsonMapper jsonMapper;

	/**
	 * Create the mapper of one listener.
	 * @param charset the listener's charset
	 * @param jsonMapper writes payloads that are neither bytes nor text
	 */
	public PayloadMapper(Charset charset, JsonMapper jsonMapper) {
		this.text = new TextEncoder(charset);
		this.jsonMapper = ReplyJson.guard(jsonMapper);
	}

	/**
	 * Convert the payload of a reply to bytes.
	 * @param message the reply
	 * @return the bytes, or {@code null} for no reply
	 */
	@Override
	public byte @Nullable [] fromMessage(Message<?> message) {
		Object value = ReplyValue.unwrap(message.getPayload());
		return switch (value) {
			case null -> null;
			case byte[] bytes -> bytes;
			case String string -> this.text.encode(string);
			default -> write(value);
		};
	}

	private byte[] write(Object value) {
		return switch (value) {
			case CharSequence chars -> this.text.encode(chars.toString());
			case char[] chars -> this.text.encode(new String(chars));
			case ByteBuffer buffer -> bytesOf(buffer);
			default -> writeJson(value);
		};
	}

	private byte[] writeJson(Object value) {
		if (ReplyKind.of(value.getClass()) != ReplyKind.VALUE) {
			// a defect of the handler, whose text is not for the client
			throw new IllegalStateException(ReplyJson.refusal(value.getClass()));
		}
		return this.jsonMapper.writeValueAsBytes(value);
	}

	/** The remaining bytes of a buffer; its position does not change. */
	private static byte[] bytesOf(ByteBuffer buffer) {
		byte[] bytes = new byte[buffer.remaining()];
		buffer.duplicate().get(bytes);
		return bytes;
	}

	@Override
	public void setCharset(String charset) {
		throw refusal("setCharset", "set 'charset' of the listener instead");
	}

	@Override
	public void setStringToBytes(boolean stringToBytes) {
		if (!stringToBytes) {
			throw refusal("setStringToBytes", "text is always sent in the charset of the listener");
		}
	}

	@Override
	public void setBytesMessageMapper(BytesMessageMapper bytesMessageMapper) {
		throw refusal("setBytesMessageMapper", OWN_MAPPER);
	}

	@Override
	public void setApplySequence(boolean applySequence) {
		if (applySequence) {
			throw refusal("setApplySequence", OWN_MAPPER);
		}
	}

	@Override
	public void setContentType(String contentType) {
		throw refusal("setContentType", OWN_MAPPER);
	}

	@Override
	public void setAddContentTypeHeader(boolean addContentTypeHeader) {
		if (addContentTypeHeader) {
			throw refusal("setAddContentTypeHeader", OWN_MAPPER);
		}
	}

	private static UnsupportedOperationException refusal(String setting, String remedy) {
		return new UnsupportedOperationException(
				"%s has no effect on the mapper of a Sluice listener: %s".formatted(setting, remedy));
	}

}

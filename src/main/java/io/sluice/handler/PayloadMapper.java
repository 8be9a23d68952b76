package io.sluice.handler;

import java.nio.charset.Charset;

import tools.jackson.databind.json.JsonMapper;

import org.springframework.integration.ip.tcp.connection.TcpMessageMapper;
import org.springframework.integration.mapping.BytesMessageMapper;
import org.springframework.messaging.Message;

/**
 * Turns what a target replied into bytes: {@code byte[]} as it is, {@code String} in the
 * listener's charset, anything else as JSON (UTF-8). A text that the charset cannot carry
 * is a {@code MessageConversionException}. Makes no messages of requests, so that
 * settings for that are refused.
 */
public final class PayloadMapper extends TcpMessageMapper {

	private static final String OWN_MAPPER = "set a TcpMessageMapper of your own on the connection factory instead";

	private final TextEncoder text;

	private final JsonMapper jsonMapper;

	/**
	 * Map payloads for one listener.
	 * @param charset the listener's
	 * @param jsonMapper writes payloads that are neither bytes nor text
	 */
	public PayloadMapper(Charset charset, JsonMapper jsonMapper) {
		this.text = new TextEncoder(charset);
		this.jsonMapper = jsonMapper;
	}

	@Override
	public byte[] fromMessage(Message<?> message) {
		Object payload = message.getPayload();
		if (payload instanceof byte[] bytes) {
			return bytes;
		}
		if (payload instanceof String string) {
			return this.text.encode(string);
		}
		return this.jsonMapper.writeValueAsBytes(payload);
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

package io.sluice.handler;

import java.nio.charset.Charset;

import tools.jackson.databind.json.JsonMapper;

import org.springframework.integration.ip.tcp.connection.TcpMessageMapper;
import org.springframework.messaging.Message;

/**
 * Turns what a target replied into bytes: {@code byte[]} as it is, {@code String} in the
 * listener's charset, anything else as JSON (UTF-8). A text that the charset cannot carry
 * is a {@code MessageConversionException}.
 */
public final class PayloadMapper extends TcpMessageMapper {

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

}

package io.sluice.handler;

import java.nio.charset.Charset;

import lombok.RequiredArgsConstructor;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.integration.ip.tcp.connection.TcpMessageMapper;
import org.springframework.messaging.Message;

/**
 * Turns what a target replied into bytes: {@code byte[]} as it is, {@code String} in the
 * listener's charset, anything else as JSON (UTF-8).
 */
@RequiredArgsConstructor
public final class PayloadMapper extends TcpMessageMapper {

	private final Charset replyCharset;

	private final JsonMapper jsonMapper;

	@Override
	public byte[] fromMessage(Message<?> message) {
		Object payload = message.getPayload();
		if (payload instanceof byte[] bytes) {
			return bytes;
		}
		if (payload instanceof String text) {
			return text.getBytes(this.replyCharset);
		}
		return this.jsonMapper.writeValueAsBytes(payload);
	}

}

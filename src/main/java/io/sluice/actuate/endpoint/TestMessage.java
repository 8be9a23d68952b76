package io.sluice.actuate.endpoint;

import java.nio.charset.Charset;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/**
 * A test message from an operator to a listener.
 *
 * @param content the message, without its framing
 * @param hex whether message and reply are in hexadecimal
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record TestMessage(byte[] content, boolean hex) {

	/** The largest number of bytes of a reply that are shown. */
	private static final int MAX_SHOWN = 64 * 1024;

	/**
	 * Read a message.
	 * @param given the message, without its framing
	 * @param charset the encoding of text
	 * @throws BadParameterException if the message is missing or invalid
	 */
	static TestMessage of(GivenBytes given, Charset charset) {
		if (given.isMissing()) {
			throw new BadParameterException("message", null, "it must be what to send, such as PING");
		}
		return new TestMessage(given.read(charset), given.isHex());
	}

	/**
	 * Send the message.
	 * @param probe the probe of the listener
	 * @return the reply; status 400 if the listener's framing cannot carry the message,
	 * 504 if no reply came
	 */
	WebEndpointResponse<Object> sendBy(ListenerProbe probe) {
		long begin = System.nanoTime();
		try {
			byte[] reply = probe.send(this.content);
			return new WebEndpointResponse<>(show(reply, probe.charset(), System.nanoTime() - begin));
		}
		catch (IllegalArgumentException ex) {
			return EndpointProblem.badRequest(String.valueOf(ex.getMessage()));
		}
		catch (ListenerProbe.NoReplyException ex) {
			return EndpointProblem.noReply(String.valueOf(ex.getMessage()));
		}
	}

	private Map<String, Object> show(byte[] reply, Charset charset, long nanos) {
		int length = Math.min(reply.length, MAX_SHOWN);
		Map<String, Object> shown = new LinkedHashMap<>();
		shown.put("reply",
				this.hex ? HexFormat.of().formatHex(reply, 0, length) : new String(reply, 0, length, charset));
		shown.put("bytes", reply.length);
		shown.put("millis", Math.round(nanos / 1e4) / 100.0);
		if (length < reply.length) {
			shown.put("truncated", true);
		}
		return shown;
	}

}

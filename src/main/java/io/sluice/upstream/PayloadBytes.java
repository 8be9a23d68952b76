package io.sluice.upstream;

import java.nio.charset.StandardCharsets;

/**
 * The content of a message for an upstream, which may come from the application's flows.
 */
public final class PayloadBytes {

	private PayloadBytes() {
	}

	/**
	 * The bytes of a payload. A text is encoded as UTF-8.
	 * @param payload the payload
	 * @param taker what takes it, for the exception
	 * @return the bytes
	 * @throws IllegalArgumentException if it is neither bytes nor a text
	 */
	public static byte[] of(Object payload, String taker) {
		return switch (payload) {
			case byte[] bytes -> bytes;
			case String text -> text.getBytes(StandardCharsets.UTF_8);
			default -> throw new IllegalArgumentException(
					"%s takes a payload of byte[] or String, not %s".formatted(taker, payload.getClass().getName()));
		};
	}

}

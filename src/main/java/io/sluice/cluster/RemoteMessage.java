package io.sluice.cluster;

import java.nio.charset.StandardCharsets;

import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * A message for sessions of other pods. Text is sent as text, because the listener of the
 * session knows the charset.
 */
@RequiredArgsConstructor
final class RemoteMessage {

	private static final byte[] NONE = new byte[0];

	/** The text, or {@code null} if it has bytes. */
	private final @Nullable String text;

	private final byte[] bytes;

	/**
	 * Make a message of a payload.
	 * @throws RuntimeException if it cannot be sent
	 */
	static RemoteMessage of(Object payload, PayloadCodec codec, int maxSize) {
		RemoteMessage message = switch (payload) {
			case byte[] bytes -> new RemoteMessage(null, bytes.clone());
			case CharSequence text -> new RemoteMessage(text.toString(), NONE);
			default -> new RemoteMessage(null, codec.write(payload));
		};
		if (message.size() > maxSize) {
			throw new IllegalArgumentException(
					"the message has %d bytes, and %d is the most for another pod ('sluice.cluster.max-payload')"
						.formatted(message.size(), maxSize));
		}
		return message;
	}

	private int size() {
		return (this.text != null) ? this.text.getBytes(StandardCharsets.UTF_8).length : this.bytes.length;
	}

	/**
	 * Put it into an envelope.
	 */
	Envelope addTo(Envelope envelope) {
		return (this.text != null) ? envelope.with(EnvelopeField.TEXT, this.text)
				: envelope.with(EnvelopeField.BYTES, this.bytes);
	}

	/**
	 * The payload in an envelope.
	 */
	static Object read(Envelope envelope) {
		String text = envelope.textOrNull(EnvelopeField.TEXT);
		return (text != null) ? text : envelope.bytes(EnvelopeField.BYTES);
	}

}

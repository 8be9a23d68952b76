package io.sluice.framing;

import java.nio.charset.StandardCharsets;
import java.util.Random;

import io.sluice.spi.Framing;

/**
 * Messages that are likely to be awkward for a framing.
 */
final class RandomMessages {

	/** Whatever means something to some framing, and bytes that are nearly that. */
	private static final byte[] AWKWARD = Frames
		.bytes("\\r\\n.a\\0\\x01\\x02\\x03\\x04\\x0b\\x1c\\x1d0 9{}[]\\\\\"\\x7f\\x80\\xff\\x8d");

	private final Framing framing;

	private final Random random;

	RandomMessages(Framing framing, Random random) {
		this.framing = framing;
		this.random = random;
	}

	byte[] next() {
		return switch (this.framing) {
			case JsonFraming _ -> json(5).getBytes(StandardCharsets.UTF_8);
			case FixedFraming fixed -> bytes(fixed.size());
			default -> bytes(length());
		};
	}

	private int length() {
		// mostly short, now and then larger than any buffer
		return switch (this.random.nextInt(20)) {
			case 0 -> this.random.nextInt(this.framing.maxSize() + 1);
			case 1, 2, 3 -> this.random.nextInt(1000);
			default -> this.random.nextInt(12);
		};
	}

	private byte[] bytes(int length) {
		byte[] bytes = new byte[length];
		this.random.nextBytes(bytes);
		int awkward = (length > 100) ? 500 : 2;
		for (int i = 0; i < length; i++) {
			if (this.random.nextInt(awkward) == 0) {
				bytes[i] = AWKWARD[this.random.nextInt(AWKWARD.length)];
			}
		}
		return bytes;
	}

	private String json(int depth) {
		boolean object = this.random.nextBoolean();
		StringBuilder text = new StringBuilder(object ? "{" : "[");
		int members = this.random.nextInt(6);
		for (int i = 0; i < members; i++) {
			text.append((i > 0) ? ", " : "").append(object ? string() + ":" : "").append(value(depth));
		}
		return text.append(object ? "}" : "]").toString();
	}

	private String value(int depth) {
		return switch (this.random.nextInt(6)) {
			case 0, 1 -> string();
			case 2, 3 -> (depth > 0) ? json(depth - 1) : "null";
			default -> " -1.5e7\r\n\t ";
		};
	}

	private String string() {
		String[] parts = { "{", "}", "[", "]", "\\\"", "\\\\", "\\u005d", "ü", "abc", " " };
		StringBuilder text = new StringBuilder("\"");
		for (int i = this.random.nextInt(8); i > 0; i--) {
			text.append(parts[this.random.nextInt(parts.length)]);
		}
		return text.append('"').toString();
	}

}

package io.sluice.support;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

import io.sluice.framing.FramingType;
import io.sluice.spi.Framing;

/**
 * What a client may send that knows nothing of a framing, or just enough to be a
 * nuisance.
 */
public final class RandomTraffic {

	private static final int LONGEST = 3000;

	private final FramingType type;

	private final Framing framing;

	public RandomTraffic(FramingType type, Framing framing) {
		this.type = type;
		this.framing = framing;
	}

	/**
	 * Make up something to send.
	 * @return random bytes, such as the framing has a use for, or damaged frames
	 */
	public byte[] next(Random random) {
		return switch (random.nextInt(3)) {
			case 0 -> randomBytes(random, random.nextInt(1, LONGEST));
			case 1 -> symbols(random);
			default -> damage(frames(random), random);
		};
	}

	/**
	 * Make up bytes of any value.
	 */
	public static byte[] randomBytes(Random random, int length) {
		byte[] bytes = new byte[length];
		random.nextBytes(bytes);
		return bytes;
	}

	/**
	 * Cut something off at a random place, or change some of its bytes, or both.
	 */
	public static byte[] damage(byte[] bytes, Random random) {
		byte[] damaged = random.nextBoolean() ? bytes.clone() : Arrays.copyOf(bytes, random.nextInt(bytes.length) + 1);
		for (int changes = random.nextInt(4); changes > 0; changes--) {
			damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
		}
		return damaged;
	}

	private byte[] symbols(Random random) {
		byte[] alphabet = alphabet().getBytes(StandardCharsets.ISO_8859_1);
		byte[] bytes = new byte[random.nextInt(1, LONGEST)];
		for (int i = 0; i < bytes.length; i++) {
			bytes[i] = alphabet[random.nextInt(alphabet.length)];
		}
		return bytes;
	}

	private String alphabet() {
		return switch (this.type) {
			// without CR: to echo a line that ends in one would be the handler's error
			case LINE -> "a\n";
			case CRLF -> "ab\r\n";
			case NUL -> "ab\0";
			case DELIMITER -> "a\u001e\r";
			case STX_ETX -> "a\u0002\u0003";
			case MLLP -> "a\u000b\u001c\r";
			case LENGTH, FIXED, RAW -> "\0\u0001\u0002\u00ff";
			case SYSLOG -> "0129 <a\n";
			case ASCII_LENGTH, OCTET_COUNTING -> "0001239 +-";
			case FIX -> "8=FIX.4\u00019=5\u000135=0\u000110=163\u0001";
			case JSON -> "{}[]\"\\:,1 \n";
			case BEAN, SPRING, UNTIL_CLOSE, FIRST_OF ->
				throw new IllegalArgumentException("it has no bytes of its own");
		};
	}

	private byte[] frames(Random random) {
		try {
			ByteArrayOutputStream frames = new ByteArrayOutputStream();
			byte[] message = message(this.type);
			for (int count = random.nextInt(1, 20); count > 0; count--) {
				this.framing.write(message, frames);
			}
			return frames.toByteArray();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * A message that the framing can carry: for most 16 bytes, as {@code fixed} is set
	 * to.
	 */
	public static byte[] message(FramingType type) {
		String text = switch (type) {
			case JSON -> "{\"hello\":\"there\"}";
			case FIX -> "8=FIX.4.4\u00019=5\u000135=0\u000110=163\u0001";
			default -> "hello, I am fine";
		};
		return text.getBytes(StandardCharsets.US_ASCII);
	}

}

package io.sluice.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.sluice.framing.FirstOfFraming;
import io.sluice.framing.RawFraming;
import io.sluice.framing.SerializerFraming;
import io.sluice.framing.UntilCloseFraming;
import io.sluice.spi.Framing;
import org.jspecify.annotations.Nullable;

/**
 * A framing with certain options.
 *
 * @param framing the framing
 * @param plain the framing without tolerance, which writes the same
 */
record FramingVariant(Framing framing, Framing plain) {

	private static final List<String> MESSAGES = List.of("", "a", "ab\rc", "{\"a\":[1,\"}\"]}", "0123456789abcdef",
			"8=FIX.4.4\0019=5\00135=0\00110=163\001", "x".repeat(50), "\0\0\0\0\0\6\1\3\0k\0\3", "\0\0\0\0\0\0\0");

	/**
	 * Whether the framing itself knows where a message ends.
	 */
	boolean isBounded() {
		return !(this.framing instanceof RawFraming);
	}

	/**
	 * Whether the framing is a function of bytes, and does not read a stream.
	 */
	boolean isDecoded() {
		return !(this.framing instanceof SerializerFraming);
	}

	/**
	 * The framing by which a peer reads what is written.
	 * @param written the framing of what is written
	 * @return {@code null} if the message of a whole stream is written
	 */
	@Nullable Framing reader(Framing written) {
		Framing reader = (this.framing instanceof FirstOfFraming) ? written
				: (written == this.framing) ? this.plain : written;
		return (reader instanceof UntilCloseFraming) ? null : reader;
	}

	/**
	 * Frames that it reads, of the messages that it can carry.
	 */
	List<byte[]> samples() {
		List<byte[]> samples = new ArrayList<>();
		for (String text : MESSAGES) {
			byte[] message = text.getBytes(StandardCharsets.ISO_8859_1);
			if (this.plain.refusal(message) == null) {
				byte[] frame = this.plain.frame(message);
				samples.add(frame);
				samples.add(join(frame, frame));
			}
		}
		samples.add("\r\n<1>x\n3 abc".getBytes(StandardCharsets.US_ASCII));
		return samples;
	}

	private static byte[] join(byte[] first, byte[] second) {
		byte[] joined = Arrays.copyOf(first, first.length + second.length);
		System.arraycopy(second, 0, joined, first.length, second.length);
		return joined;
	}

}

package io.sluice.framing;

import java.io.IOException;
import java.io.OutputStream;

import io.sluice.spi.Decoder;
import io.sluice.spi.Framing;
import org.jspecify.annotations.Nullable;

/**
 * Messages after a header of 1 to 9 decimal digits, padded with zeros. It is another name
 * of a {@link LengthFraming} with the encoding {@link LengthEncoding#ASCII}.
 *
 * @param length the framing
 */
public record AsciiLengthFraming(LengthFraming length) implements Framing {

	/**
	 * Create a framing.
	 * @param maxSize the most bytes a message may have, without the header
	 * @param digits the digits of the header
	 * @param includesHeader whether the length counts the header's digits too
	 */
	public AsciiLengthFraming(int maxSize, int digits, boolean includesHeader) {
		this(new LengthFraming(maxSize, LengthLayout.of(LengthField.ascii(digits), includesHeader)));
	}

	@Override
	public int maxSize() {
		return this.length.maxSize();
	}

	@Override
	public int maxFrameSize() {
		return this.length.maxFrameSize();
	}

	@Override
	public Decoder decoder() {
		return this.length;
	}

	@Override
	public @Nullable String refusal(byte[] message) {
		return this.length.refusal(message);
	}

	@Override
	public byte[] toReply(byte[] text, byte @Nullable [] request) {
		return this.length.toReply(text, request);
	}

	@Override
	public void write(byte[] message, OutputStream out) throws IOException {
		this.length.write(message, out);
	}

}

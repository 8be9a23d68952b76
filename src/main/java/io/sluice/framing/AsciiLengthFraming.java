package io.sluice.framing;

import java.io.IOException;
import java.io.OutputStream;

import io.sluice.spi.Decoder;
import io.sluice.spi.FrameBuffer;
import io.sluice.spi.FrameException;
import io.sluice.spi.Framing;
import org.jspecify.annotations.Nullable;

/**
 * Messages after a header of 1 to 9 decimal digits, padded with zeros. The header is the
 * length of the message in bytes. A byte that is not a digit is {@code BAD_FRAME}, and so
 * is a length smaller than a header that it includes.
 *
 * @param maxSize the most bytes a message may have, without the header
 * @param digits the digits of the header
 * @param includesHeader whether the length counts the header's digits too
 */
public record AsciiLengthFraming(int maxSize, int digits, boolean includesHeader) implements Framing, LargeFrames {

	private static final int MAX_DIGITS = 9;

	/**
	 * Check the options.
	 */
	public AsciiLengthFraming {
		MaxSize.check(maxSize);
		if (digits < 1 || digits > MAX_DIGITS) {
			throw new IllegalArgumentException("a length header must be 1 to 9 digits, not " + digits);
		}
	}

	@Override
	public int maxFrameSize() {
		return this.maxSize + this.digits;
	}

	@Override
	public Decoder decoder() {
		return this;
	}

	@Override
	public byte @Nullable [] decode(FrameBuffer in) throws FrameException {
		int present = Math.min(in.size(), this.digits);
		int value = number(in, present);
		if (present < this.digits) {
			return in.need(present + 1, 0);
		}
		int length = MaxSize.messageLength(value, countedHeader(), "digits", this.maxSize);
		in.skip(this.digits);
		return in.take(length);
	}

	private static int number(FrameBuffer in, int digits) throws FrameException {
		int value = 0;
		for (int i = 0; i < digits; i++) {
			value = value * 10 + Decimal.digit(in.at(i));
		}
		return value;
	}

	@Override
	public LargeFrame largeFrame(FrameBuffer in) throws FrameException {
		return new SizedFrame(this.digits, number(in, this.digits) - countedHeader());
	}

	@Override
	public @Nullable String refusal(byte[] message) {
		int longest = Decimal.largest(this.digits) - countedHeader();
		if (message.length > longest) {
			return "%d bytes exceed the %d that fit a length header of %d digits".formatted(message.length, longest,
					this.digits);
		}
		return MaxSize.refusal(message, this.maxSize);
	}

	@Override
	public void write(byte[] message, OutputStream out) throws IOException {
		out.write(Decimal.pad(message.length + countedHeader(), this.digits));
		out.write(message);
	}

	private int countedHeader() {
		return this.includesHeader ? this.digits : 0;
	}

}

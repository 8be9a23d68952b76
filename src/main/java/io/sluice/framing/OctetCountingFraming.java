package io.sluice.framing;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

import io.sluice.spi.Decoder;
import io.sluice.spi.FrameBuffer;
import io.sluice.spi.FrameException;
import io.sluice.spi.Framing;
import org.jspecify.annotations.Nullable;

/**
 * Syslog over TCP with octet counting: the length of the message in decimal digits
 * without leading zeros, a space, and the message. There are no empty messages. Bytes
 * that are not such a length are {@code BAD_FRAME}.
 * <p>
 * RFC 6587, section 3.4.1.
 *
 * @param maxSize the most bytes a message may have, without length and space
 */
public record OctetCountingFraming(int maxSize) implements Framing, LargeFrames {

	/** The digits of the largest {@code max-size}. */
	private static final int MOST_DIGITS = 10;

	/**
	 * Check the options.
	 */
	public OctetCountingFraming {
		MaxSize.check(maxSize);
	}

	@Override
	public int maxFrameSize() {
		return this.maxSize + MOST_DIGITS + 1;
	}

	@Override
	public Decoder decoder() {
		return this;
	}

	@Override
	public byte @Nullable [] decode(FrameBuffer in) throws FrameException {
		if (in.at(0) == '0') {
			throw BadFrame.unexpected("a message length to begin with 1 to 9", in.at(0));
		}
		long length = 0;
		for (int i = 0; i < in.size(); i++) {
			if (i > 0 && in.at(i) == ' ') {
				in.skip(i + 1);
				return in.take((int) length);
			}
			length = length * 10 + Decimal.digit(in.at(i));
			// more digits only make the number larger, so the check also ends an endless
			// length
			if (length > this.maxSize) {
				throw MaxSize.tooLarge(this.maxSize);
			}
		}
		return in.need(in.size() + 1, 0);
	}

	/**
	 * Reads the whole length, also the digits behind the one that made it too large.
	 */
	@Override
	public @Nullable LargeFrame largeFrame(FrameBuffer in) throws FrameException {
		long length = 0;
		for (int i = 0; i < in.size(); i++) {
			if (in.at(i) == ' ') {
				return new SizedFrame(i + 1, length);
			}
			if (i == MOST_DIGITS) {
				throw MaxSize.tooLarge(this.maxSize);
			}
			length = length * 10 + Decimal.digit(in.at(i));
		}
		return null;
	}

	@Override
	public @Nullable String refusal(byte[] message) {
		return (message.length == 0) ? "it is empty" : MaxSize.refusal(message, this.maxSize);
	}

	@Override
	public void write(byte[] message, OutputStream out) throws IOException {
		out.write(Integer.toString(message.length).getBytes(StandardCharsets.US_ASCII));
		out.write(' ');
		out.write(message);
	}

}

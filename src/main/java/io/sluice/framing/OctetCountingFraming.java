package io.sluice.framing;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

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
public record OctetCountingFraming(int maxSize) implements Framing {

	/**
	 * Check the options.
	 */
	public OctetCountingFraming {
		MaxSize.check(maxSize);
	}

	@Override
	public byte @Nullable [] read(FrameInput in) throws IOException {
		if (!in.require(1)) {
			return null;
		}
		if (in.at(0) == '0') {
			throw FrameException.unexpected("a message length to begin with 1 to 9", in.at(0));
		}
		return in.take(takeLength(in));
	}

	private int takeLength(FrameInput in) throws IOException {
		int digits = 0;
		long length = 0;
		do {
			length = length * 10 + Decimal.digit(in.at(digits));
			// more digits only make the number larger, so the check also ends an endless
			// length
			if (length > this.maxSize) {
				throw MaxSize.tooLarge(this.maxSize);
			}
			digits++;
			in.require(digits + 1);
		}
		while (in.at(digits) != ' ');
		in.skip(digits + 1);
		return (int) length;
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

package io.sluice.test;

import java.io.IOException;
import java.io.OutputStream;

import io.sluice.ErrorCode;
import io.sluice.spi.Decoder;
import io.sluice.spi.FrameBuffer;
import io.sluice.spi.FrameException;
import io.sluice.spi.Framing;

/**
 * Lines in which LF between quotes is data. Whether the last byte was between quotes is
 * the state of a stream.
 *
 * @param maxSize the most bytes of a line
 */
record QuotedFraming(int maxSize) implements Framing {

	@Override
	public Decoder decoder() {
		return new QuotedDecoder(this.maxSize);
	}

	@Override
	public String refusal(byte[] message) {
		if (message.length > this.maxSize) {
			return "it has more than %d bytes".formatted(this.maxSize);
		}
		boolean quoted = false;
		for (byte b : message) {
			quoted ^= b == '"';
			if (b == '\n' && !quoted) {
				return "it has LF outside of quotes";
			}
		}
		return quoted ? "a quote is open" : null;
	}

	@Override
	public void write(byte[] message, OutputStream out) throws IOException {
		out.write(message);
		out.write('\n');
	}

	/** The state of one stream. */
	static final class QuotedDecoder implements Decoder {

		private final int maxSize;

		private boolean quoted;

		QuotedDecoder(int maxSize) {
			this.maxSize = maxSize;
		}

		@Override
		public byte[] decode(FrameBuffer in) throws FrameException {
			for (int i = in.scanned(); i < in.size(); i++) {
				byte b = in.at(i);
				if (b == '\n' && !this.quoted) {
					byte[] message = in.copy(0, i);
					in.skip(i + 1);
					return message;
				}
				if (i == this.maxSize) {
					throw new FrameException(ErrorCode.FRAME_TOO_LARGE, "the line is too long");
				}
				this.quoted ^= b == '"';
			}
			return in.need(in.size() + 1, in.size());
		}

	}

}

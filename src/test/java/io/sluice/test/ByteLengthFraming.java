package io.sluice.test;

import java.io.IOException;
import java.io.OutputStream;

import io.sluice.spi.Decoder;
import io.sluice.spi.FrameBuffer;
import io.sluice.spi.Framing;

/**
 * A length of 1 byte in front of up to 255 bytes. The constants differ in what they write
 * of a message that they refuse, which is nobody's concern.
 */
enum ByteLengthFraming implements Framing, Decoder {

	/** The length starts again at 0. */
	OVERFLOWS {

		@Override
		public void write(byte[] message, OutputStream out) throws IOException {
			out.write(message.length);
			out.write(message);
		}

	},

	/** The length stays at the largest one. */
	SATURATES {

		@Override
		public void write(byte[] message, OutputStream out) throws IOException {
			out.write(Math.min(message.length, MAX));
			out.write(message);
		}

	},

	/** The message ends early. */
	CUTS {

		@Override
		public void write(byte[] message, OutputStream out) throws IOException {
			out.write(Math.min(message.length, MAX));
			out.write(message, 0, Math.min(message.length, MAX));
		}

	};

	private static final int MAX = 255;

	@Override
	public int maxSize() {
		return MAX;
	}

	@Override
	public Decoder decoder() {
		return this;
	}

	@Override
	public byte[] decode(FrameBuffer in) {
		int length = in.at(0) & 0xff;
		in.skip(1);
		return in.take(length);
	}

	@Override
	public String refusal(byte[] message) {
		return (message.length > MAX) ? "it has more than 255 bytes" : null;
	}

}

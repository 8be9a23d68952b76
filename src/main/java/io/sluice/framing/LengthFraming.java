package io.sluice.framing;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteOrder;

import io.sluice.spi.Decoder;
import io.sluice.spi.FrameBuffer;
import io.sluice.spi.FrameException;
import io.sluice.spi.Framing;
import org.jspecify.annotations.Nullable;

/**
 * Messages after a header of 1 to 4 bytes. The header is the length of the message in
 * bytes, as an unsigned number. A length smaller than a header that it includes is
 * {@code BAD_FRAME}.
 *
 * @param maxSize the most bytes a message may have, without the header
 * @param headerSize the bytes of the header
 * @param byteOrder the order of the header's bytes
 * @param includesHeader whether the length counts the header's bytes too
 */
public record LengthFraming(int maxSize, int headerSize, ByteOrder byteOrder,
		boolean includesHeader) implements Framing, LargeFrames {

	/**
	 * Check the options.
	 */
	public LengthFraming {
		MaxSize.check(maxSize);
		if (headerSize < 1 || headerSize > Integer.BYTES) {
			throw new IllegalArgumentException("a length header must be 1 to 4 bytes, not " + headerSize);
		}
	}

	@Override
	public int maxFrameSize() {
		return this.maxSize + this.headerSize;
	}

	@Override
	public Decoder decoder() {
		return this;
	}

	@Override
	public byte @Nullable [] decode(FrameBuffer in) throws FrameException {
		if (in.size() < this.headerSize) {
			return in.need(this.headerSize, 0);
		}
		int length = MaxSize.messageLength(header(in), countedHeader(), "bytes", this.maxSize);
		in.skip(this.headerSize);
		return in.take(length);
	}

	@Override
	public LargeFrame largeFrame(FrameBuffer in) {
		return new SizedFrame(this.headerSize, header(in) - countedHeader());
	}

	@Override
	public @Nullable String refusal(byte[] message) {
		long longest = (1L << (this.headerSize * Byte.SIZE)) - 1 - countedHeader();
		if (message.length > longest) {
			return "%d bytes exceed the %d that fit a length header of %d".formatted(message.length, longest,
					this.headerSize);
		}
		return MaxSize.refusal(message, this.maxSize);
	}

	@Override
	public void write(byte[] message, OutputStream out) throws IOException {
		int value = message.length + countedHeader();
		byte[] header = new byte[this.headerSize];
		for (int i = 0; i < this.headerSize; i++) {
			header[i] = (byte) (value >>> shift(i));
		}
		out.write(header);
		out.write(message);
	}

	private long header(FrameBuffer in) {
		long value = 0;
		for (int i = 0; i < this.headerSize; i++) {
			value |= (in.at(i) & 0xffL) << shift(i);
		}
		return value;
	}

	private int shift(int index) {
		int place = (this.byteOrder == ByteOrder.BIG_ENDIAN) ? this.headerSize - 1 - index : index;
		return place * Byte.SIZE;
	}

	private int countedHeader() {
		return this.includesHeader ? this.headerSize : 0;
	}

}

package io.sluice.test;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

import io.sluice.ErrorCode;
import io.sluice.spi.Decoder;
import io.sluice.spi.FrameBuffer;
import io.sluice.spi.FrameException;
import io.sluice.spi.Framing;

/**
 * Codec 8 of Teltonika's GPS trackers: 4 zero bytes, the length of the data in 4 bytes,
 * the data, and its CRC-16/ARC in 4 bytes.
 *
 * @param maxSize the most bytes of data
 */
record TeltonikaFraming(int maxSize) implements Framing, Decoder {

	private static final int HEADER = 8;

	private static final int CRC = 4;

	@Override
	public int maxFrameSize() {
		return HEADER + this.maxSize + CRC;
	}

	@Override
	public Decoder decoder() {
		return this;
	}

	@Override
	public byte[] decode(FrameBuffer in) throws FrameException {
		for (int i = 0; i < Math.min(Integer.BYTES, in.size()); i++) {
			if (in.at(i) != 0) {
				throw new FrameException(ErrorCode.BAD_FRAME, "a frame begins with four zero bytes");
			}
		}
		if (in.size() < HEADER) {
			// a wrong one of the first bytes is told at once
			return in.need((in.size() < Integer.BYTES) ? in.size() + 1 : HEADER, 0);
		}
		int length = number(in, Integer.BYTES);
		if (length < 0 || length > this.maxSize) {
			throw new FrameException(ErrorCode.FRAME_TOO_LARGE, "the data exceeds %d bytes".formatted(this.maxSize));
		}
		int total = HEADER + length + CRC;
		if (in.size() < total) {
			return in.need(total, 0);
		}
		byte[] data = in.copy(HEADER, HEADER + length);
		if (number(in, HEADER + length) != crc(data)) {
			throw new FrameException(ErrorCode.BAD_FRAME, "the CRC is wrong");
		}
		in.skip(total);
		return data;
	}

	private static int number(FrameBuffer in, int from) {
		return ByteBuffer.wrap(in.copy(from, from + Integer.BYTES)).getInt();
	}

	private static int crc(byte[] data) {
		int crc = 0;
		for (byte b : data) {
			crc ^= b & 0xff;
			for (int bit = 0; bit < Byte.SIZE; bit++) {
				crc = ((crc & 1) != 0) ? (crc >>> 1) ^ 0xa001 : crc >>> 1;
			}
		}
		return crc;
	}

	@Override
	public String refusal(byte[] message) {
		return (message.length > this.maxSize) ? "it has more than %d bytes".formatted(this.maxSize) : null;
	}

	@Override
	public void write(byte[] message, OutputStream out) throws IOException {
		out.write(ByteBuffer.allocate(HEADER + message.length + CRC)
			.putInt(0)
			.putInt(message.length)
			.put(message)
			.putInt(crc(message))
			.array());
	}

}

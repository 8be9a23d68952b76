package io.sluice.test;

import java.io.IOException;
import java.io.OutputStream;

import io.sluice.ErrorCode;
import io.sluice.spi.Decoder;
import io.sluice.spi.FrameBuffer;
import io.sluice.spi.FrameException;
import io.sluice.spi.Framing;

/**
 * Modbus/TCP. The message is the whole frame, because its header has the transaction and
 * the unit: transaction, protocol 0 and length in 2 bytes each, then as many bytes.
 */
record ModbusFraming() implements Framing, Decoder {

	private static final int HEADER = 6;

	/** The unit, the function and 252 bytes of data. */
	private static final int MAX_LENGTH = 254;

	@Override
	public int maxSize() {
		return HEADER + MAX_LENGTH;
	}

	@Override
	public int maxFrameSize() {
		return maxSize();
	}

	@Override
	public Decoder decoder() {
		return this;
	}

	@Override
	public byte[] decode(FrameBuffer in) throws FrameException {
		if (in.size() < HEADER) {
			return in.need(HEADER, 0);
		}
		int length = ((in.at(4) & 0xff) << 8) | (in.at(5) & 0xff);
		if (in.at(2) != 0 || in.at(3) != 0 || length < 2) {
			throw new FrameException(ErrorCode.BAD_FRAME, "this is not Modbus");
		}
		if (length > MAX_LENGTH) {
			throw new FrameException(ErrorCode.FRAME_TOO_LARGE, "a frame has at most %d bytes".formatted(maxSize()));
		}
		return in.take(HEADER + length);
	}

	@Override
	public String refusal(byte[] message) {
		if (message.length < HEADER + 2 || message.length > maxSize()) {
			return "it has %d bytes".formatted(message.length);
		}
		int length = ((message[4] & 0xff) << 8) | (message[5] & 0xff);
		return (message[2] != 0 || message[3] != 0 || length != message.length - HEADER) ? "its header is wrong" : null;
	}

	@Override
	public void write(byte[] message, OutputStream out) throws IOException {
		out.write(message);
	}

}

package io.sluice.framing;

import java.io.IOException;
import java.io.OutputStream;

import io.sluice.ErrorCode;
import io.sluice.spi.Decoder;
import io.sluice.spi.FrameBuffer;
import io.sluice.spi.FrameException;
import io.sluice.spi.Framing;
import org.jspecify.annotations.Nullable;

/**
 * Lines of text that end in the checksum of NMEA 0183, {@code *hh}. The checksum is
 * verified and removed. Every message is written with its checksum and CR LF. A line with
 * a wrong or missing checksum is {@code BAD_FRAME}, and the next line can still be read.
 *
 * @param maxSize the most bytes a message may have, without checksum and line end
 */
public record ChecksumLineFraming(int maxSize) implements Framing, LargeFrames {

	private static final byte LF = '\n';

	private static final byte[] LINE_END = { '\r', '\n' };

	/**
	 * Check the options.
	 */
	public ChecksumLineFraming {
		MaxSize.check(maxSize);
	}

	@Override
	public int maxFrameSize() {
		return this.maxSize + NmeaChecksum.LENGTH + LINE_END.length;
	}

	@Override
	public Decoder decoder() {
		return this;
	}

	@Override
	public byte @Nullable [] decode(FrameBuffer in) throws FrameException {
		int found = in.indexOf(LF, in.scanned());
		int length = LineFraming.lengthOf(in, (found < 0) ? in.size() : found) - NmeaChecksum.LENGTH;
		if (length > this.maxSize) {
			throw MaxSize.tooLarge(this.maxSize);
		}
		if (found < 0) {
			return in.need(in.size() + 1, in.size());
		}
		verify(in, new NmeaSum(), length, found + 1);
		byte[] message = in.copy(0, length);
		in.skip(found + 1);
		return message;
	}

	@Override
	public LargeFrame largeFrame(FrameBuffer in) {
		return new LargeChecksumLine(in.scanned());
	}

	@Override
	public byte[] rest(FrameBuffer in) throws FrameException {
		int length = LineFraming.lengthOf(in, in.size()) - NmeaChecksum.LENGTH;
		if (length <= this.maxSize) {
			verify(in, new NmeaSum(), length, in.size());
		}
		return LastMessage.take(in, 0, length, this.maxSize);
	}

	/**
	 * Verify the checksum of a line.
	 * @param in the line
	 * @param sum the sum of the characters that have been removed
	 * @param length the number of characters before the checksum; negative if there is no
	 * room for one
	 * @param total the number of bytes with the line end
	 * @throws FrameException if the checksum is wrong. The line has then been removed
	 */
	static void verify(FrameBuffer in, NmeaSum sum, int length, int total) throws FrameException {
		String mistake = mistake(in, sum, length);
		if (mistake != null) {
			in.skip(total);
			throw FrameException.resumable(ErrorCode.BAD_FRAME, mistake);
		}
	}

	private static @Nullable String mistake(FrameBuffer in, NmeaSum sum, int length) {
		if (!NmeaChecksum.isAtEnd(in::at, length + NmeaChecksum.LENGTH)) {
			// not at the end of this text, which would be no line then
			return "the line has no checksum, such as *5A, at its end";
		}
		int written = NmeaChecksum.read(in::at, length + NmeaChecksum.LENGTH);
		sum.add(in::at, length);
		int actual = sum.value();
		if (written != actual) {
			return "the checksum of the line is %02X, not %02X".formatted(actual, written);
		}
		return NmeaChecksum.isAtEnd(in::at, length) ? "the line has two checksums" : null;
	}

	@Override
	public @Nullable String refusal(byte[] message) {
		if (ByteSearch.indexOf(message, 0, message.length, LF) >= 0) {
			return "it contains the line end (LF)";
		}
		if (NmeaChecksum.isAtEnd((index) -> message[index], message.length)) {
			return "it ends in a checksum, which the framing adds";
		}
		return MaxSize.refusal(message, this.maxSize);
	}

	@Override
	public void write(byte[] message, OutputStream out) throws IOException {
		out.write(message);
		out.write(NmeaChecksum.write(NmeaChecksum.of((index) -> message[index], message.length)));
		out.write(LINE_END);
	}

}

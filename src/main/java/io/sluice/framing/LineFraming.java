package io.sluice.framing;

import java.io.IOException;
import java.io.OutputStream;

import io.sluice.spi.Decoder;
import io.sluice.spi.FrameBuffer;
import io.sluice.spi.FrameException;
import io.sluice.spi.Framing;
import org.jspecify.annotations.Nullable;

/**
 * Lines of text: a message ends before LF, or before CR LF. Messages are written with LF
 * alone.
 *
 * @param maxSize the most bytes a message may have, without the line end
 */
public record LineFraming(int maxSize) implements Framing, LargeFrames {

	private static final byte CR = '\r';

	private static final byte LF = '\n';

	/**
	 * Check the options.
	 */
	public LineFraming {
		MaxSize.check(maxSize);
	}

	@Override
	public int maxFrameSize() {
		return this.maxSize + 2;
	}

	@Override
	public Decoder decoder() {
		return this;
	}

	@Override
	public byte @Nullable [] decode(FrameBuffer in) throws FrameException {
		int found = in.indexOf(LF, in.scanned());
		int length = lengthOf(in, (found < 0) ? in.size() : found);
		if (length > this.maxSize) {
			throw MaxSize.tooLarge(this.maxSize);
		}
		if (found < 0) {
			return in.need(in.size() + 1, in.size());
		}
		byte[] message = in.copy(0, length);
		in.skip(found + 1);
		return message;
	}

	@Override
	public LargeFrame largeFrame(FrameBuffer in) {
		return new EndedFrame(null, new byte[] { LF }, in.scanned());
	}

	@Override
	public byte[] rest(FrameBuffer in) throws FrameException {
		return LastMessage.take(in, 0, lengthOf(in, in.size()), this.maxSize);
	}

	static int lengthOf(FrameBuffer in, int end) {
		return (end > 0 && in.at(end - 1) == CR) ? end - 1 : end;
	}

	@Override
	public @Nullable String refusal(byte[] message) {
		if (ByteSearch.indexOf(message, 0, message.length, LF) >= 0) {
			return "it contains the line end (LF)";
		}
		if (message.length > 0 && message[message.length - 1] == CR) {
			return "it ends in CR, which would be read as part of the line end";
		}
		return MaxSize.refusal(message, this.maxSize);
	}

	@Override
	public void write(byte[] message, OutputStream out) throws IOException {
		out.write(message);
		out.write(LF);
	}

}

package io.sluice.framing;

import java.io.IOException;
import java.io.OutputStream;

import org.jspecify.annotations.Nullable;

/**
 * Lines of text: a message ends before LF, or before CR LF. Messages are written with LF
 * alone.
 *
 * @param maxSize the most bytes a message may have, without the line end
 */
public record LineFraming(int maxSize) implements Framing {

	private static final byte CR = '\r';

	private static final byte LF = '\n';

	/**
	 * Check the options.
	 */
	public LineFraming {
		MaxSize.check(maxSize);
	}

	@Override
	public byte @Nullable [] read(FrameInput in) throws IOException {
		int end = findEnd(in);
		if (end < 0) {
			return null;
		}
		int length = lengthOf(in, end);
		if (length > this.maxSize) {
			throw MaxSize.tooLarge(this.maxSize);
		}
		byte[] message = in.copy(0, length);
		in.skip(end + 1);
		return message;
	}

	private int findEnd(FrameInput in) throws IOException {
		int from = 0;
		int found = in.indexOf(LF, from);
		while (found < 0) {
			if (lengthOf(in, in.size()) > this.maxSize) {
				throw MaxSize.tooLarge(this.maxSize);
			}
			from = in.size();
			if (!in.fill(this.maxSize + 2)) {
				return -1;
			}
			found = in.indexOf(LF, from);
		}
		return found;
	}

	private static int lengthOf(FrameInput in, int end) {
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

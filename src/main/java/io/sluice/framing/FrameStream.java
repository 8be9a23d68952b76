package io.sluice.framing;

import java.io.IOException;
import java.io.InputStream;

import io.sluice.ErrorCode;
import io.sluice.spi.FrameException;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * A blocking view of an input, for a deserializer. Used by one thread.
 */
@RequiredArgsConstructor
final class FrameStream extends InputStream {

	private final FrameInput input;

	/** The number of bytes that the frame may still have. */
	private int left;

	private int most;

	private boolean atEnd;

	/** The failure of a read, which a deserializer may hide or replace. */
	private @Nullable IOException failure;

	void beginFrame(int newMost) {
		this.most = newMost;
		this.left = newMost;
	}

	void endFrame() {
		this.input.endMessage();
	}

	boolean isAtEnd() {
		return this.atEnd;
	}

	/**
	 * Whether a byte of the frame has been read.
	 */
	boolean isInsideFrame() {
		return this.left < this.most;
	}

	/**
	 * Throw the failure of a read, if there was one.
	 */
	void checkFailure() throws IOException {
		if (this.failure != null) {
			throw this.failure;
		}
	}

	@Override
	public int available() {
		return this.input.size();
	}

	@Override
	public int read() throws IOException {
		byte[] one = new byte[1];
		return (read(one, 0, 1) < 0) ? -1 : one[0] & 0xff;
	}

	@Override
	public int read(byte[] target, int offset, int length) throws IOException {
		if (length == 0) {
			return 0;
		}
		checkFailure();
		try {
			return readUnlessTooLarge(target, offset, length);
		}
		catch (IOException ex) {
			this.failure = ex;
			throw ex;
		}
	}

	private int readUnlessTooLarge(byte[] target, int offset, int length) throws IOException {
		if (this.left == 0) {
			throw new FrameException(ErrorCode.FRAME_TOO_LARGE, "the frame exceeds %d bytes".formatted(this.most));
		}
		while (this.input.size() == 0) {
			if (!this.input.fill(this.most)) {
				this.atEnd = true;
				if (isInsideFrame() && this.input.isCutShort()) {
					throw FrameInput.endInside();
				}
				return -1;
			}
		}
		int count = Math.min(Math.min(length, this.left), this.input.size());
		this.input.moveTo(target, offset, count);
		this.left -= count;
		return count;
	}

}

package io.sluice.framing;

import io.sluice.ErrorCode;
import io.sluice.spi.FrameException;
import org.jspecify.annotations.Nullable;

/**
 * The checks and error messages for the size of a message, shared by all framings.
 */
final class MaxSize {

	/**
	 * The upper limit of the setting, which leaves room in an {@code int} for the bytes
	 * around a message.
	 */
	private static final int LIMIT = 1 << 30;

	private MaxSize() {
	}

	static void check(int maxSize) {
		if (maxSize < 1 || maxSize > LIMIT) {
			throw new IllegalArgumentException("max-size must be 1 to %d bytes, not %d".formatted(LIMIT, maxSize));
		}
	}

	static FrameException tooLarge(int maxSize) {
		return new FrameException(ErrorCode.FRAME_TOO_LARGE,
				"the message exceeds the maximum of %d bytes".formatted(maxSize));
	}

	/**
	 * The length of a message whose header has been read.
	 * @param announced the value of the header
	 * @param counted the size of the header if the value includes it, otherwise 0
	 * @param unit the unit of the size in a log line
	 * @param maxSize the most bytes a message may have
	 * @return bytes
	 * @throws FrameException if the length does not even count its header, or exceeds the
	 * maximum
	 */
	static int messageLength(long announced, int counted, String unit, int maxSize) throws FrameException {
		long length = announced - counted;
		if (length < 0) {
			throw new FrameException(ErrorCode.BAD_FRAME,
					"a length of %d does not even count its header of %d %s".formatted(announced, counted, unit));
		}
		if (length > maxSize) {
			throw new FrameException(ErrorCode.FRAME_TOO_LARGE,
					"a message length of %d exceeds the maximum of %d bytes".formatted(length, maxSize));
		}
		return (int) length;
	}

	static @Nullable String refusal(byte[] message, int maxSize) {
		return (message.length > maxSize) ? "%d bytes exceed max-size %d".formatted(message.length, maxSize) : null;
	}

}

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

	static FrameException tooLarge(long length, int maxSize) {
		return new FrameException(ErrorCode.FRAME_TOO_LARGE,
				"a message length of %d exceeds the maximum of %d bytes".formatted(length, maxSize));
	}

	static @Nullable String refusal(byte[] message, int maxSize) {
		return (message.length > maxSize) ? "%d bytes exceed max-size %d".formatted(message.length, maxSize) : null;
	}

}

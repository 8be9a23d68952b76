package io.sluice.framing;

import io.sluice.ErrorCode;
import io.sluice.spi.FrameException;

/**
 * The error messages for bytes that are not a frame.
 */
final class BadFrame {

	private BadFrame() {
	}

	static FrameException unexpected(String wanted, byte found) {
		String shown = (found > ' ' && found < 0x7f) ? " ('%c')".formatted(found) : "";
		return new FrameException(ErrorCode.BAD_FRAME, "expected %s, not 0x%02x%s".formatted(wanted, found, shown));
	}

}

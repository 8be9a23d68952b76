package io.sluice.spi;

import io.sluice.ErrorCode;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link FrameException}.
 */
class FrameExceptionTests {

	private final FrameException exception = new FrameException(ErrorCode.BAD_FRAME, "it is bad");

	@Test
	void hasACodeAndAMessage() {
		assertThat(this.exception).hasMessage("it is bad");
		assertThat(this.exception.code()).isEqualTo(ErrorCode.BAD_FRAME);
	}

	@Test
	void hasNoStackTrace() {
		assertThat(this.exception.getStackTrace()).isEmpty();
	}

}

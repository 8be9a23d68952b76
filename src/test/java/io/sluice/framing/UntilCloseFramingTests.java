package io.sluice.framing;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.sluice.ErrorCode;
import io.sluice.framing.FirstOfFraming.Alternative;
import io.sluice.spi.FrameException;
import io.sluice.spi.Framing;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A message that ends with its stream.
 */
class UntilCloseFramingTests {

	@Test
	void streamIsTheMessage() throws IOException {
		assertThat(Frames.readAll(new UntilCloseFraming(5), ScriptedStream.ofChunks(Frames.bytes("a\\nb\\0c"), 1)))
			.containsExactly("a\\nb\\0c");
		assertThat(Frames.readAll(new UntilCloseFraming(5), new ScriptedStream())).isEmpty();
	}

	@Test
	void oneByteMoreIsTooLarge() {
		assertThatExceptionOfType(FrameException.class)
			.isThrownBy(() -> Frames.readAll(new UntilCloseFraming(5), new ScriptedStream(Frames.bytes("abcdef"))))
			.returns(ErrorCode.FRAME_TOO_LARGE, FrameException::code);
	}

	@Test
	void framingIsFoundWhereMessagesAreWrittenInIt() {
		Framing ended = new SkippingFraming(new UntilCloseFraming(5), new byte[0], true);
		Alternative marked = new Alternative(new byte[] { '<' }, ended);
		Alternative lines = new Alternative(new byte[0], new LineFraming(5));
		assertThat(UntilCloseFraming.isBehind(ended)).isTrue();
		assertThat(UntilCloseFraming.isBehind(new FirstOfFraming(List.of(marked)))).isTrue();
		assertThat(UntilCloseFraming.isBehind(new FirstOfFraming(List.of(marked, lines)))).isFalse();
	}

	@Test
	void deadlineBeginsAgainWithEveryByte() throws IOException {
		AtomicInteger restarts = new AtomicInteger();
		FrameInput input = new FrameInput(ScriptedStream.ofChunks(Frames.bytes("abc"), 1), new Readiness() {

			@Override
			public boolean await(boolean insideFrame) {
				return true;
			}

			@Override
			public void restartDeadline() {
				restarts.incrementAndGet();
			}

		});
		assertThat(Frames.readAll(new SkippingFraming(new UntilCloseFraming(5), new byte[0], true), input))
			.containsExactly("abc");
		assertThat(restarts).hasValue(3);
	}

}

package io.sluice.test;

import java.util.List;
import java.util.stream.Stream;

import io.sluice.spi.Framing;
import org.junit.jupiter.api.DynamicTest;

/**
 * What every {@link Framing} must do, as tests of JUnit. Their names say which sample is
 * cut at which byte: <pre class="code">
 * &#64;TestFactory
 * Stream&lt;DynamicTest&gt; framing() {
 *     return FramingContract.verify(new TeltonikaFraming(1024), first, second);
 * }
 * </pre> The tests need no socket. They check that
 * <ul>
 * <li>the framing writes each sample, and reads it back however its bytes are split, and
 * with any number of frames in one segment;</li>
 * <li>it takes no byte of the next frame, and waits for none;</li>
 * <li>a frame that is cut off gives no other message, and does not look like the end of a
 * stream between two frames;</li>
 * <li>a message of the largest size passes, and one that is a byte larger does not;</li>
 * <li>random and altered bytes cause no exception but
 * {@link io.sluice.spi.FrameException};</li>
 * <li>it reads back every random message that it does not refuse;</li>
 * <li>two streams do not disturb each other;</li>
 * <li>a frame that arrives byte by byte costs time in proportion to its length, and
 * nothing is allocated for bytes that have not arrived.</li>
 * </ul>
 * A framing without boundaries of its own, such as {@code raw}, cannot pass: its messages
 * depend on how the bytes are split. Neither can one whose messages end with the stream.
 * The random tests have fixed seeds, so a failure repeats.
 */
public final class FramingContract {

	private FramingContract() {
	}

	/**
	 * The tests of a framing.
	 * @param framing the framing
	 * @param samples messages that it can carry, without their frames; at least one. Of a
	 * frame above 512 bytes, the first and last 256 places are cut
	 * @return the tests, for a method with {@code @TestFactory} to return
	 */
	public static Stream<DynamicTest> verify(Framing framing, byte[]... samples) {
		return verify(framing, List.of(samples));
	}

	/**
	 * The tests of a framing.
	 * @param framing the framing
	 * @param samples messages that it can carry, without their frames; at least one. Of a
	 * frame above 512 bytes, the first and last 256 places are cut
	 * @return the tests, for a method with {@code @TestFactory} to return
	 */
	public static Stream<DynamicTest> verify(Framing framing, List<byte[]> samples) {
		if (samples.isEmpty()) {
			throw new IllegalArgumentException("the contract needs at least one message that the framing can carry");
		}
		List<Sample> written = Sample.number(framing, samples);
		return Stream
			.of(written.stream().flatMap((sample) -> new WriteChecks(framing, sample).tests()),
					written.stream().flatMap((sample) -> new SplitChecks(framing, sample).tests()),
					new SegmentChecks(framing, written).tests(),
					written.stream().flatMap((sample) -> new TruncationChecks(framing, sample).tests()),
					new SizeChecks(framing, written).tests(), new RandomChecks(framing, written).tests(),
					new CostChecks(framing, written).tests())
			.flatMap((tests) -> tests);
	}

}

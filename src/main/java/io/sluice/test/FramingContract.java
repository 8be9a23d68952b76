package io.sluice.test;

import java.util.List;
import java.util.stream.Stream;

import io.sluice.spi.Framing;
import org.junit.jupiter.api.DynamicTest;
import org.opentest4j.TestAbortedException;

/**
 * What every {@link Framing} must do, as tests of JUnit. Their names, which are also the
 * beginning of each failure, say which sample is cut at which byte: <pre class="code">
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
 * <li>a message of the largest size passes, and one that is a byte larger does not; no
 * bytes whatever give a larger one;</li>
 * <li>random and altered bytes cause no exception but
 * {@link io.sluice.spi.FrameException};</li>
 * <li>it reads back every random message that it does not refuse;</li>
 * <li>two streams do not disturb each other;</li>
 * <li>a frame that arrives byte by byte costs time in proportion to its length, and
 * nothing is allocated for bytes that have not arrived.</li>
 * </ul>
 * A framing without boundaries of its own, such as {@code raw}, cannot pass: its messages
 * depend on how the bytes are split. Neither can one whose messages end with the stream.
 * A test that needs a message of another size repeats a byte from the middle of a sample.
 * If the framing refuses that message, or if the test would cost too much memory, it is
 * skipped. The random tests have fixed seeds, so a failure repeats.
 */
public final class FramingContract {

	private FramingContract() {
	}

	/**
	 * The tests of a framing.
	 * @param framing the framing
	 * @param samples messages that it can carry, without their frames; at least one. A
	 * frame above 512 bytes is cut in its first and last 256 bytes only
	 * @return the tests, for a method with {@code @TestFactory} to return
	 */
	public static Stream<DynamicTest> verify(Framing framing, byte[]... samples) {
		return verify(framing, List.of(samples));
	}

	/**
	 * The tests of a framing.
	 * @param framing the framing
	 * @param samples messages that it can carry, without their frames; at least one. A
	 * frame above 512 bytes is cut in its first and last 256 bytes only
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
			.flatMap((tests) -> tests)
			.map(FramingContract::named);
	}

	/**
	 * Put the name of a test in front of its failure: not all who run tests show it.
	 */
	private static DynamicTest named(DynamicTest test) {
		return DynamicTest.dynamicTest(test.getDisplayName(), () -> {
			try {
				test.getExecutable().execute();
			}
			catch (TestAbortedException ex) {
				throw ex;
			}
			catch (AssertionError ex) {
				throw new AssertionError("%s: %s".formatted(test.getDisplayName(), ex.getMessage()), ex);
			}
			catch (Exception ex) {
				throw new AssertionError("%s: %s".formatted(test.getDisplayName(), ex), ex);
			}
		});
	}

}

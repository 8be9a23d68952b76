package io.sluice.test;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.sluice.spi.Framing;
import org.junit.jupiter.api.DynamicTest;

/**
 * Checks that random bytes cause no exception but a rejection, and that random messages
 * pass unless they are refused. The seed is part of a test's name.
 *
 * @param framing the framing
 * @param samples messages, which are altered
 */
record RandomChecks(Framing framing, List<Sample> samples) {

	private static final int SEEDS = 10;

	private static final int RUNS = 100;

	private static final int LONGEST = 300;

	Stream<DynamicTest> tests() {
		return Stream
			.of(tests("random bytes", this::garbage), tests("altered frames", this::alteredFrames),
					tests("random messages", this::randomMessages), tests("altered messages", this::alteredMessages))
			.flatMap((tests) -> tests);
	}

	private static Stream<DynamicTest> tests(String name, RandomCheck check) {
		return IntStream.rangeClosed(1, SEEDS)
			.mapToObj((seed) -> DynamicTest.dynamicTest("%s, seed %d".formatted(name, seed), () -> {
				Random random = new Random(seed);
				for (int run = 0; run < RUNS; run++) {
					check.run(random);
				}
			}));
	}

	private void garbage(Random random) {
		decode(random, randomBytes(random, LONGEST));
	}

	private void alteredFrames(Random random) {
		byte[] bytes = {};
		for (int i = 0; i <= random.nextInt(3); i++) {
			bytes = Bytes.concat(bytes, alter(random, pick(random).frame()));
		}
		decode(random, bytes);
	}

	private void randomMessages(Random random) {
		roundTrip(random, randomBytes(random, Math.min(LONGEST, this.framing.maxSize())));
	}

	private void alteredMessages(Random random) {
		roundTrip(random, alter(random, pick(random).message()));
	}

	private void decode(Random random, byte[] bytes) {
		try {
			segments(random, bytes).end();
		}
		catch (AssertionError ex) {
			throw new AssertionError("%s, of the bytes %s".formatted(ex.getMessage(), Bytes.describe(bytes)), ex);
		}
	}

	private void roundTrip(Random random, byte[] message) {
		if (this.framing.refusal(message) != null) {
			return;
		}
		byte[] frame = this.framing.frame(message);
		try {
			segments(random, Bytes.concat(frame, frame)).require(List.of(message, message));
		}
		catch (AssertionError ex) {
			throw new AssertionError("%s, of the message %s, which refusal does not refuse".formatted(ex.getMessage(),
					Bytes.describe(message)), ex);
		}
	}

	private DecoderStream segments(Random random, byte[] bytes) {
		return DecoderStream.of(this.framing, bytes,
				random.ints(random.nextInt(4), 0, bytes.length + 1).sorted().toArray());
	}

	private Sample pick(Random random) {
		return this.samples.get(random.nextInt(this.samples.size()));
	}

	private static byte[] randomBytes(Random random, int longest) {
		byte[] bytes = new byte[random.nextInt(longest + 1)];
		random.nextBytes(bytes);
		return bytes;
	}

	private static byte[] alter(Random random, byte[] bytes) {
		byte[] altered = bytes.clone();
		for (int i = 0; altered.length > 0 && i <= random.nextInt(3); i++) {
			altered[random.nextInt(altered.length)] = (byte) random.nextInt();
		}
		return altered;
	}

	/** One run of a test. */
	@FunctionalInterface
	private interface RandomCheck {

		void run(Random random);

	}

}

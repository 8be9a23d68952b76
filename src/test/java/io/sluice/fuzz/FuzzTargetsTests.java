package io.sluice.fuzz;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import io.sluice.framing.FramingType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/**
 * Every target over its seeds and over some inputs that are made of them.
 */
class FuzzTargetsTests {

	private static final int RUNS = 3000;

	private static final long SEED = 23;

	static Stream<String> names() {
		return FuzzTargets.all().keySet().stream();
	}

	@ParameterizedTest
	@EnumSource
	void everyTypeOfFramingHasATarget(FramingType type) {
		assertThat(FuzzTargets.all()).containsKey(type.kebab());
		assertThat(FramingVariants.of(type).create(40)).isNotEmpty();
	}

	@ParameterizedTest
	@MethodSource("names")
	void aTargetKeepsItsRulesOverSeedsAndWhatIsMadeOfThem(String name) {
		FuzzTarget target = FuzzTargets.all().get(name);
		List<byte[]> seeds = target.seeds();
		seeds.forEach((seed) -> run(target, seed));
		Random random = new Random(SEED);
		for (int i = 0; i < RUNS; i++) {
			run(target, mutate(seeds, random));
		}
	}

	@Test
	void aTargetTakesAnyShortInput() {
		FuzzTargets.all().values().forEach((target) -> {
			for (int length = 0; length < 6; length++) {
				run(target, new byte[length]);
			}
		});
	}

	private static void run(FuzzTarget target, byte[] input) {
		try {
			target.run(input);
		}
		catch (Exception | AssertionError ex) {
			fail("the input %s: %s".formatted(HexFormat.of().formatHex(input), ex), ex);
		}
	}

	/**
	 * The beginning of one seed and the end of another, with some bytes changed.
	 */
	private static byte[] mutate(List<byte[]> seeds, Random random) {
		byte[] one = seeds.get(random.nextInt(seeds.size()));
		byte[] other = seeds.get(random.nextInt(seeds.size()));
		int kept = random.nextInt(one.length + 1);
		int from = random.nextInt(other.length + 1);
		byte[] mutated = Arrays.copyOf(one, kept + other.length - from);
		System.arraycopy(other, from, mutated, kept, other.length - from);
		for (int changes = random.nextInt(4); mutated.length > 0 && changes > 0; changes--) {
			mutated[random.nextInt(mutated.length)] = (byte) (random.nextBoolean() ? random.nextInt(256)
					: other.length > 0 ? other[random.nextInt(other.length)] : 0);
		}
		return mutated;
	}

}

package io.sluice.engine;

import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Brokers that are disturbed several times, with many seeds.
 */
class BrokerDrill {

	private static final int FAULTS = 3;

	static Stream<Arguments> seeds() {
		int first = Integer.getInteger("broker.first", 0);
		return IntStream.range(first, first + Integer.getInteger("broker.seeds", 30))
			.boxed()
			.flatMap((seed) -> Stream.of(Arguments.of("kafka", seed), Arguments.of("rabbit", seed)));
	}

	@ParameterizedTest(name = "{0}, seed {1}")
	@MethodSource("seeds")
	void whatIsAcknowledgedIsStored(String kind, int seed, @TempDir Path directory) throws Exception {
		BrokerFaults.check(kind, seed, FAULTS, directory);
	}

}

package io.sluice.fleet;

import java.nio.file.Path;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever devices and applications do at once: each message is where the application was
 * told that it is, no answer reaches another asker, and a name has one session.
 */
class FleetTests {

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 5, 7 })
	void everyDeviceReceivesWhatTheApplicationWasTold(int seed, @TempDir Path directory) throws Exception {
		Fleet.check(seed, directory);
	}

}

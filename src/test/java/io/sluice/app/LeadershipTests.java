package io.sluice.app;

import java.nio.file.Path;

import io.sluice.support.NeedsPrograms;
import io.sluice.support.Waiting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One of two gateways connects to a device, whatever befalls it.
 */
@NeedsPrograms("redis-server")
class LeadershipTests {

	@Test
	@Waiting
	void aLeaderThatIsCutOffOrStoppedOrKilledIsFollowedByAnotherAndDoesNothingMore(@TempDir Path directory)
			throws Exception {
		try (Leadership leadership = new Leadership(directory, 2)) {
			leadership.cut();
			leadership.hold();
			leadership.kill();
			leadership.assertNeverTwo();
		}
	}

}

package io.sluice.app;

import java.nio.file.Path;
import java.util.List;

import io.sluice.support.NeedsPrograms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Gateways come and go in the middle of the day, as docs/rolling.md says, and clients
 * that connect again go on.
 */
@NeedsPrograms("haproxy")
class RollingDrill {

	@Test
	void everyRequestIsHandledAndAnsweredOnceWhileEachGatewayIsReplacedTwice(@TempDir Path directory) throws Exception {
		try (Rolling rolling = new Rolling(directory)) {
			rolling.replace(List.of(0, 1, 2, 0, 1, 2));
		}
	}

}

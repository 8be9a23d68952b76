package io.sluice.autoconfigure;

import java.nio.file.Path;

import io.sluice.support.NeedsPrograms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two gateways with 4,000 clients become four.
 */
@NeedsPrograms("redis-server")
class RebalanceDrill {

	@Test
	void newGatewaysGetTheirShareAndNoRequestIsLost(@TempDir Path directory) throws Exception {
		try (RebalanceScale scale = new RebalanceScale(directory)) {
			scale.addGateways(2);
			scale.addClients(4000);
			scale.addGateways(2);
			scale.awaitBalance();
			scale.stop();
			scale.assertNothingIsLost();
		}
	}

}

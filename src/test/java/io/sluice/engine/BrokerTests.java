package io.sluice.engine;

import java.nio.file.Path;

import io.sluice.support.NeedsPrograms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Brokers that are disturbed once. {@link BrokerDrill} does so again and again, and the
 * drills beside it have the rest.
 */
class BrokerTests {

	@Test
	void whatKafkaAcknowledgesIsStored(@TempDir Path directory) throws Exception {
		BrokerFaults.check("kafka", 0, 1, directory);
	}

	@Test
	@NeedsPrograms("rabbitmqctl")
	void whatRabbitAcknowledgesIsStored(@TempDir Path directory) throws Exception {
		BrokerFaults.check("rabbit", 0, 1, directory);
	}

}

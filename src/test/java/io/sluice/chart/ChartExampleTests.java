package io.sluice.chart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The chart's file of values for the example {@code examples/payment-switch} is the
 * example.
 */
class ChartExampleTests {

	private static final Path VALUES = SluiceChart.DIRECTORY.resolve("examples/payment-switch-values.yaml");

	private static final Path EXAMPLE = Path.of("examples/payment-switch/switch.yml");

	@Test
	void valuesDifferFromTheExampleByTheirAddressesAlone() throws IOException {
		assertThat(withoutAddresses(VALUES)).isEqualTo(withoutAddresses(EXAMPLE));
	}

	@Test
	void noAddressIsThatOfAStandIn() throws IOException {
		assertThat(Files.readString(VALUES)).doesNotContain("127.0.0.1", "${");
	}

	private static JsonNode withoutAddresses(Path file) throws IOException {
		Map<String, Object> yaml = Manifests.yaml(Files.readString(file));
		JsonNode sluice = JsonMapper.shared().<JsonNode>valueToTree(yaml).at("/sluice");
		assertThat(((ObjectNode) sluice.at("/upstreams/core")).remove("to")).hasSize(2);
		assertThat(((ObjectNode) sluice.at("/upstreams/pricing")).remove("url")).isNotNull();
		return sluice;
	}

}

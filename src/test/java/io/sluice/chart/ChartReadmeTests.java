package io.sluice.chart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The chart's README is made of the comments in its values, which explain every value,
 * and its schema knows the same.
 */
class ChartReadmeTests {

	private static final Path VALUES = SluiceChart.DIRECTORY.resolve("values.yaml");

	private static final Path SCHEMA = SluiceChart.DIRECTORY.resolve("values.schema.json");

	@Test
	void readmeIsMadeOfTheValues() throws IOException {
		Written.check(SluiceChart.DIRECTORY.resolve("README.md"), new ChartReadme(Files.readString(VALUES)).markdown());
	}

	@Test
	void everyValueIsExplained() throws IOException {
		assertThat(new ChartReadme(Files.readString(VALUES)).unexplained()).isEmpty();
	}

	@Test
	void schemaKnowsWhatTheValuesDoAndNothingElse() throws IOException {
		JsonNode values = JsonMapper.shared().valueToTree(Manifests.yaml(Files.readString(VALUES)));
		JsonNode schema = JsonMapper.shared().readTree(Files.readString(SCHEMA));
		Set<String> keys = new TreeSet<>();
		properties("", schema, values, keys);
		assertThat(keys).isEmpty();
	}

	/**
	 * Collect the keys of a closed object in the schema that the values lack. Helm itself
	 * refuses those the other way round.
	 */
	private static void properties(String path, JsonNode schema, JsonNode values, Set<String> missing) {
		if (schema.at("/additionalProperties").asBoolean(true) || !values.isObject()) {
			return;
		}
		schema.at("/properties").propertyStream().forEach((property) -> {
			String key = property.getKey();
			boolean ofHelm = path.isEmpty() && key.equals("global");
			// Kubernetes' own objects have more than the defaults show
			boolean foreign = path.startsWith(".resources") || path.startsWith(".affinity")
					|| path.endsWith(".behavior");
			// held against the gateway's own settings by ChartSchemaTests
			boolean ofGateway = path.equals(".sluice");
			if (!values.has(key) && !ofHelm && !foreign && !ofGateway) {
				missing.add(path + "." + key);
			}
			properties(path + "." + key, property.getValue(), values.path(key), missing);
		});
	}

}

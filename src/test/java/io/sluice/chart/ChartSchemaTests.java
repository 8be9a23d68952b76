package io.sluice.chart;

import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import io.sluice.autoconfigure.SluiceProperties;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The schema of the values knows every key that the gateway has, and no other.
 */
class ChartSchemaTests {

	private final List<String> compared = new ArrayList<>();

	/** The records around the current one; a condition may contain conditions. */
	private final Set<Type> outer = new HashSet<>();

	@Test
	void keysUnderSluiceAreThoseOfTheGateway() throws IOException {
		JsonNode schema = JsonMapper.shared()
			.readTree(Files.readString(SluiceChart.DIRECTORY.resolve("values.schema.json")));
		compare("sluice", SluiceProperties.class, schema.at("/properties/sluice"), schema);
		assertThat(this.compared).contains("sluice", "sluice.access-log", "sluice.listeners.*.proxy-protocol",
				"sluice.listeners.*.ssl.sni.*", "sluice.listeners.*.routes.*.when",
				"sluice.listeners.*.routes.*.when.all.*", "sluice.upstreams.*.framing",
				"sluice.upstreams.*.correlate.extract-reply.*", "sluice.upstreams.*.health.expect");
	}

	private void compare(String path, Type type, JsonNode reference, JsonNode root) {
		JsonNode schema = resolve(reference, root);
		switch (type) {
			case ParameterizedType map when map.getRawType() == Map.class ->
				compare(path + ".*", map.getActualTypeArguments()[1], schema.at("/additionalProperties"), root);
			case ParameterizedType list when isRecord(list.getActualTypeArguments()[0]) ->
				compare(path + ".*", list.getActualTypeArguments()[0], schema.at("/items"), root);
			case Class<?> record when record.isRecord() -> compareRecord(path, record, schema, root);
			default -> assertThat(schema.has("properties")).as(path).isFalse();
		}
	}

	private void compareRecord(String path, Class<?> type, JsonNode schema, JsonNode root) {
		RecordComponent[] components = type.getRecordComponents();
		assertThat(schema.at("/additionalProperties").asBoolean(true)).as(path).isFalse();
		assertThat(schema.at("/properties").propertyNames()).as(path)
			.containsExactlyInAnyOrderElementsOf(
					Arrays.stream(components).map((component) -> dashed(component.getName())).toList());
		this.compared.add(path);
		if (!this.outer.add(type)) {
			return;
		}
		for (RecordComponent component : components) {
			String key = dashed(component.getName());
			compare(path + "." + key, component.getGenericType(), schema.at("/properties/" + key), root);
		}
		this.outer.remove(type);
	}

	private static boolean isRecord(Type type) {
		return type instanceof Class<?> element && element.isRecord();
	}

	/** Of several forms of a value, the object. */
	private static JsonNode resolve(JsonNode schema, JsonNode root) {
		JsonNode resolved = schema.has("$ref") ? root.at(schema.at("/$ref").asString().substring(1)) : schema;
		for (String forms : List.of("oneOf", "anyOf")) {
			for (JsonNode form : resolved.path(forms)) {
				if (form.has("properties")) {
					return form;
				}
			}
		}
		return resolved;
	}

	private static String dashed(String name) {
		return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
	}

}

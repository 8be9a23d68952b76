package io.sluice.chart;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What Helm made of the chart.
 *
 * @param all the manifests in its order
 */
public record Manifests(List<Manifest> all) {

	static Manifests parse(String text) {
		return new Manifests(Arrays.stream(text.split("(?m)^---\\n"))
			.filter((document) -> !document.isBlank())
			.map((document) -> new Manifest(document, yaml(document)))
			.toList());
	}

	/**
	 * Read YAML in which no key is there twice.
	 */
	@SuppressWarnings("unchecked")
	static Map<String, Object> yaml(String text) {
		LoaderOptions options = new LoaderOptions();
		options.setAllowDuplicateKeys(false);
		return (Map<String, Object>) new Yaml(new SafeConstructor(options)).load(text);
	}

	/**
	 * All of a kind.
	 */
	public List<JsonNode> of(String kind) {
		return this.all.stream().filter((manifest) -> manifest.kind().equals(kind)).map(Manifest::json).toList();
	}

	/**
	 * The only one of a kind.
	 */
	public JsonNode one(String kind) {
		assertThat(of(kind)).as(kind).hasSize(1);
		return of(kind).getFirst();
	}

	/**
	 * The one of a kind and name.
	 */
	public JsonNode one(String kind, String name) {
		List<JsonNode> found = of(kind).stream()
			.filter((manifest) -> manifest.at("/metadata/name").asString().equals(name))
			.toList();
		assertThat(found).as(kind + " " + name).hasSize(1);
		return found.getFirst();
	}

	/**
	 * The configuration that the gateway reads: an application.yml, or JSON where the
	 * application.yml is that of another ConfigMap.
	 */
	public String configuration() {
		return of("ConfigMap").stream()
			.map((manifest) -> manifest.at("/data/application.yml"))
			.filter(JsonNode::isString)
			.findFirst()
			.map(JsonNode::asString)
			.orElseGet(this::json);
	}

	/** Kubernetes reads two dollar signs as one. */
	private String json() {
		return one("Deployment").at("/spec/template/spec/containers/0/env")
			.valueStream()
			.filter((variable) -> variable.at("/name").asString().equals("SPRING_APPLICATION_JSON"))
			.map((variable) -> variable.at("/value").asString().replace("$$(", "$("))
			.findFirst()
			.orElseThrow();
	}

	/**
	 * What the application.yml says.
	 */
	public JsonNode configurationTree() {
		return JsonMapper.shared().valueToTree(yaml(configuration()));
	}

	/**
	 * One manifest.
	 *
	 * @param text as Helm wrote it
	 * @param content what it says
	 */
	public record Manifest(String text, Map<String, Object> content) {

		String kind() {
			return String.valueOf(this.content.get("kind"));
		}

		JsonNode json() {
			return JsonMapper.shared().valueToTree(this.content);
		}

	}

}

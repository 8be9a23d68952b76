package io.sluice.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The JSON schema and Spring Boot's metadata tell an editor of every key what the gateway
 * knows. The schema is written anew with
 * {@code ./mvnw test -Dtest=ConfigurationSchemaTests -Dschema.write=true}.
 */
class ConfigurationSchemaTests {

	private static final Path FILE = Path.of("src/main/resources/META-INF/sluice.schema.json");

	private static final Pattern BLOCK = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

	private static final Pattern SLUICE = Pattern.compile("(?m)^sluice:");

	@Test
	void schemaIsMadeOfTheSettings() throws IOException {
		String schema = new ConfigurationSchema(SettingDescriptions.read()).write();
		if (Boolean.getBoolean("schema.write")) {
			Files.writeString(FILE, schema);
		}
		assertThat(FILE).as("write it with -Dschema.write=true").content().isEqualTo(schema);
	}

	static Stream<Named<String>> examples() throws IOException {
		try (Stream<Path> docs = Files.walk(Path.of("docs")); Stream<Path> examples = Files.walk(Path.of("examples"))) {
			return Stream.of(docs, examples, Stream.of(Path.of("README.md"), Path.of("src/main/resources/sluice.yml")))
				.flatMap((files) -> files)
				.toList()
				.stream()
				.flatMap((file) -> yaml(file).filter((yaml) -> SLUICE.matcher(yaml).find())
					.map((yaml) -> Named.of(file + " " + yaml.hashCode(), yaml)));
		}
	}

	private static Stream<String> yaml(Path file) {
		if (file.toString().endsWith(".md")) {
			return BLOCK.matcher(read(file)).results().map((block) -> block.group(1));
		}
		return file.toString().endsWith(".yml") ? Stream.of(read(file)) : Stream.empty();
	}

	@ParameterizedTest
	@MethodSource("examples")
	void exampleIsValid(String yaml) {
		assertThat(errors(yaml)).isEmpty();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					sluice: { lisseners: {} }                                              | /sluice | lisseners
					sluice: { listeners: { a: { prot: 7070 } } }                           | /sluice/listeners/a | prot
					sluice: { listeners: { a: { port: x } } }                              | /sluice/listeners/a/port | \\$
					sluice: { listeners: { a.b: { port: 7070 } } }                         | /sluice/listeners | a.b
					sluice: { listeners: { a: { framing: { max-sise: 1KB } } } }           | /sluice/listeners/a/framing | max-sise
					sluice: { listeners: { a: { framing: { type: lines } } } }             | /sluice/listeners/a/framing/type | stx-etx
					sluice: { listeners: { a: { framing: { max-size: 1 KB } } } }          | /sluice/listeners/a/framing/max-size | KB
					sluice: { listeners: { a: { request-timeout: 5 } } }                   | /sluice/listeners/a/request-timeout | 0
					sluice: { listeners: { a: { request-timeout: 5 s } } }                 | /sluice/listeners/a/request-timeout | ms
					sluice: { listeners: { a: { tcp-no-delay: maybe } } }                  | /sluice/listeners/a/tcp-no-delay | \\$
					sluice: { listeners: { a: { ssl: {} } } }                              | /sluice/listeners/a/ssl | 1
					sluice: { listeners: { a: { routes: { to: echo } } } }                 | /sluice/listeners/a/routes | array
					sluice: { listeners: { a: { routes: [{ reply: nun }] } } }             | /sluice/listeners/a/routes/0/reply | none
					sluice: { listeners: { a: { routes: [{ when: { equals: 0200 } }] } } } | /sluice/listeners/a/routes/0/when/equals | string
					sluice: { listeners: { a: { routes: [{ when: { all: [] } }] } } }      | /sluice/listeners/a/routes/0/when/all | 1
					sluice: { listeners: { a: { routes: [{ when: { all: [{ not: [{ eqals: a }] }] } }] } } } | /sluice/listeners/a/routes/0/when/all/0/not/0 | eqals
					sluice: { upstreams: { a: { to: "core:9000", sticki: true } } }        | /sluice/upstreams/a | sticki
					""")
	void mistakeIsFound(String yaml, String place, String word) {
		assertThat(errors(yaml)).isNotEmpty()
			.allSatisfy((error) -> assertThat(error.getInstanceLocation()).hasToString(place))
			.anySatisfy((error) -> assertThat(error.getMessage()).contains(word));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			sluice: { limits: { max-connections: "${MAX:0}", memory: 1048576 } }
			sluice: { listeners: { A-1: { timeouts: { idle: 0, write: PT5S }, access: { allow: 10.0.0.0/8 } } } }
			sluice: { listeners: { a: { on-timeout: "${ACTION}", framing: { max-size: "${SIZE:1}KB" } } } }
			spring: { application: { name: a } }
			""")
	void whatTheGatewayAcceptsIsValid(String yaml) {
		assertThat(errors(yaml)).isEmpty();
	}

	/**
	 * Spring Boot writes a file for each type that is the value of a map or a list. It
	 * takes the first tag that begins with a name: that of {@code late} must come before
	 * that of {@code lateWithin}.
	 */
	@Test
	void metadataHasEveryKeyOfTheSchemaThatIsAValue() throws IOException {
		JsonNode definitions = JsonMapper.shared().readTree(read(FILE)).at("/definitions");
		List<String> described = metadata()
			.map((property) -> "%s %s %s".formatted(definition(property.at("/sourceType").asString()),
					property.at("/name").asString().replaceAll(".*\\.", ""), property.at("/description").asString()))
			.toList();
		assertThat(definitions.propertyNames()).isNotEmpty()
			.allSatisfy((name) -> assertThat(described).containsAll(values(name, definitions.get(name))));
	}

	private static List<String> values(String name, JsonNode definition) {
		JsonNode keys = definition.has("anyOf") ? definition.at("/anyOf/1") : definition;
		return keys.at("/properties")
			.properties()
			.stream()
			.filter((key) -> !key.getValue().has("allOf"))
			.map((key) -> "%s %s %s".formatted(name, key.getKey(), key.getValue().at("/description").asString()))
			.toList();
	}

	private static String definition(String sourceType) {
		return sourceType.replaceAll(".*\\.", "").replace("Properties", "").replace('$', '.');
	}

	private static Stream<JsonNode> metadata() throws IOException {
		Path directory = Path.of(SluiceProperties.class.getProtectionDomain().getCodeSource().getLocation().getPath(),
				"META-INF");
		try (Stream<Path> files = Files.walk(directory)) {
			return files.filter((file) -> file.toString().endsWith(".json"))
				.filter((file) -> !file.endsWith(FILE.getFileName()))
				.map((file) -> JsonMapper.shared().readTree(read(file)).at("/properties"))
				.toList()
				.stream()
				.flatMap(JsonNode::valueStream);
		}
	}

	@Test
	void everyDescriptionIsASentence() throws IOException {
		assertThat(JsonMapper.shared().readTree(read(FILE)).findValuesAsString("description")).hasSizeGreaterThan(200)
			.allMatch((description) -> description.matches("[A-Z].*[.]"));
	}

	/** Spring Boot leaves this directory where it is in the executable. */
	@Test
	void pageNamesTheSchemaInTheJarAndInTheFileOfTheUser() {
		String page = read(Path.of("docs/configuration.md"));
		Matcher command = Pattern.compile("unzip -p target/\\S+-exec\\.jar (META-INF/\\S+) > (\\S+)\n").matcher(page);
		assertThat(command.find()).isTrue();
		assertThat(Path.of("src/main/resources", command.group(1))).isEqualTo(FILE);
		assertThat(page).contains("```yaml\n# yaml-language-server: $schema=" + command.group(2) + "\nsluice:");
	}

	private static List<Error> errors(String yaml) {
		Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7).getSchema(read(FILE));
		Object document = new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
		return schema.validate(JsonMapper.shared().<JsonNode>valueToTree(document));
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}

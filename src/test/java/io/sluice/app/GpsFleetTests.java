package io.sluice.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.sluice.support.ClosedPort;
import io.sluice.support.TestClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The files of the example {@code examples/gps-fleet} agree with one another.
 * {@code .ci/examples} runs it.
 */
class GpsFleetTests {

	private static final Path DIRECTORY = Path.of("examples/gps-fleet");

	private static final Pattern FILE = Pattern.compile("^\\| \\[`([^`]+)`]", Pattern.MULTILINE);

	private static final Pattern GATEWAY = Pattern.compile("^gateway (\\S+) (\\d+) (\\d+)$", Pattern.MULTILINE);

	private static final Pattern STARTED = Pattern.compile("^start (\\S+) (\\d+) (.*)$", Pattern.MULTILINE);

	private static final Pattern CHECKED = Pattern.compile("for port in ([\\d ]+); do");

	private static final Pattern KAFKA_VERSION = Pattern.compile("<kafka\\.version>(.*)</kafka\\.version>");

	@Test
	void readmeNamesEveryFile() throws IOException {
		try (Stream<Path> files = Files.list(DIRECTORY)) {
			assertThat(files.map((file) -> file.getFileName().toString()).filter((name) -> !name.equals("README.md")))
				.containsExactlyInAnyOrderElementsOf(
						FILE.matcher(text("README.md")).results().map((match) -> match.group(1)).toList());
		}
		assertThat(DIRECTORY.resolve("run")).isExecutable();
	}

	/**
	 * Both engines are away.
	 */
	@Test
	void gatewayHasTheConfigurationOfTheFile() throws Exception {
		String absent = "127.0.0.1:" + ClosedPort.reserve();
		try (RunningApplication gateway = RunningApplication.startWith(DIRECTORY.resolve("fleet.yml"),
				List.of("trackers"), "--spring.data.redis.port=" + ClosedPort.reserve(),
				"--spring.kafka.bootstrap-servers=" + absent, "--logging.level.org.apache.kafka=off");
				TestClient tracker = new TestClient(gateway.port("trackers"))) {
			assertThat(tracker.request("LOGIN,860000000000001")).isEqualTo("LOAD");
			assertThat(tracker.request("hello")).startsWith("ERR NO_ROUTE");
		}
	}

	/** A port that the command looks at is one that something listens on. */
	@Test
	void commandLooksAtThePortsThatItUses() throws IOException {
		List<String> used = Stream.of(
				STARTED.matcher(text("run"))
					.results()
					.map((match) -> match.group(2))
					.filter((port) -> port.length() == 4),
				GATEWAY.matcher(text("run")).results().flatMap((match) -> Stream.of(match.group(2), match.group(3))),
				Stream.of(port(kafka().getProperty("listeners").split(",", -1)[1])))
			.flatMap(Function.identity())
			.toList();
		assertThat(CHECKED.matcher(text("run")).results().flatMap((match) -> Stream.of(match.group(1).split(" ", -1))))
			.containsExactlyInAnyOrderElementsOf(used);
	}

	@Test
	void commandStartsTheEnginesThatTheGatewaysConnectTo() throws IOException {
		JsonNode spring = yaml("fleet.yml").at("/spring");
		assertThat(started()).containsKeys("redis", "kafka");
		assertThat(started().get("redis")).isEqualTo(spring.at("/data/redis/port").asString());
		assertThat("127.0.0.1:" + started().get("kafka")).isEqualTo(spring.at("/kafka/bootstrap-servers").asString());
		assertThat(kafka().getProperty("advertised.listeners"))
			.isEqualTo("PLAINTEXT://" + spring.at("/kafka/bootstrap-servers").asString());
	}

	private static Map<String, String> started() throws IOException {
		return STARTED.matcher(text("run"))
			.results()
			.filter((match) -> match.group(2).length() == 4)
			.collect(Collectors.toMap((match) -> match.group(1), (match) -> match.group(2)));
	}

	@Test
	void composeHasTheServicesOfTheCommand() throws IOException {
		List<String> gateways = GATEWAY.matcher(text("run")).results().map((match) -> match.group(1)).toList();
		assertThat(gateways).hasSize(2);
		assertThat(services().propertyNames())
			.containsExactlyElementsOf(Stream.concat(Stream.of("redis", "kafka"), gateways.stream()).toList());
		GATEWAY.matcher(text("run")).results().forEach((match) -> {
			JsonNode gateway = services().at("/" + match.group(1));
			assertThat(gateway.at("/hostname").asString()).isEqualTo(match.group(1));
			assertThat(gateway.at("/ports").valueStream().map(JsonNode::asString)).containsExactly(
					"127.0.0.1:%s:%s".formatted(match.group(2),
							yaml("fleet.yml").at("/sluice/listeners/trackers/port")),
					"127.0.0.1:%s:8080".formatted(match.group(3)));
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "gateway-1", "gateway-2" })
	void gatewaysOfComposeHaveTheFileAndReachTheEngines(String name) {
		JsonNode gateway = services().at("/" + name);
		assertThat(DIRECTORY.resolve(gateway.at("/build").asString()).resolve("Dockerfile")).exists();
		assertThat(gateway.at("/volumes").valueStream().map(JsonNode::asString))
			.containsExactly("./fleet.yml:/sluice/config/sluice.yml:ro");
		JsonNode environment = gateway.at("/environment");
		assertThat(environment.propertyNames()).containsExactlyInAnyOrder("SPRING_DATA_REDIS_HOST",
				"SPRING_DATA_REDIS_PORT", "SPRING_KAFKA_BOOTSTRAP_SERVERS");
		assertThat(services().has(environment.at("/SPRING_DATA_REDIS_HOST").asString())).isTrue();
		// the port of the image
		assertThat(environment.at("/SPRING_DATA_REDIS_PORT").asInt()).isEqualTo(6379);
		assertThat("PLAINTEXT://" + environment.at("/SPRING_KAFKA_BOOTSTRAP_SERVERS").asString())
			.isEqualTo(services().at("/kafka/environment/KAFKA_ADVERTISED_LISTENERS").asString());
		assertThat(gateway.at("/depends_on").valueStream().map(JsonNode::asString)).containsExactly("redis", "kafka");
	}

	/** But for addresses. The image takes each setting as a variable. */
	@Test
	void kafkaOfComposeHasTheSettingsOfTheFile() throws IOException {
		Map<String, String> expected = new TreeMap<>();
		kafka()
			.forEach((key, value) -> expected.put("KAFKA_" + key.toString().toUpperCase(Locale.ROOT).replace('.', '_'),
					withoutAddress(value.toString())));
		Map<String, String> compose = new TreeMap<>();
		services().at("/kafka/environment")
			.propertyStream()
			.forEach((entry) -> compose.put(entry.getKey(), withoutAddress(entry.getValue().asString())));
		assertThat(compose).isEqualTo(expected);
		assertThat(services().at("/kafka/image").asString()).isEqualTo("apache/kafka:" + kafkaVersion());
	}

	@Test
	void redisOfComposeStoresNothingAsThatOfTheCommand() throws IOException {
		assertThat(services().at("/redis/command").toString()).isEqualTo("[\"redis-server\",\"--save\",\"\"]");
		assertThat(text("run")).contains("redis-server --port 6390 --bind 127.0.0.1 --save \"\"");
	}

	private static String withoutAddress(String value) {
		return value.replaceAll("(127\\.0\\.0\\.1|localhost|kafka)?:\\d{4}", "address");
	}

	private static String port(String address) {
		return address.substring(address.lastIndexOf(':') + 1);
	}

	private static String kafkaVersion() throws IOException {
		return KAFKA_VERSION.matcher(Files.readString(Path.of("src/test/kafka/pom.xml")))
			.results()
			.map((match) -> match.group(1))
			.findFirst()
			.orElseThrow();
	}

	private static Properties kafka() throws IOException {
		Properties properties = new Properties();
		try (var reader = Files.newBufferedReader(DIRECTORY.resolve("kafka.properties"))) {
			properties.load(reader);
		}
		return properties;
	}

	private static JsonNode services() {
		return yaml("compose.yml").at("/services");
	}

	/** An alias is what it stands for. */
	private static JsonNode yaml(String file) {
		try {
			return JsonMapper.shared().valueToTree(new Yaml().load(text(file)));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String text(String file) throws IOException {
		return Files.readString(DIRECTORY.resolve(file));
	}

}

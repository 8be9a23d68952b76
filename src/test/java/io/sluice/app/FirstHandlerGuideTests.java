package io.sluice.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.sluice.listener.SluiceServerConnectionFactory;
import io.sluice.support.TestClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The guide {@code docs/first-handler.md}, worked through as a reader does, with the
 * classes of {@code examples/first-handler}: each file is that of the example, each
 * snippet is added to the configuration, each message is sent, and each reply is
 * compared. {@code .ci/examples} builds the example with Maven and runs its own test.
 */
class FirstHandlerGuideTests implements Guide.Reader {

	private static final Path PAGE = Path.of("docs/first-handler.md");

	private static final Path EXAMPLE = Path.of("examples/first-handler");

	private static final Path CONFIGURATION = EXAMPLE.resolve("src/main/resources/application.yml");

	private static final String TYPED = "{";

	private static final String COMMAND = "(\\./mvnw -DskipTests install|alias |mkdir |cd |mvnw (spring-boot:run|test|package)"
			+ "|java -jar target/orders-0\\.0\\.1-SNAPSHOT\\.jar).*";

	@TempDir
	private Path directory;

	private final GrowingConfiguration configuration = new GrowingConfiguration();

	private ExampleClasses classes;

	private @Nullable ConfigurableApplicationContext application;

	private int played;

	@BeforeEach
	void compile() throws IOException {
		this.classes = ExampleClasses.compile(EXAMPLE, this.directory);
	}

	@AfterEach
	void stop() throws IOException {
		if (this.application != null) {
			this.application.close();
		}
		this.classes.close();
	}

	@Test
	void everyStepDoesWhatTheGuideShowsAndTheResultIsTheExample() throws IOException {
		assertThat(Guide.read(PAGE).follow(this)).isEqualTo(1);
		assertThat(this.played).isEqualTo(5);
		assertThat(this.configuration.tree()).isEqualTo(GrowingConfiguration.parse(Files.readString(CONFIGURATION)));
	}

	@Test
	void exampleUsesTheVersionsOfSluice() throws IOException {
		String sluice = Files.readString(Path.of("pom.xml")).replace("\t", "");
		String parent = sluice.substring(sluice.indexOf("<parent>"), sluice.indexOf("</parent>"));
		String artifact = "<artifactId>sluice</artifactId>\n";
		int version = sluice.indexOf(artifact);
		assertThat(Files.readString(EXAMPLE.resolve("pom.xml")).replace("\t", "")).contains(parent)
			.contains(sluice.substring(version, sluice.indexOf("</version>", version)));
	}

	/**
	 * The transcript of the example's README, which {@code .ci/examples} compares with
	 * what its command prints.
	 */
	@Test
	void ordersOfTheReadmeAreAnsweredAsItShows() throws IOException {
		this.configuration.add(Files.readString(CONFIGURATION));
		start();
		List<String[]> orders = Files.readAllLines(EXAMPLE.resolve("README.md"))
			.stream()
			.filter((line) -> line.startsWith(TYPED))
			.map((line) -> line.split(" -> "))
			.toList();
		assertThat(orders).hasSize(3);
		try (TestClient client = new TestClient(port("orders"))) {
			for (String[] order : orders) {
				assertThat(client.request(order[0])).isEqualTo(order[1]);
			}
		}
	}

	@Override
	public void configure(String snippet) throws IOException {
		this.configuration.add(snippet);
		start();
	}

	private void start() throws IOException {
		if (this.application != null) {
			this.application.close();
		}
		Path file = Files.writeString(this.directory.resolve("application.yml"), this.configuration.yaml());
		List<String> args = new ArrayList<>(List.of("--spring.config.location=" + file.toUri(),
				"--spring.main.web-application-type=none", "--logging.level.root=warn"));
		this.configuration.listenerNames().forEach((name) -> args.add("--sluice.listeners." + name + ".port=0"));
		this.application = this.classes.application("com.example.orders.OrdersApplication")
			.run(args.toArray(String[]::new));
	}

	@Override
	public @Nullable String run(String commands) throws IOException {
		List<String> lines = commands.lines().toList();
		if (lines.getFirst().startsWith("nc ")) {
			assertThat(lines.getFirst()).isEqualTo("nc 127.0.0.1 7071");
			play(lines.subList(1, lines.size()));
			return null;
		}
		if (lines.getFirst().startsWith("sluice send ")) {
			assertThat(lines).hasSize(1);
			return send(lines.getFirst());
		}
		assertThat(lines).allMatch((line) -> line.matches(COMMAND));
		return null;
	}

	private void play(List<String> lines) throws IOException {
		try (TestClient client = new TestClient(port("orders"))) {
			for (String line : lines) {
				if (line.startsWith(TYPED)) {
					client.send(line + "\n");
				}
				else {
					assertThat(client.readLine()).isEqualTo(line);
					this.played++;
				}
			}
		}
	}

	private String send(String command) {
		List<String> words = CapturedCommand.words(command.replace(":7072", ":" + port("terminals")));
		return CapturedCommand.run(words.subList(1, words.size())).printed();
	}

	private int port(String listener) {
		ConfigurableApplicationContext running = this.application;
		assertThat(running).as("the application").isNotNull();
		return running.getBean("sluice." + listener + ".connections", SluiceServerConnectionFactory.class).getPort();
	}

	/**
	 * Find a file, or a part of one, in the example. The test of one listener is that of
	 * two, which the guide makes of it.
	 */
	@Override
	public void find(String quotation) throws IOException {
		String expected = quotation.replace("(properties = \"sluice.listeners.orders.port=0\")",
				"(properties = { \"sluice.listeners.orders.port=0\", \"sluice.listeners.terminals.port=0\" })");
		try (Stream<Path> files = Files.walk(EXAMPLE)) {
			assertThat(files.filter(Files::isRegularFile).filter((file) -> file.toString().matches(".*\\.(java|xml)")))
				.anyMatch((file) -> read(file).contains(expected));
		}
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

package io.sluice.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import io.sluice.support.TestClient;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the README shows is so.
 */
class ReadmeTests {

	private static final Path README = Path.of("README.md");

	/** What the two commands and those of the deployment may be. */
	private static final String COMMAND = "\\./mvnw (spring-boot:run|verify|-DskipTests package)|nc 127\\.0\\.0\\.1 7070"
			+ "|docker (build|run) .*";

	@Test
	void sampleHandlersAnswerAsTheTranscriptShows() throws IOException {
		List<String> lines = consoles().filter(ReadmeTests::isTranscript).flatMap(String::lines).toList();
		assertThat(lines).hasSize(8);
		try (RunningApplication gateway = RunningApplication.start(); TestClient client = gateway.connect()) {
			for (int i = 0; i < lines.size(); i += 2) {
				assertThat(client.request(lines.get(i))).isEqualTo(lines.get(i + 1));
			}
		}
	}

	/** In particular, a deployment does not run the tests first. */
	@Test
	void commandsAreThoseThatAreTriedElsewhere() throws IOException {
		assertThat(consoles().filter((block) -> !isTranscript(block)).flatMap(String::lines)).hasSize(6)
			.allMatch((command) -> command.matches(COMMAND));
	}

	private static Stream<String> consoles() throws IOException {
		return Guide.read(README)
			.parts()
			.stream()
			.filter((part) -> part.kind() == Guide.Kind.CONSOLE)
			.map(Guide.Part::text);
	}

	private static boolean isTranscript(String block) {
		return block.startsWith("PING\n");
	}

	@Test
	void isReadInMinutes() throws IOException {
		assertThat(Files.readAllLines(README)).hasSizeLessThan(120);
	}

}

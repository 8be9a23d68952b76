package io.sluice.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The guide {@code docs/connect-terminals.md}, worked through as a reader does: each
 * snippet is added to the file, each message is sent, and each reply is compared.
 */
class ConnectTerminalsGuideTests implements Guide.Reader {

	private static final Path PAGE = Path.of("docs/connect-terminals.md");

	private static final String CORE_IS_DOWN = "When the core is down";

	/** The ports of the switch in the guide, with the names of their listeners. */
	private static final Pattern LISTENER_PORT = Pattern.compile("127\\.0\\.0\\.1:(7071|7072)");

	private static final Pattern PROJECT_FILE = Pattern.compile("(?:examples|helm)/[\\w./-]+");

	@TempDir
	private Path directory;

	private final GrowingConfiguration configuration = new GrowingConfiguration();

	private PaymentSwitch example;

	private boolean changed;

	private boolean coreIsUp = true;

	@BeforeEach
	void start() {
		this.example = PaymentSwitch.start();
	}

	@AfterEach
	void stop() {
		this.example.close();
	}

	@Test
	void everyStepDoesWhatTheGuideShowsAndTheResultIsTheExample() throws IOException {
		assertThat(Guide.read(PAGE).follow(this)).isGreaterThan(6);
		assertThat(this.configuration.tree())
			.isEqualTo(GrowingConfiguration.parse(Files.readString(PaymentSwitch.CONFIGURATION)));
	}

	@Override
	public void enter(String heading) {
		boolean down = heading.equals(CORE_IS_DOWN);
		if (down) {
			this.example.stopCore();
		}
		else if (!this.coreIsUp) {
			this.example.restartCore();
		}
		this.coreIsUp = !down;
	}

	@Override
	public void configure(String snippet) {
		this.configuration.add(snippet);
		this.changed = true;
	}

	@Override
	public @Nullable String run(String commands) throws IOException {
		List<String> lines = commands.lines().toList();
		if (lines.getFirst().matches("sluice (send|explain) .*")) {
			restartIfChanged();
			return lines.stream().map(this::print).collect(Collectors.joining());
		}
		lines.forEach(ConnectTerminalsGuideTests::assertFilesExist);
		return null;
	}

	private static void assertFilesExist(String command) {
		assertThat(command).matches("(sluice --|\\./mvnw |alias |jwebserver |cp |helm ).*");
		assertThat(PROJECT_FILE.matcher(command).results().map((match) -> Path.of(match.group())))
			.allMatch(Files::exists);
	}

	private void restartIfChanged() throws IOException {
		if (!this.changed) {
			return;
		}
		this.changed = false;
		Path file = Files.writeString(this.directory.resolve("switch.yml"), this.configuration.yaml());
		this.example.startSwitch(file, this.configuration.listenerNames());
		if (this.coreIsUp && this.configuration.hasUpstream("core")) {
			this.example.awaitCore();
		}
	}

	private String print(String command) {
		Matcher port = LISTENER_PORT.matcher(command);
		List<String> words = CapturedCommand
			.words(port.replaceAll((match) -> "127.0.0.1:" + port(match.group(1).equals("7071"))));
		List<String> arguments = new ArrayList<>(words.subList(1, words.size()));
		if (arguments.getFirst().equals("explain")) {
			arguments.add("--url");
			arguments.add("http://127.0.0.1:%d/actuator/sluice".formatted(this.example.gateway().http().port()));
		}
		return CapturedCommand.run(arguments).printed();
	}

	private int port(boolean ofTerminals) {
		return this.example.gateway().port(ofTerminals ? "terminals" : "kiosks");
	}

}

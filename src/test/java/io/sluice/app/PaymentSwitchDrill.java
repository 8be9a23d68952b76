package io.sluice.app;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.sluice.support.NeedsPrograms;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The command {@code examples/payment-switch/run} with the executable that the build has
 * made, on the ports of the example.
 */
@NeedsPrograms("bash")
class PaymentSwitchDrill {

	private static final Duration PATIENCE = Duration.ofMinutes(5);

	private static final Path RUN = PaymentSwitch.DIRECTORY.resolve("run").toAbsolutePath();

	@TempDir
	private Path directory;

	@BeforeEach
	void findTheExecutable() throws IOException {
		try (Stream<Path> files = Files.list(Path.of("target"))) {
			assertThat(files.map((file) -> file.getFileName().toString()))
				.as("the executable, which \"./mvnw package\" builds before the drills")
				.anyMatch((name) -> name.matches("sluice-.*-exec\\.jar"));
		}
	}

	@Test
	void transcriptIsThatOfTheReadme() throws Exception {
		Process run = start("--once");
		assertThat(run.waitFor(PATIENCE)).isTrue();
		assertThat(run.exitValue()).as(errors()).isZero();
		// a node that takes long to connect misses its turn
		assertThat(anyNode(output())).isEqualTo(anyNode(PaymentSwitchTests.transcript()));
	}

	@Test
	void everyProcessEndsWithTheCommand() throws Exception {
		Process run = start();
		await().atMost(PATIENCE).until(() -> !run.isAlive() || output().contains("The console of the switch"));
		List<ProcessHandle> processes = run.descendants().toList();
		assertThat(processes).as(errors()).hasSize(3);
		run.toHandle().destroy();
		assertThat(run.waitFor(PATIENCE)).isTrue();
		assertThat(processes).noneMatch(ProcessHandle::isAlive);
	}

	@Test
	void portInUseIsNamed() throws Exception {
		try (ServerSocket _ = new ServerSocket(9002, 1, InetAddress.getLoopbackAddress())) {
			Process run = start("--once");
			assertThat(run.waitFor(PATIENCE)).isTrue();
			assertThat(run.exitValue()).isOne();
			assertThat(errors()).startsWith("Port 9002 is in use.");
			assertThat(output()).isEmpty();
		}
	}

	private Process start(String... arguments) throws IOException {
		ProcessBuilder builder = new ProcessBuilder(
				Stream.concat(Stream.of("bash", RUN.toString()), Stream.of(arguments)).toList());
		builder.environment().putAll(Map.of("JAVA_HOME", System.getProperty("java.home")));
		return builder.directory(this.directory.toFile())
			.redirectOutput(this.directory.resolve("out").toFile())
			.redirectError(this.directory.resolve("err").toFile())
			.start();
	}

	private String output() throws IOException {
		return Files.readString(this.directory.resolve("out"), StandardCharsets.UTF_8);
	}

	private String errors() throws IOException {
		return Files.readString(this.directory.resolve("err"), StandardCharsets.UTF_8);
	}

	private static String anyNode(String transcript) {
		return transcript.replaceAll("core-[12]", "core-n");
	}

}

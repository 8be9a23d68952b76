package io.sluice.autoconfigure;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.Deflater;

import io.sluice.support.JavaCommand;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.util.StringUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A gateway in a process of its own that may open few files: it pauses, keeps its
 * clients, and accepts again.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "has no ulimit")
class DescriptorExhaustionTests {

	private static final int MAX_OPEN_FILES = 1024;

	@TempDir
	private Path directory;

	private final Queue<String> output = new ConcurrentLinkedQueue<>();

	private final List<TestClient> clients = new ArrayList<>();

	private Process process;

	@AfterEach
	void stop() throws IOException {
		for (TestClient client : this.clients) {
			client.close();
		}
		this.process.destroyForcibly();
	}

	@Test
	void acceptPausesAndGoesOnWhenDescriptorsAreFree() throws Exception {
		int port = start();
		for (int i = 0; i < MAX_OPEN_FILES; i++) {
			this.clients.add(new TestClient(port));
		}
		TestClient first = this.clients.getFirst();
		awaitPause();
		assertThat(first.request("still served")).isEqualTo("still served");
		TestClient waiting = this.clients.getLast();
		waiting.send("waits in the backlog\n");

		for (TestClient client : this.clients.subList(1, MAX_OPEN_FILES / 2)) {
			client.close();
		}

		assertThat(waiting.readLine()).isEqualTo("waits in the backlog");
		assertThat(first.request("and still")).isEqualTo("and still");
		for (TestClient client : this.clients.subList(MAX_OPEN_FILES / 2, MAX_OPEN_FILES)) {
			assertThat(client == waiting || client.request("nobody was dropped").equals("nobody was dropped")).isTrue();
		}
		awaitEndOfPauses();
		assertThat(this.output).noneMatch((line) -> line.contains("ERROR") || line.startsWith("\tat "));
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void aPauseEndsThoughNoClientWaits() throws Exception {
		int port = start();
		while (openFiles() < MAX_OPEN_FILES) {
			TestClient client = new TestClient(port);
			this.clients.add(client);
			assertThat(client.request("served")).isEqualTo("served");
		}
		awaitPause();
		this.clients.getLast().close();
		awaitEndOfPauses();
	}

	private void awaitPause() {
		await().until(() -> !linesWith("accepting is paused").isEmpty());
	}

	/**
	 * Descriptors become free one after another, so accepting may pause more than once.
	 * What the process has written is read a little later.
	 */
	private void awaitEndOfPauses() {
		await().untilAsserted(() -> assertThat(linesWith("accepting again")).as("one line at each end of a pause")
			.isNotEmpty()
			.hasSameSizeAs(linesWith("accepting is paused")));
	}

	private long openFiles() throws IOException {
		try (Stream<Path> files = Files.list(Path.of("/proc", String.valueOf(this.process.pid()), "fd"))) {
			return files.count();
		}
	}

	private int start() throws IOException {
		List<String> command = new ArrayList<>(
				List.of("sh", "-c", "ulimit -n " + MAX_OPEN_FILES + "; exec \"$@\"", "sh"));
		command.addAll(JavaCommand.of("-cp", classPath(), Gateway.class.getName()));
		this.process = new ProcessBuilder(command).redirectErrorStream(true).start();
		BufferedReader lines = new BufferedReader(
				new InputStreamReader(this.process.getInputStream(), StandardCharsets.UTF_8));
		Thread.ofPlatform().daemon().start(() -> lines.lines().forEach(this.output::add));
		return await().until(this::port, (port) -> port > 0);
	}

	/**
	 * The class path with jars in place of directories, as it is where a gateway runs:
	 * loading a class from a directory would take a descriptor.
	 */
	private String classPath() throws IOException {
		List<String> entries = new ArrayList<>();
		for (String entry : StringUtils.delimitedListToStringArray(System.getProperty("java.class.path"),
				File.pathSeparator)) {
			entries.add(Files.isDirectory(Path.of(entry)) ? jar(Path.of(entry)).toString() : entry);
		}
		return String.join(File.pathSeparator, entries);
	}

	private Path jar(Path classes) throws IOException {
		Path jar = Files.createTempFile(this.directory, "classes", ".jar");
		try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
				Stream<Path> files = Files.walk(classes).filter(Files::isRegularFile)) {
			out.setLevel(Deflater.NO_COMPRESSION);
			for (Path file : files.toList()) {
				out.putNextEntry(new JarEntry(classes.relativize(file).toString()));
				Files.copy(file, out);
			}
		}
		return jar;
	}

	private List<String> linesWith(String text) {
		return this.output.stream().filter((line) -> line.contains(text)).toList();
	}

	private int port() {
		return linesWith("listening on ").stream()
			.map((line) -> Integer.parseInt(line.substring(line.lastIndexOf(':') + 1)))
			.findAny()
			.orElse(0);
	}

	static class Gateway {

		public static void main(String[] args) {
			TestGateway.start(Gateway.class, "logging.level.io.sluice.listener=info",
					"logging.level.io.sluice.admission=info", "sluice.limits.max-connections=10000",
					".routes[0].to=echo");
		}

	}

}

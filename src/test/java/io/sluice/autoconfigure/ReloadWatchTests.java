package io.sluice.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Files that are watched.
 */
@ExtendWith(OutputCaptureExtension.class)
class ReloadWatchTests {

	@TempDir
	private Path directory;

	private static String yaml(String text) {
		return """
				sluice:
				  reload: { watch: true }
				  listeners:
				    test:
				      port: 0
				      address: 127.0.0.1
				      routes: [ { name: all, reply: { text: "%s" } } ]
				""".formatted(text);
	}

	private static TestGateway start(Path file) {
		return TestGateway.start(ReloadWatchTests.class, "spring.config.import=file:" + file);
	}

	@Test
	void aFileThatIsWrittenTakesEffect(CapturedOutput output) throws Exception {
		Path file = this.directory.resolve("sluice.yml");
		Files.writeString(file, yaml("one"));
		try (TestGateway gateway = start(file); TestClient client = gateway.connect()) {
			assertThat(client.request("a")).isEqualTo("one");
			Files.writeString(file, yaml("two"));
			await().until(() -> client.request("a").equals("two"));
			Files.writeString(file, yaml("three") + "        broken: [");
			await().until(() -> output.getAll().contains("not reloaded"));
			assertThat(client.request("a")).isEqualTo("two");
			Files.writeString(file, yaml("four"));
			await().until(() -> client.request("a").equals("four"));
			assertThat(output.getAll().lines().filter((line) -> line.contains("not reloaded"))).hasSize(1);
		}
	}

	/**
	 * Kubernetes writes a new directory, and then replaces the link that leads to it.
	 */
	@Test
	void aConfigMapThatIsReplacedTakesEffect() throws Exception {
		mount("..one", yaml("one"));
		Path file = this.directory.resolve("application.yml");
		Files.createSymbolicLink(file, Path.of("..data", "application.yml"));
		try (TestGateway gateway = start(file); TestClient client = gateway.connect()) {
			assertThat(client.request("a")).isEqualTo("one");
			mount("..two", yaml("two"));
			await().until(() -> client.request("a").equals("two"));
			mount("..three", yaml("three"));
			await().until(() -> client.request("a").equals("three"));
		}
	}

	private void mount(String name, String content) throws IOException {
		Path version = Files.createDirectory(this.directory.resolve(name));
		Files.writeString(version.resolve("application.yml"), content);
		Path link = Files.createSymbolicLink(this.directory.resolve("..data_tmp"), Path.of(name));
		Files.move(link, this.directory.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
	}

	@Test
	void nothingIsWatchedUnlessSet() throws Exception {
		Path file = this.directory.resolve("sluice.yml");
		Files.writeString(file, yaml("one").replace("true", "false"));
		try (TestGateway gateway = start(file)) {
			assertThat(gateway.context().containsBean("sluiceConfigurationWatch")).isFalse();
		}
	}

	@Test
	void aWatchWithoutFilesIsWarnedOf(CapturedOutput output) {
		try (TestGateway gateway = TestGateway.start(ReloadWatchTests.class, "sluice.reload.watch=true",
				".routes[0].reply.text=one")) {
			await().until(() -> output.getAll().contains("'sluice.reload.watch' is set"));
			assertThat(gateway.port()).isPositive();
		}
	}

}

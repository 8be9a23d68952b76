package io.sluice.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.sluice.listener.SluiceServerConnectionFactory;
import io.sluice.support.ActuatorClient;
import io.sluice.support.TestClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The operation that reloads the configuration of the executable.
 */
@ExtendWith(OutputCaptureExtension.class)
class ReloadEndpointTests {

	@TempDir
	private Path directory;

	private ConfigurableApplicationContext start(String yaml, String access) throws IOException {
		write(yaml);
		return RunningApplication.application()
			.run("--server.port=0", "--logging.level.root=warn", "--logging.level.io.sluice.reload=info",
					"--spring.config.additional-location=file:" + this.directory + "/",
					"--management.endpoint.sluice.access=" + access);
	}

	private static TestClient connect(ConfigurableApplicationContext application, String listener) {
		return new TestClient(
				application.getBean("sluice." + listener + ".connections", SluiceServerConnectionFactory.class)
					.getPort());
	}

	private void write(String yaml) throws IOException {
		Files.writeString(this.directory.resolve("application.yml"), yaml);
	}

	private static String gateway(String text, int limit) {
		return """
				sluice:
				  listeners:
				    own:
				      port: 0
				      address: 127.0.0.1
				      limits: { max-connections: %d }
				      routes: [ { name: all, reply: { text: "%s" } } ]
				""".formatted(limit, text);
	}

	@Test
	void theAnswerTellsWhatHasChanged(CapturedOutput output) throws Exception {
		try (ConfigurableApplicationContext application = start(gateway("one", 10), "unrestricted");
				ActuatorClient actuator = new ActuatorClient(application);
				TestClient client = connect(application, "own")) {
			assertThat(client.request("a")).isEqualTo("one");
			write(gateway("two", 20).replace("port: 0", "port: 1"));
			JsonNode answer = actuator.post("/sluice/reload", "{}", 200);
			assertThat(answer.toString()).isEqualTo(
					"{\"changed\":{\"routes\":[\"own\"],\"upstreams\":{\"added\":[],\"removed\":[],\"replaced\":[]},"
							+ "\"limits\":[\"sluice.listeners.own.limits.max-connections\"]},"
							+ "\"restart\":[\"sluice.listeners.own.port\"]}");
			assertThat(client.request("a")).isEqualTo("two");
			JsonNode settings = actuator.read("/sluice/own").at("/settings");
			assertThat(settings.at("/limits/max-connections").asInt()).isEqualTo(20);
			assertThat(settings.at("/port").asInt()).isZero();
			assertThat(output).contains("the configuration is reloaded, with changes in the routes of 'own' and "
					+ "'sluice.listeners.own.limits.max-connections': ", "127.0.0.1 asked for it");
			write("sluice: { listeners: { own: { port: 0, routez: [] } } }");
			assertThat(actuator.post("/sluice/reload", "{}", 400).at("/message").asString())
				.contains("Unknown key 'sluice.listeners.own.routez", "Did you mean");
			assertThat(client.request("a")).isEqualTo("two");
		}
	}

	@Test
	void theSampleListenerDoesNotComeBack() throws Exception {
		try (ConfigurableApplicationContext application = start(gateway("one", 10), "unrestricted");
				ActuatorClient actuator = new ActuatorClient(application)) {
			JsonNode answer = actuator.post("/sluice/reload", "{}", 200);
			assertThat(answer.at("/restart").isEmpty()).as(answer.toString()).isTrue();
			assertThat(answer.at("/changed/routes").isEmpty()).isTrue();
		}
	}

	@Test
	void theSampleListenerIsReloadedToo() throws Exception {
		try (ConfigurableApplicationContext application = start("sluice: { listeners: { demo: { port: 0 } } }",
				"unrestricted");
				ActuatorClient actuator = new ActuatorClient(application);
				TestClient client = connect(application, "demo")) {
			write("sluice: { listeners: { demo: { port: 0, routes: [ { to: discard, reply: { text: gone } } ] } } }");
			assertThat(actuator.post("/sluice/reload", "{}", 200).at("/changed/routes/0").asString()).isEqualTo("demo");
			assertThat(client.request("PING")).isEqualTo("gone");
		}
	}

	@Test
	void nothingIsReloadedWithoutWriteAccess() throws Exception {
		try (ConfigurableApplicationContext application = start(gateway("one", 10), "read-only");
				ActuatorClient actuator = new ActuatorClient(application);
				TestClient client = connect(application, "own")) {
			write(gateway("two", 10));
			actuator.post("/sluice/reload", "{}", 405);
			assertThat(client.request("a")).isEqualTo("one");
		}
	}

}

package io.sluice.app;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.tools.ToolProvider;

import io.sluice.listener.SluiceServerConnectionFactory;
import io.sluice.support.TestClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.io.DefaultResourceLoader;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The example {@code examples/gps-tracker} does what its README shows.
 */
class GpsTrackerTests {

	static final Path DIRECTORY = Path.of("examples/gps-tracker");

	private static final Pattern TRANSCRIPT = Pattern.compile("```\n(tracker: LOGIN.*?)```", Pattern.DOTALL);

	@TempDir
	private Path classes;

	@Test
	void messagesAreThoseOfTheTranscript() throws Exception {
		List<String> played = new ArrayList<>();
		try (URLClassLoader loader = compile(); ConfigurableApplicationContext application = start(loader)) {
			int trackers = port(application, "trackers");
			try (TestClient operator = new TestClient(port(application, "operators"));
					TestClient tracker = new TestClient(trackers)) {
				played.add(login(tracker));
				tracker.send("POS,52.49,13.39\n");
				locate(operator, tracker, played);
				played.add("The tracker loses its network, and connects again. Its first connection stays open.");
				try (TestClient again = new TestClient(trackers)) {
					played.add(login(again));
					locate(operator, again, played);
				}
			}
		}
		assertThat(String.join("\n", played) + "\napplication: 3 positions\n").isEqualTo(transcript());
	}

	private static String login(TestClient tracker) throws IOException {
		return "tracker: LOGIN,860000000000001 -> " + tracker.request("LOGIN,860000000000001");
	}

	private static void locate(TestClient operator, TestClient tracker, List<String> played) throws IOException {
		operator.send("860000000000001\n");
		played.add("tracker: " + tracker.readLine());
		tracker.send("POS,52.50,13.40\nANS,52.51,13.41\n");
		played.add("operator: 860000000000001 -> " + operator.readLine());
	}

	@Test
	void theApplicationIsShort() throws IOException {
		assertThat(Files.readAllLines(DIRECTORY.resolve("Tracker.java"))).hasSizeLessThanOrEqualTo(40);
	}

	private URLClassLoader compile() throws IOException {
		int status = ToolProvider.getSystemJavaCompiler()
			.run(null, null, null, "-parameters", "-proc:none", "-cp", System.getProperty("java.class.path"), "-d",
					this.classes.toString(), DIRECTORY.resolve("Tracker.java").toString());
		assertThat(status).isZero();
		return new URLClassLoader(new URL[] { this.classes.toUri().toURL() }, getClass().getClassLoader());
	}

	private static ConfigurableApplicationContext start(URLClassLoader loader) throws Exception {
		SpringApplication application = new SpringApplication(new DefaultResourceLoader(loader),
				loader.loadClass("Tracker"));
		return application.run("--spring.config.location=" + DIRECTORY.resolve("tracker.yml").toUri(),
				"--sluice.listeners.trackers.port=0", "--sluice.listeners.operators.port=0",
				"--logging.level.root=warn");
	}

	private static int port(ConfigurableApplicationContext application, String listener) {
		return application.getBean("sluice." + listener + ".connections", SluiceServerConnectionFactory.class)
			.getPort();
	}

	/**
	 * What the example prints, as its README shows it.
	 */
	static String transcript() throws IOException {
		Matcher transcript = TRANSCRIPT.matcher(Files.readString(DIRECTORY.resolve("README.md")));
		assertThat(transcript.find()).isTrue();
		return transcript.group(1);
	}

}

package io.sluice.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.sluice.PushResult;
import io.sluice.TcpSessions;
import io.sluice.support.AccessLogLines;
import io.sluice.support.PlainHttp;
import io.sluice.support.TestClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The guide {@code docs/reach-a-device.md}, worked through as a reader does: each message
 * is typed or sent, and everything that appears in a window is compared. The
 * configuration is that of the guide, with free ports and a heartbeat that does not let
 * the test wait.
 */
class ReachADeviceGuideTests implements Guide.Reader {

	private static final Path PAGE = Path.of("docs/reach-a-device.md");

	private static final String LISTENER = "trackers";

	private static final String NUMBER = "860000000000001";

	/** The line above which the reader adds to the configuration. */
	private static final String ROUTES = "      routes:\n";

	/** What the reader types as the tracker. */
	private static final Pattern OF_TRACKER = Pattern.compile("(LOGIN|POS|ANS),.*|PONG");

	/** What only the tracker's window shows. */
	private static final Pattern TO_TRACKER = Pattern.compile("CMD,.*|PING");

	private static final Pattern CURL = Pattern
		.compile("curl (?:-d '(.*)' -H 'Content-Type: application/json' )?http://127\\.0\\.0\\.1:8080(/\\S+)");

	private static final String OTHERWISE = "(\\./mvnw |alias |sluice --spring|examples/gps-tracker/run).*";

	@TempDir
	private Path directory;

	private final AccessLogLines accessLog = new AccessLogLines();

	private final List<TestClient> connections = new ArrayList<>();

	private String configuration = "";

	private @Nullable RunningApplication gateway;

	private @Nullable CompletableFuture<CapturedCommand.End> asking;

	private int status;

	@AfterEach
	void stop() throws IOException {
		for (TestClient connection : this.connections) {
			connection.close();
		}
		if (this.gateway != null) {
			this.gateway.close();
		}
		this.accessLog.close();
	}

	@Test
	void everyStepDoesWhatTheGuideShows() throws IOException {
		assertThat(Guide.read(PAGE).follow(this)).isEqualTo(9);
		Reboots reboots = new Reboots(gateway().context().getBean(TcpSessions.class));
		assertThat(reboots.reboot(NUMBER))
			.isEqualTo("not sent: no session of listener 'trackers' is named '" + NUMBER + "'");
		play("nc 127.0.0.1 7073\nLOGIN," + NUMBER + "\nLOAD\n");
		assertThat(reboots.reboot(NUMBER)).isEqualTo("sent");
		play("CMD,REBOOT\n");
	}

	@Override
	public void configure(String snippet) throws IOException {
		this.configuration = snippet.startsWith("sluice:") ? snippet
				: this.configuration.replace(ROUTES, snippet + ROUTES);
		assertThat(this.configuration).contains(snippet);
		Path file = Files.writeString(this.directory.resolve("trackers.yml"), this.configuration);
		if (this.gateway != null) {
			this.gateway.close();
		}
		List<String> settings = new ArrayList<>(List.of("--logging.level.sluice.access=info"));
		if (this.configuration.contains("heartbeat:")) {
			settings.add("--sluice.listeners.trackers.heartbeat.every=1s");
		}
		this.gateway = RunningApplication.startWith(file, List.of(LISTENER), settings.toArray(String[]::new));
		this.accessLog.listenAlone();
	}

	@Override
	public @Nullable String run(String commands) throws IOException {
		String first = commands.lines().findFirst().orElseThrow();
		if (first.startsWith("nc ") || TO_TRACKER.matcher(first).matches() || isTyped(commands)) {
			play(commands);
			return null;
		}
		if (first.startsWith("sluice push ") && first.endsWith(" --await 60s")) {
			this.asking = CompletableFuture.supplyAsync(() -> command(first), Thread::startVirtualThread);
			return null;
		}
		if (this.asking != null) {
			assertThat(this.asking.join().printed()).isEqualTo(commands);
			this.asking = null;
			return null;
		}
		StringBuilder printed = new StringBuilder();
		commands.lines().forEach((line) -> printed.append(print(line)));
		return printed.isEmpty() ? null : printed.toString();
	}

	/** An answer that the operator waits for is in both windows. */
	private boolean isTyped(String commands) {
		return this.asking == null && OF_TRACKER.matcher(commands.strip()).matches();
	}

	/**
	 * What the tracker's window shows: lines that are typed, and lines that come.
	 */
	private void play(String lines) throws IOException {
		for (String line : lines.lines().toList()) {
			if (line.startsWith("nc ")) {
				assertThat(line).isEqualTo("nc 127.0.0.1 7073");
				this.connections.add(new TestClient(gateway().port(LISTENER)));
			}
			else if (OF_TRACKER.matcher(line).matches()) {
				this.connections.getLast().send(line + "\n");
			}
			else {
				assertThat(this.connections.getLast().readLine()).isEqualTo(line);
			}
		}
		gateway().awaitIdle(LISTENER);
	}

	private String print(String line) {
		if (line.equals("echo $?")) {
			return this.status + "\n";
		}
		if (line.startsWith("curl ")) {
			return get(line);
		}
		if (line.matches("sluice (push|sessions)\\b.*")) {
			CapturedCommand.End end = command(line);
			this.status = end.status();
			return end.printed();
		}
		assertThat(line).matches(OTHERWISE);
		assertThat(Path.of("examples/gps-tracker/run")).isExecutable();
		return "";
	}

	private CapturedCommand.End command(String line) {
		List<String> words = new ArrayList<>(CapturedCommand.words(line));
		words.add("--url=http://127.0.0.1:" + gateway().http().port());
		return CapturedCommand.run(words.subList(1, words.size()));
	}

	private String get(String line) {
		Matcher curl = CURL.matcher(line);
		assertThat(curl.matches()).as(line).isTrue();
		String body = curl.group(1);
		PlainHttp http = gateway().http();
		return ((body != null) ? http.send("POST", curl.group(2), body) : http.get(curl.group(2))).body() + "\n";
	}

	/**
	 * Find Java in the example or below, and JSON in the access log.
	 */
	@Override
	public void find(String quotation) throws IOException {
		if (quotation.startsWith("\"")) {
			String expected = comparable(quotation.strip());
			await().untilAsserted(
					() -> assertThat(this.accessLog.now()).anyMatch((line) -> comparable(line).contains(expected)));
			return;
		}
		String member = quotation.replaceAll("(?m)^(?=.)", "\t");
		String own = Files.readString(Path.of("src/test/java/io/sluice/app/ReachADeviceGuideTests.java"));
		assertThat(Files.readString(GpsTrackerTests.DIRECTORY.resolve("Tracker.java")) + own.replaceAll("(?m)^\t", ""))
			.contains(member);
	}

	@Override
	public String comparable(String output) {
		return output.replaceAll("127\\.0\\.0\\.1:\\d{5}\\b", "127.0.0.1:41712")
			.replaceAll(":\\d{4,5}:[0-9a-f-]{36}", ":7073:id")
			.replaceAll("\"openedAt\":\"[^\"]*\"", "\"openedAt\":\"\"");
	}

	private RunningApplication gateway() {
		RunningApplication running = this.gateway;
		if (running == null) {
			throw new IllegalStateException("the guide has not started the gateway");
		}
		return running;
	}

	/** The Java that the guide shows and the example does not have. */
	record Reboots(TcpSessions sessions) {

		String reboot(String imei) {
			PushResult result = this.sessions.push("trackers", imei, "CMD,REBOOT");
			if (result.isWritten()) {
				return "sent";
			}
			return (result.partial() ? "it may have arrived: " : "not sent: ") + result.reason();
		}

	}

}

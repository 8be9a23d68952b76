package io.sluice.app;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.sluice.engine.RedisServer;
import io.sluice.support.NeedsPrograms;
import io.sluice.support.TestClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * The guide "More than one machine", worked through: two gateways and a Redis, on free
 * ports.
 */
@NeedsPrograms("redis-server")
class MoreThanOneMachineGuideTests implements Guide.Reader {

	private static final Path PAGE = Path.of("docs/more-than-one-machine.md");

	private static final String LISTENER = "trackers";

	/** The name of a gateway by its ports in the guide. */
	private static final Map<String, String> GATEWAYS = Map.of("7075", "gateway-1", "8080", "gateway-1", "7076",
			"gateway-2", "8081", "gateway-2");

	private static final Pattern STARTED = Pattern
		.compile("sluice --spring\\.config\\.additional-location=fleet\\.yml --sluice\\.cluster\\.pod=(\\S+)(.*)");

	private static final Pattern URL = Pattern.compile(" --url http://127\\.0\\.0\\.1:(\\d{4})");

	private static final Pattern CURL = Pattern.compile("curl http://127\\.0\\.0\\.1:(\\d{4})(/\\S+)");

	/** What the reader types as the tracker, and what only its window shows. */
	private static final Pattern OF_TRACKER = Pattern.compile("(LOGIN|ANS),.*");

	private static final String OTHERWISE = "(\\./mvnw|alias) .*|examples/gps-fleet/run";

	@TempDir
	private Path directory;

	private final Map<String, RunningApplication> gateways = new LinkedHashMap<>();

	private final List<TestClient> connections = new ArrayList<>();

	private @Nullable RedisServer redis;

	private @Nullable CompletableFuture<CapturedCommand.End> asking;

	private boolean finished;

	@AfterEach
	void stop() throws IOException {
		for (TestClient connection : this.connections) {
			connection.close();
		}
		this.gateways.values().forEach(RunningApplication::close);
		if (this.redis != null) {
			this.redis.close();
		}
	}

	@Test
	void everyStepDoesWhatTheGuideShows() throws IOException {
		assertThat(Guide.read(PAGE).follow(this)).isEqualTo(6);
		assertThat(this.gateways).hasSize(2);
	}

	@Override
	public void enter(String heading) {
		this.finished = this.finished || heading.equals("Which engine for what");
		if (heading.equals("Redis is away")) {
			// the second connection has replaced the first
			assertThat(this.connections).hasSize(2);
			assertThatExceptionOfType(EOFException.class).isThrownBy(this.connections.getFirst()::readLine);
		}
	}

	@Override
	public void configure(String snippet) throws IOException {
		if (!this.finished) {
			assertThat(snippet).contains("port: 6390");
			Files.writeString(file(), snippet.replace("6390", String.valueOf(redis().port())));
		}
	}

	private Path file() {
		return this.directory.resolve("fleet.yml");
	}

	@Override
	public @Nullable String run(String commands) throws IOException {
		if (this.asking != null && !commands.startsWith("CMD,POS")) {
			String answer = this.asking.join().printed();
			this.asking = null;
			assertThat(answer).isEqualTo(commands);
			return null;
		}
		if (commands.startsWith("nc ") || commands.startsWith("CMD,")) {
			play(commands);
			return null;
		}
		StringBuilder printed = new StringBuilder();
		for (String line : commands.lines().toList()) {
			printed.append(print(line));
		}
		return printed.isEmpty() ? null : printed.toString();
	}

	/**
	 * What the tracker's window shows: lines that are typed, and lines that come.
	 */
	private void play(String lines) throws IOException {
		for (String line : lines.lines().toList()) {
			if (line.startsWith("nc ")) {
				String port = line.substring("nc 127.0.0.1 ".length());
				this.connections.add(new TestClient(gateway(port).port(LISTENER)));
			}
			else if (OF_TRACKER.matcher(line).matches()) {
				this.connections.getLast().send(line + "\n");
			}
			else {
				assertThat(this.connections.getLast().readLine()).isEqualTo(line);
			}
		}
	}

	private String print(String line) throws IOException {
		Matcher started = STARTED.matcher(line);
		if (started.matches()) {
			start(started.group(1), started.group(2));
			return "";
		}
		if (line.startsWith("sluice push ")) {
			return push(line);
		}
		Matcher curl = CURL.matcher(line);
		if (curl.matches()) {
			return gateway(curl.group(1)).http().get(curl.group(2)).body() + "\n";
		}
		if (line.startsWith("redis-")) {
			redis(line);
			return "";
		}
		assertThat(line).matches(OTHERWISE);
		assertThat(Path.of("examples/gps-fleet/run")).isExecutable();
		return "";
	}

	private void start(String pod, String further) {
		assertThat(further.isEmpty() || further.equals(" --sluice.listeners.trackers.port=7076 --server.port=8081"))
			.isTrue();
		this.gateways.put(pod, RunningApplication.startWith(file(), List.of(LISTENER), "--sluice.cluster.pod=" + pod));
		if (this.gateways.size() == 2) {
			awaitConnected(true);
		}
	}

	private void redis(String line) throws IOException {
		if (line.startsWith("redis-cli ")) {
			assertThat(line).isEqualTo("redis-cli -p 6390 shutdown nosave");
			redis().kill();
			awaitConnected(false);
			return;
		}
		assertThat(line).isEqualTo("redis-server --port 6390 --bind 127.0.0.1 --save \"\"");
		if (this.redis == null) {
			this.redis = RedisServer.start(this.directory);
		}
		else {
			this.redis.start();
			awaitConnected(true);
		}
	}

	/** A reader needs longer for the next command. */
	private void awaitConnected(boolean connected) {
		String details = connected ? ".*\"connected\":true.*\"others\":\\{\"gateway-.*" : ".*\"connected\":false.*";
		this.gateways.values()
			.forEach((gateway) -> await()
				.until(() -> gateway.http().get("/actuator/health/cluster").body().matches(details)));
	}

	private String push(String line) {
		Matcher url = URL.matcher(line);
		String port = url.find() ? url.group(1) : "8080";
		List<String> words = new ArrayList<>(CapturedCommand.words(URL.matcher(line).replaceFirst("")));
		words.add("--url=http://127.0.0.1:" + gateway(port).http().port());
		List<String> arguments = words.subList(1, words.size());
		if (line.contains(" --await ")) {
			this.asking = CompletableFuture.supplyAsync(() -> CapturedCommand.run(arguments),
					Thread::startVirtualThread);
			return "";
		}
		// two seconds after a start, each gateway knows the others; so long a reader
		// takes
		return await().until(() -> CapturedCommand.run(arguments).printed(),
				(printed) -> !printed.startsWith("UNKNOWN: some pods"));
	}

	private RunningApplication gateway(String port) {
		RunningApplication gateway = this.gateways.get(GATEWAYS.get(port));
		if (gateway == null) {
			throw new IllegalStateException("the guide has not started the gateway with port " + port);
		}
		return gateway;
	}

	private RedisServer redis() {
		RedisServer running = this.redis;
		if (running == null) {
			throw new IllegalStateException("the guide has not started Redis");
		}
		return running;
	}

	@Override
	public String comparable(String output) {
		// the log of the gateways comes between
		return output.replaceAll("(?m)^\\d{4}-\\d\\d-\\d\\dT.*\\n", "")
			.replaceAll("\"port\":\\d+", "port")
			.replaceAll("\"limits.memory\":\\{[^}]*}", "memory")
			.replaceAll("\"connections\":\\d+", "connections");
	}

}

package io.sluice.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.sluice.listener.SluiceServerConnectionFactory;
import io.sluice.support.AccessLogLines;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.yaml.snakeyaml.Yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A guide for operators, worked through in a directory as a reader does: its commands are
 * run, those of the gateway in this process, on free ports.
 */
final class OperatorGuide implements Guide.Reader, AutoCloseable {

	private static final List<String> ROOTS = List.of("sluice", "spring", "server");

	/** What the reader does and this test need not. */
	private static final String OTHERWISE = "(\\./mvnw|alias|mkdir|cd|docker run) .*|sluice( --.*)?";

	private static final Pattern SERVER = Pattern.compile("localhost:(\\d{4})");

	private static final Pattern FILE = Pattern.compile("(tls/)?[a-z]+\\.(crt|key|txt)");

	private static final Pattern CURL = Pattern
		.compile("curl -s (-X POST -H 'Content-Type: application/json' )?http://127\\.0\\.0\\.1:8080(/\\S+)");

	private static final Pattern GREP = Pattern.compile("grep (-v )?'(.*)'");

	private static final String REFUSED = " 2>/dev/null || echo refused";

	private static final String SILENT = " >/dev/null 2>&1";

	private final Path directory;

	/** The listeners by their ports in the guide. */
	private final Map<String, String> ports;

	/** The listener that snippets without a root key belong to. */
	private final String listener;

	private final String[] settings;

	private final Map<String, Object> configuration = new LinkedHashMap<>();

	private final AccessLogLines accessLog = new AccessLogLines();

	private final ListAppender<ILoggingEvent> log = new ListAppender<>();

	private @Nullable RunningApplication gateway;

	private boolean changed;

	/**
	 * Begin to read.
	 * @param directory the directory that the reader makes
	 * @param ports the listeners by their ports in the guide
	 * @param listener the listener that snippets without a root key belong to
	 * @param settings what lets the test not wait
	 */
	OperatorGuide(Path directory, Map<String, String> ports, String listener, String... settings) throws IOException {
		this.directory = directory;
		this.ports = ports;
		this.listener = listener;
		this.settings = settings;
		Files.createDirectory(directory.resolve("tls"));
	}

	@Override
	public void configure(String snippet) throws IOException {
		Object parsed = GrowingConfiguration.parse(snippet);
		if (parsed instanceof Map<?, ?> map && Stream.of("groups", "rule_files").anyMatch(map::containsKey)) {
			String name = map.containsKey("groups") ? "alerts.yml" : "prometheus.yml";
			Files.writeString(this.directory.resolve(name), snippet);
			return;
		}
		add(parsed);
		// the guide reloads routes, and starts the gateway again after any other change
		this.changed = parsed instanceof Map;
		// in the file, since arguments would change the order of the listeners
		Files.writeString(file(),
				new Yaml().dump(this.configuration)
					.replaceAll("port: \\d+", "port: 0")
					.replace("file:tls/", "file:" + this.directory.resolve("tls").toAbsolutePath() + "/"));
	}

	private void add(Object parsed) {
		switch (parsed) {
			case Map<?, ?> map when ROOTS.contains(map.keySet().iterator().next()) ->
				GrowingConfiguration.merge(this.configuration, map);
			case Map<?, ?> map -> GrowingConfiguration.merge(listener(), map);
			case List<?> routes -> list(listener(), "routes").addAll(routes);
			default -> throw new IllegalArgumentException("neither settings nor routes: " + parsed);
		}
	}

	private Map<String, Object> listener() {
		return map(map(map(this.configuration, "sluice"), "listeners"), this.listener);
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> map(Map<String, Object> parent, String key) {
		return (Map<String, Object>) parent.computeIfAbsent(key, (missing) -> new LinkedHashMap<String, Object>());
	}

	@SuppressWarnings("unchecked")
	private static List<Object> list(Map<String, Object> parent, String key) {
		return (List<Object>) parent.get(key);
	}

	private Path file() {
		return this.directory.resolve("sluice.yml");
	}

	/**
	 * Start the gateway with the configuration as it is now.
	 */
	private void start() {
		if (this.gateway != null) {
			this.gateway.close();
		}
		this.changed = false;
		List<String> args = new ArrayList<>(
				List.of("--logging.level.sluice.access=info", "--logging.level.io.sluice.admission=info",
						"--server.address=127.0.0.1", "--management.endpoint.sluice.access=unrestricted"));
		args.addAll(List.of(this.settings));
		this.gateway = RunningApplication.startWith(file(), List.of(), args.toArray(String[]::new));
		this.accessLog.listenAlone();
		Logger admission = (Logger) LoggerFactory.getLogger("io.sluice.admission");
		// commands print where the log does
		admission.setAdditive(false);
		this.log.start();
		admission.addAppender(this.log);
	}

	private RunningApplication gateway() {
		RunningApplication running = this.gateway;
		if (running == null) {
			throw new IllegalStateException("the guide has not started the gateway");
		}
		return running;
	}

	@Override
	public @Nullable String run(String commands) throws IOException {
		StringBuilder printed = new StringBuilder();
		for (String line : commands.lines().toList()) {
			printed.append(print(line));
		}
		return printed.isEmpty() ? null : printed.toString();
	}

	private String print(String line) throws IOException {
		if (line.matches("sluice (send|load|explain|health)\\b.*")) {
			awaitNoClients();
			return command(line);
		}
		if (line.startsWith("curl ")) {
			awaitNoClients();
			return get(line);
		}
		if (line.matches("(openssl|printf|mv|promtool) .*")) {
			return shell(line);
		}
		assertThat(line).matches(OTHERWISE);
		if (line.startsWith("sluice")) {
			start();
		}
		return "";
	}

	/**
	 * Let the clients before leave, and apply what the reader has changed.
	 */
	private void awaitNoClients() {
		if (this.changed) {
			start();
		}
		RunningApplication running = gateway();
		await().until(() -> running.context()
			.getBeansOfType(SluiceServerConnectionFactory.class)
			.values()
			.stream()
			.allMatch((listener) -> listener.openConnections().count() == 0));
	}

	private String command(String line) {
		List<String> words = CapturedCommand.words(local(line.replace(REFUSED, "").replace(SILENT, "")));
		List<String> arguments = words.subList(1, words.size())
			.stream()
			.map((word) -> FILE.matcher(word).matches() ? this.directory.resolve(word).toString() : word)
			.collect(Collectors.toCollection(ArrayList::new));
		String endpoint = switch (arguments.getFirst()) {
			case "explain" -> "/actuator/sluice";
			case "health" -> "/actuator/health/readiness";
			default -> null;
		};
		if (endpoint != null) {
			arguments.add("--url=http://127.0.0.1:" + gateway().http().port() + endpoint);
		}
		CapturedCommand.End end = CapturedCommand.run(arguments);
		if (line.endsWith(REFUSED)) {
			return (end.status() != 0) ? "refused\n" : end.printed();
		}
		return line.endsWith(SILENT) ? "" : end.printed();
	}

	private String local(String line) {
		return SERVER.matcher(line)
			.replaceAll((server) -> "localhost:" + gateway().port(this.ports.get(server.group(1))));
	}

	private String get(String line) {
		List<String> stages = List.of(line.split(" \\| "));
		Matcher curl = CURL.matcher(stages.getFirst());
		assertThat(curl.matches()).as(line).isTrue();
		String body = gateway().http()
			.send((curl.group(1) != null) ? "POST" : "GET", curl.group(2), (curl.group(1) != null) ? "{}" : "")
			.body();
		List<String> lines = body.lines().toList();
		for (String stage : stages.subList(1, stages.size())) {
			Matcher grep = GREP.matcher(stage);
			assertThat(grep.matches()).as(stage).isTrue();
			Pattern wanted = Pattern.compile(grep.group(2));
			lines = lines.stream().filter((text) -> wanted.matcher(text).find() == (grep.group(1) == null)).toList();
		}
		return lines.stream().map((text) -> text + "\n").collect(Collectors.joining());
	}

	private String shell(String line) throws IOException {
		Process process = new ProcessBuilder("bash", "-c", local(line)).directory(this.directory.toFile())
			.redirectError(ProcessBuilder.Redirect.DISCARD)
			.start();
		return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
	}

	/**
	 * Find members in the access log, or a line in the log.
	 */
	@Override
	public void find(String quotation) {
		String wanted = quotation.strip();
		if (wanted.startsWith("\"")) {
			await().untilAsserted(() -> assertThat(this.accessLog.now()).anyMatch((line) -> line.contains(wanted)));
		}
		else {
			await().untilAsserted(() -> assertThat(List.copyOf(this.log.list))
				.anyMatch((event) -> event.getFormattedMessage().equals(wanted)));
		}
	}

	/**
	 * Times, ports, serial numbers and sizes of a heap differ.
	 */
	@Override
	public String comparable(String output) {
		if (output.contains("messages/s")) {
			return output.replaceAll(" *[0-9][0-9.,]*", " N").strip();
		}
		return output.replaceAll("certificate=\"\\w+\"", "certificate")
			.replaceAll("source=\"keystore\"} [0-9.E]+", "seconds")
			.replaceAll("\"port\":\\d+", "port")
			.replaceAll("\"limits.memory\":\\{[^}]*}", "memory")
			.strip();
	}

	@Override
	public void close() {
		if (this.gateway != null) {
			this.gateway.close();
		}
		this.accessLog.close();
		Logger admission = (Logger) LoggerFactory.getLogger("io.sluice.admission");
		admission.detachAppender(this.log);
		admission.setAdditive(true);
	}

}

package io.sluice.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/**
 * Prints the clients of a gateway that have names, as a table.
 */
@Command(name = "sessions", mixinStandardHelpOptions = true,
		description = "Prints the clients of a gateway that have names.",
		footer = { "", "Exit status: 0; 1 if the gateway gave no answer; 2 for wrong usage." })
final class SessionsCommand implements Callable<Integer> {

	/** Clears the terminal and moves to its top. */
	private static final String CLEAR = "\033[H\033[2J";

	private static final List<String> TITLES = List.of("NAME", "LISTENER", "PEER", "STATE", "REQUESTS", "RECEIVED",
			"SENT");

	private static final String POD = "pod";

	/** The most that the endpoint puts on a page. */
	private static final int MAX_SIZE = 1000;

	@ArgGroup
	private @Nullable Choice choice;

	@Option(names = "--listener", paramLabel = "name", description = "only clients of this listener")
	private @Nullable String listener;

	@Option(names = "--sort", paramLabel = "field",
			description = "the field to sort by, such as identities, or -requests for the most first")
	private @Nullable String sort;

	@Option(names = "--size", defaultValue = "50", paramLabel = "n",
			description = "how many are printed, from 1 to 1000 (default: ${DEFAULT-VALUE})")
	private int size = 50;

	@Option(names = "--watch", description = "print repeatedly, until interrupted")
	private boolean watch;

	@Option(names = "--every", defaultValue = "1s", paramLabel = "time",
			description = "how often, with --watch (default: ${DEFAULT-VALUE})")
	private Duration every = Duration.ofSeconds(1);

	@Mixin
	private final SessionsEndpoint endpoint = new SessionsEndpoint();

	@Spec
	private @Nullable CommandSpec spec;

	@Override
	public Integer call() throws IOException, InterruptedException {
		if (this.size < 1 || this.size > MAX_SIZE) {
			throw new IllegalArgumentException("--size must be from 1 to %d, not %d".formatted(MAX_SIZE, this.size));
		}
		if (!this.watch) {
			print(read());
			return ExitCode.OK;
		}
		while (true) {
			JsonNode answer = read();
			out().print(CLEAR);
			print(answer);
			Thread.sleep(this.every);
		}
	}

	private JsonNode read() throws IOException, InterruptedException {
		Map<String, String> parameters = new LinkedHashMap<>();
		SessionsEndpoint.put(parameters, "listener", this.listener);
		if (this.choice != null) {
			SessionsEndpoint.put(parameters, "identity", this.choice.identity);
			SessionsEndpoint.put(parameters, "name", this.choice.name);
			SessionsEndpoint.put(parameters, "id", this.choice.id);
		}
		SessionsEndpoint.put(parameters, "sort", this.sort);
		parameters.put("size", Integer.toString(this.size));
		return this.endpoint.read(parameters);
	}

	private void print(JsonNode answer) {
		JsonNode sessions = answer.path("sessions");
		// only those that were found on another pod tell which one it is
		boolean ofPods = sessions.valueStream().anyMatch((session) -> session.has(POD));
		List<List<String>> rows = new ArrayList<>();
		rows.add(ofPods ? Stream.concat(TITLES.stream(), Stream.of("POD")).toList() : TITLES);
		sessions.forEach((session) -> rows.add(row(session, ofPods)));
		int shown = rows.size() - 1;
		if (shown > 0) {
			rows.forEach((row) -> out().println(line(row, rows)));
		}
		else {
			out().println(none());
		}
		int total = answer.path("total").intValue(shown);
		if (total > shown) {
			out().println("and %d more".formatted(total - shown));
		}
		out().flush();
	}

	private String none() {
		String where = (this.listener != null) ? "no client of listener '%s' has ".formatted(this.listener)
				: "no client has ";
		return where + ((this.choice != null) ? this.choice.describe() : "a name");
	}

	private static List<String> row(JsonNode session, boolean ofPods) {
		String names = session.path("identities")
			.valueStream()
			.map((name) -> name.stringValue(""))
			.collect(Collectors.joining(" "));
		List<String> row = new ArrayList<>(
				List.of(names, session.path("listener").stringValue(""), session.path("peer").stringValue(""),
						session.path("state").stringValue(""), session.path("requests").asString(""),
						session.path("bytesReceived").asString(""), session.path("bytesSent").asString("")));
		if (ofPods) {
			row.add(session.path(POD).stringValue(""));
		}
		return row;
	}

	private static String line(List<String> row, List<List<String>> rows) {
		StringBuilder line = new StringBuilder();
		for (int column = 0; column < row.size(); column++) {
			int index = column;
			int width = rows.stream().mapToInt((each) -> each.get(index).length()).max().orElse(0);
			line.append(row.get(column)).repeat(' ', width - row.get(column).length() + 2);
		}
		return line.toString().stripTrailing();
	}

	private PrintWriter out() {
		return CommandOutput.of(this.spec);
	}

	/** Which clients are meant, given in one of three ways. */
	static final class Choice {

		@Option(names = "--identity", paramLabel = "text", description = "only clients whose name contains this")
		private @Nullable String identity;

		@Option(names = "--name", paramLabel = "name",
				description = "only the client with exactly this name, of any pod of a cluster")
		private @Nullable String name;

		@Option(names = "--id", paramLabel = "id",
				description = "only the client whose connection has this id, of any pod of a cluster")
		private @Nullable String id;

		String describe() {
			return (this.identity != null) ? "a name with '%s' in it".formatted(this.identity)
					: (this.name != null) ? "the name '%s'".formatted(this.name) : "the id '%s'".formatted(this.id);
		}

	}

}

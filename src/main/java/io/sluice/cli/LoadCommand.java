package io.sluice.cli;

import java.io.PrintWriter;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

import io.sluice.client.LoadDriver;
import io.sluice.client.LoadPlan;
import io.sluice.client.LoadReport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/**
 * Puts load on a server and reports throughput, errors and latency.
 */
@Command(name = "load", mixinStandardHelpOptions = true,
		description = "Sends a message repeatedly over many connections, and reports throughput, errors and "
				+ "latency.",
		footer = { "", "Exit status: 0 without errors, 1 with errors, 2 for wrong usage." })
final class LoadCommand implements Callable<Integer> {

	@Mixin
	private final ServerOptions server = new ServerOptions();

	@Option(names = "--message", defaultValue = "PING", paramLabel = "text",
			description = "the message (default: ${DEFAULT-VALUE})")
	private String message = "PING";

	@Option(names = "--hex", description = "the message is given in hexadecimal")
	private boolean hex;

	@Option(names = "--connections", defaultValue = "1", paramLabel = "count",
			description = "how many connections to open (default: ${DEFAULT-VALUE})")
	private int connections = 1;

	@Option(names = "--in-flight", defaultValue = "1", paramLabel = "count",
			description = "how many messages each connection has in flight (default: ${DEFAULT-VALUE})")
	private int inFlight = 1;

	@Option(names = "--duration", defaultValue = "10s", paramLabel = "time",
			description = "how long to send (default: ${DEFAULT-VALUE})")
	private Duration duration = Duration.ofSeconds(10);

	@Option(names = "--rate", paramLabel = "messages",
			description = "messages a second over all connections; latency then counts from the time a message was due. "
					+ "Without a rate, each reply is followed by the next message")
	private double rate;

	@Option(names = "--reconnect", description = "open a connection again when it ends")
	private boolean reconnect;

	@Option(names = "--source", split = ",", paramLabel = "address",
			description = "local addresses to connect from, in turn")
	private List<InetAddress> sources = List.of();

	@Option(names = "--json", description = "report in JSON")
	private boolean json;

	@Spec
	private @Nullable CommandSpec spec;

	@Override
	public Integer call() throws InterruptedException {
		byte[] text = this.message.getBytes(StandardCharsets.UTF_8);
		LoadPlan plan = new LoadPlan(this.server.destination(), this.sources,
				this.hex ? MessageParser.parseHex(text) : text, atLeast("--connections", this.connections, 1),
				atLeast("--in-flight", this.inFlight, 1), atLeast("--rate", this.rate, 0), this.duration,
				this.reconnect);
		MessageParser.check(plan.message(), plan.destination().framing());
		LoadReport report;
		try (LoadProgress progress = new LoadProgress()) {
			report = new LoadDriver(plan).run(progress);
		}
		print(report);
		return report.errors().isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
	}

	private static <N extends Number> N atLeast(String option, N value, int least) {
		if (value.doubleValue() < least) {
			throw new IllegalArgumentException("%s must be at least %d, not %s".formatted(option, least, value));
		}
		return value;
	}

	private void print(LoadReport report) {
		PrintWriter out = out();
		if (this.json) {
			out.println(JsonMapper.shared().writeValueAsString(report));
			return;
		}
		out.printf(Locale.ROOT, "%,d connections opened in %.2f s%n", report.connections(), report.connectSeconds());
		out.printf(Locale.ROOT, "%,.0f messages/s (%,d in %.1f s)%n", report.messagesPerSecond(), report.messages(),
				report.seconds());
		report.latencyMicros()
			.forEach((percentile, micros) -> out.printf(Locale.ROOT, "  %6s %%  %,12.3f ms%n", percentile,
					micros / 1000));
		out.println(report.errors().isEmpty() ? "no errors" : "errors:");
		report.errors().forEach((kind, count) -> out.printf(Locale.ROOT, "  %,d %s%n", count, kind));
	}

	private PrintWriter out() {
		return CommandOutput.of(this.spec);
	}

}

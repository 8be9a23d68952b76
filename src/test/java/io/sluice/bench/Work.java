package io.sluice.bench;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import io.sluice.client.LoadDriver;
import io.sluice.client.LoadPlan;
import io.sluice.client.LoadReport;

/**
 * What is asked of a server.
 *
 * @param name what it is called in the report
 * @param message the line that is sent
 * @param connections how many clients
 * @param inFlight how many messages each has on their way
 */
record Work(String name, String message, int connections, int inFlight) {

	/**
	 * A line of so many bytes, its end included.
	 */
	static String line(int bytes) {
		return "x".repeat(bytes - 1);
	}

	LoadReport run(ServerProcess server, Duration duration) throws InterruptedException {
		return run(server, duration, 0, List.of());
	}

	LoadReport run(ServerProcess server, Duration duration, double rate, List<InetAddress> sources)
			throws InterruptedException {
		return run(server, duration, rate, sources, (phase, done, all, answered) -> {
		});
	}

	LoadReport run(ServerProcess server, Duration duration, double rate, List<InetAddress> sources,
			LoadDriver.Progress progress) throws InterruptedException {
		LoadReport report = new LoadDriver(new LoadPlan(server.destination(), sources,
				this.message.getBytes(StandardCharsets.UTF_8), this.connections, this.inFlight, rate, duration, false))
			.run(progress);
		if (!report.errors().isEmpty()) {
			throw new IllegalStateException("%s: %s".formatted(this.name, report.errors()));
		}
		return report;
	}

}

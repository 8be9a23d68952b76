package io.sluice.bench;

import java.util.ArrayList;
import java.util.List;

import io.sluice.client.LoadReport;

/**
 * What the rounds of a work gave for one contestant.
 */
final class Measured {

	private final List<Double> cpuMicros = new ArrayList<>();

	private final List<Double> messagesPerSecond = new ArrayList<>();

	private final List<Double> p99s = new ArrayList<>();

	static double p99Millis(LoadReport report) {
		return report.latencyMicros().get("99") / 1000;
	}

	void add(double cpuNanos, LoadReport report) {
		this.cpuMicros.add(cpuNanos / 1000 / report.messages());
		this.messagesPerSecond.add(report.messagesPerSecond());
		this.p99s.add(p99Millis(report));
	}

	/**
	 * The ratio of the processor time for one message to that of another.
	 */
	Samples over(Measured other) {
		return cpu().over(other.cpu());
	}

	/**
	 * Processor time of the server for one message, in microseconds.
	 */
	Samples cpu() {
		return new Samples(this.cpuMicros);
	}

	Samples throughput() {
		return new Samples(this.messagesPerSecond);
	}

	Samples p99() {
		return new Samples(this.p99s);
	}

}

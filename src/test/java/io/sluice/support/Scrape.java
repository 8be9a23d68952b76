package io.sluice.support;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What Prometheus reads from {@code /actuator/prometheus}, in its text format.
 *
 * @param samples all of it
 * @see <a href= "https://prometheus.io/docs/instrumenting/exposition_formats/">Exposition
 * formats</a>
 */
public record Scrape(List<Sample> samples) {

	private static final String ACCEPT = "text/plain;version=0.0.4";

	private static final Pattern LINE = Pattern.compile("(\\w+)(?:\\{(.*)})? (\\S+)");

	private static final Pattern LABEL = Pattern.compile("(\\w+)=\"(.*?)\",?");

	/**
	 * The text as it comes.
	 */
	public static String text(ActuatorClient actuator) {
		return actuator.text("/prometheus", ACCEPT);
	}

	public static Scrape of(ActuatorClient actuator) {
		return new Scrape(text(actuator).lines().filter((line) -> !line.startsWith("#")).map(Scrape::sample).toList());
	}

	private static Sample sample(String line) {
		Matcher sample = LINE.matcher(line);
		assertThat(sample.matches()).as(line).isTrue();
		String labels = (sample.group(2) != null) ? sample.group(2) : "";
		return new Sample(sample.group(1),
				LABEL.matcher(labels)
					.results()
					.collect(Collectors.toMap((label) -> label.group(1), (MatchResult label) -> label.group(2))),
				Double.parseDouble(sample.group(3)));
	}

	/**
	 * The one value with a name and with these labels among its own.
	 */
	public double value(String name, Map<String, String> labels) {
		List<Sample> found = this.samples.stream()
			.filter((sample) -> sample.name().equals(name) && sample.labels().entrySet().containsAll(labels.entrySet()))
			.toList();
		assertThat(found).as("%s%s", name, labels).hasSize(1);
		return found.getFirst().value();
	}

	/**
	 * The names.
	 */
	public Set<String> names() {
		return this.samples.stream().map(Sample::name).collect(Collectors.toSet());
	}

	/**
	 * The number of series whose name begins with this.
	 */
	public long series(String prefix) {
		return this.samples.stream().filter((sample) -> sample.name().startsWith(prefix)).count();
	}

	/**
	 * One line.
	 *
	 * @param name the name
	 * @param labels the labels
	 * @param value the value
	 */
	public record Sample(String name, Map<String, String> labels, double value) {

	}

}

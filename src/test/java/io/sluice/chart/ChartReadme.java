package io.sluice.chart;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes the chart's README of its values: a section of every {@code ##}, and a row of
 * every key with a comment above it.
 */
final class ChartReadme {

	private static final Pattern KEY = Pattern.compile("( *)([\\w-]+):(.*)");

	/** Has a meaning, and what is in it too. */
	private static final String OPENED = "sluice";

	private static final String HEAD = """
			# The chart

			The Helm chart of Sluice. [Kubernetes](../../docs/kubernetes.md) is the guide to it; this page lists every
			value. `ChartReadmeTests` generates it from the comments in `values.yaml`.

			```
			helm install sluice ./helm/sluice -f my-values.yaml
			```

			Helm refuses a value that the chart does not know, and one of the wrong type.

			[`examples/payment-switch-values.yaml`](examples/payment-switch-values.yaml) is a file to start from: payment
			terminals, a core system over TCP and a price service over HTTP. The guide
			[Connect terminals to a core and a service](../../docs/connect-terminals.md) explains it step by step.
			[Put your own handlers into the image and the chart](../../docs/own-image.md) is for an application of yours.
			""";

	private final Map<String, Object> values;

	private final StringBuilder markdown = new StringBuilder(HEAD);

	private final List<String> unexplained = new ArrayList<>();

	/** The keys that the current line is in, each with its indentation. */
	private final Deque<Level> levels = new ArrayDeque<>();

	private @Nullable String comment;

	ChartReadme(String yaml) {
		this.values = Manifests.yaml(yaml);
		yaml.lines().forEach(this::read);
	}

	String markdown() {
		return this.markdown.toString();
	}

	/**
	 * Values that neither they nor what they are in explain.
	 */
	List<String> unexplained() {
		return this.unexplained;
	}

	private void read(String line) {
		String text = line.strip();
		Matcher key = KEY.matcher(line);
		if (text.startsWith("## ")) {
			this.markdown.append("\n## ")
				.append(text.substring(3))
				.append("\n\n| value | default | meaning |\n|---|---|---|\n");
		}
		else if (text.startsWith("# ")) {
			this.comment = text.substring(2);
			return;
		}
		else if (key.matches()) {
			key(key.group(1).length(), key.group(2), key.group(3).strip());
		}
		this.comment = null;
	}

	private void key(int indent, String name, String value) {
		while (!this.levels.isEmpty() && this.levels.getLast().indent() >= indent) {
			this.levels.removeLast();
		}
		boolean explained = this.comment != null || this.levels.stream().anyMatch(Level::explains);
		boolean opened = indent == 0 && name.equals(OPENED);
		this.levels.addLast(new Level(indent, name, this.comment != null && !opened));
		if (this.comment != null) {
			this.markdown.append(
					"| `%s` | %s | %s |\n".formatted(path(), opened ? "" : shown(), this.comment.replace("|", "\\|")));
		}
		else if (!explained && !value.isEmpty()) {
			this.unexplained.add(path());
		}
	}

	private String path() {
		return String.join(".", this.levels.stream().map(Level::name).toList());
	}

	private String shown() {
		Object value = this.values;
		for (Level level : this.levels) {
			value = ((Map<?, ?>) value).get(level.name());
		}
		return (value != null) ? "`" + JsonMapper.shared().writeValueAsString(value) + "`" : "`null`";
	}

	/**
	 * A key that is open.
	 *
	 * @param indent how far its line is indented
	 * @param name its name
	 * @param explains whether its comment is for all that it holds
	 */
	private record Level(int indent, String name, boolean explains) {

	}

}

package io.sluice.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Draws how the CPU per message grows: a panel for each thing that makes it grow, a line
 * for each server.
 */
final class GrowthChart {

	/** From the left edge of a panel to that of the next one. */
	private static final int PANEL = 380;

	private static final int WIDTH = 260;

	private static final int LEFT = 50;

	private static final int TOP = 70;

	private static final int BOTTOM = 270;

	private final StringBuilder drawing = new StringBuilder();

	/** The left end of the axis of the next panel. */
	private int left = LEFT;

	/**
	 * Add a panel.
	 * @param steps what is on the horizontal axis, at equal distances
	 * @param lines the microseconds at each step
	 */
	void add(String title, List<String> steps, Map<Contestant, List<Samples>> lines) {
		text(this.left - LEFT + 10, 20, "start", "font-weight=\"bold\"", title);
		this.drawing.append(String.format(Locale.ROOT, "<path d=\"M%d %dV%dH%d\" stroke=\"#64748b\" fill=\"none\"/>%n",
				this.left, TOP, BOTTOM, this.left + WIDTH));
		for (int i = 0; i < steps.size(); i++) {
			text(across(i, steps.size()), BOTTOM + 18, "middle", "", steps.get(i));
		}
		double highest = lines.values().stream().flatMap(List::stream).mapToDouble(Samples::median).max().orElseThrow();
		lines.forEach((contestant, micros) -> line(contestant, micros.stream().map(Samples::median).toList(), highest));
		this.left += PANEL;
	}

	private void line(Contestant contestant, List<Double> micros, double highest) {
		boolean sluice = contestant.isSluice();
		String colour = sluice ? "#2563eb" : "#64748b";
		String points = IntStream.range(0, micros.size())
			.mapToObj((i) -> across(i, micros.size()) + "," + down(micros.get(i), highest))
			.collect(Collectors.joining(" "));
		this.drawing.append(String.format(Locale.ROOT,
				"<polyline points=\"%s\" stroke=\"%s\" stroke-width=\"2\" fill=\"none\"/>%n", points, colour));
		String fill = "fill=\"%s\"".formatted(colour);
		for (int i = 0; i < micros.size(); i++) {
			text(across(i, micros.size()), down(micros.get(i), highest) + (sluice ? -8 : 18), "middle", fill,
					String.format(Locale.ROOT, "%.1f us", micros.get(i)));
		}
		text(this.left - LEFT + (sluice ? 10 : 80), 40, "start", fill, contestant.title());
	}

	private int across(int step, int steps) {
		return this.left + 30 + (WIDTH - 60) * step / (steps - 1);
	}

	/** From zero, so that what looks like twice as much is. */
	private static int down(double micros, double highest) {
		return (int) (BOTTOM - (BOTTOM - TOP - 20) * micros / highest);
	}

	private void text(int x, int baseline, String anchor, String style, String text) {
		this.drawing.append(String.format(Locale.ROOT, "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\" %s>%s</text>%n", x,
				baseline, anchor, style, text));
	}

	void write() throws IOException {
		Files.writeString(Path.of("docs", "benchmarks-growth.svg"), svg());
	}

	String svg() {
		return String.format(Locale.ROOT, """
				<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif" font-size="13">
				<title>Server CPU per message, microseconds</title>
				<rect width="100%%" height="100%%" fill="white"/>
				%s</svg>
				""", this.left - LEFT, BOTTOM + 30, this.drawing);
	}

}

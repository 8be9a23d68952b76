package io.sluice.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * Draws the CPU per message of each server as bars, on a logarithmic scale.
 */
final class Chart {

	private static final int BAR = 22;

	private static final int LEFT = 190;

	private static final int WIDTH = 420;

	private final StringBuilder bars = new StringBuilder();

	private int y = 10;

	void add(Work work, Map<Contestant, Measured> measured) {
		text(10, this.y + 14, "bold", work.name());
		this.y += BAR;
		measured.forEach((contestant, result) -> bar(contestant, result.cpu().median()));
		this.y += 10;
	}

	private void bar(Contestant contestant, double micros) {
		// from 0.1 to 1000 microseconds
		double length = Math.clamp((Math.log10(micros) + 1) / 4, 0.01, 1) * WIDTH;
		String colour = contestant.isSluice() ? "#2563eb" : "#94a3b8";
		text(10, this.y + 14, "normal", contestant.title());
		this.bars
			.append(String.format(Locale.ROOT, "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>%n",
					LEFT, this.y, length, BAR - 4, colour));
		text((int) (LEFT + length + 6), this.y + 14, "normal", String.format(Locale.ROOT, "%.2f us", micros));
		this.y += BAR;
	}

	private void text(int x, int baseline, String weight, String text) {
		this.bars.append(String.format(Locale.ROOT, "<text x=\"%d\" y=\"%d\" font-weight=\"%s\">%s</text>%n", x,
				baseline, weight, text));
	}

	void write() throws IOException {
		Files.writeString(Path.of("docs", "benchmarks.svg"), String.format(Locale.ROOT, """
				<svg xmlns="http://www.w3.org/2000/svg" width="720" height="%d" font-family="sans-serif" font-size="13">
				<title>Server CPU per message, microseconds, logarithmic</title>
				<rect width="100%%" height="100%%" fill="white"/>
				%s</svg>
				""", this.y + 10, this.bars));
	}

}

package io.sluice.bench;

import java.util.Locale;

/**
 * One line of the report.
 *
 * @param name what is measured
 * @param samples what the rounds gave
 * @param unit the unit
 * @param must what it must not exceed, or NaN
 */
record Row(String name, Samples samples, String unit, double must) {

	/** The unit of a ratio: what it compares ran beside each other, on any machine. */
	static final String RATIO = "ratio";

	/**
	 * The row in Markdown.
	 */
	String line() {
		return String.format(Locale.ROOT, "| %s | %.3f | %s | %s | %s |", this.name, this.samples.median(), spread(),
				this.unit, limit());
	}

	/**
	 * A single measurement has none.
	 */
	private String spread() {
		return this.samples.isSingle() ? "-" : String.format(Locale.ROOT, "%.3f%s", this.samples.spread(),
				(this.unit.equals(RATIO) && this.samples.isWide()) ? " (**wide**)" : "");
	}

	private String limit() {
		return Double.isNaN(this.must) ? "" : String.format(Locale.ROOT, "%.3f%s", this.must,
				(this.samples.median() > this.must) ? " (**exceeded**)" : "");
	}

}

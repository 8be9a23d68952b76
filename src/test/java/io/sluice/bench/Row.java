package io.sluice.bench;

/**
 * One line of the report.
 *
 * @param name what is measured
 * @param samples what the rounds gave
 * @param unit the unit; empty for a ratio
 * @param must what it must not exceed, or NaN
 */
record Row(String name, Samples samples, String unit, double must) {

	static Row of(String name, Samples samples, String unit) {
		return new Row(name, samples, unit, Double.NaN);
	}

	boolean isRatio() {
		return this.unit.isEmpty();
	}

}

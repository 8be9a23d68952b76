package io.sluice.routing;

/**
 * A range of lengths.
 *
 * @param min the smallest length in bytes
 * @param max the largest length in bytes
 */
record Lengths(int min, int max) {

	static final Lengths ANY = new Lengths(0, Integer.MAX_VALUE);

	static final Lengths NONE = new Lengths(1, 0);

	Lengths and(Lengths other) {
		int least = Math.max(this.min, other.min);
		int most = Math.min(this.max, other.max);
		return new Lengths(least, most);
	}

	Lengths or(Lengths other) {
		int least = Math.min(this.min, other.min);
		int most = Math.max(this.max, other.max);
		return new Lengths(least, most);
	}

	boolean isEmpty() {
		return this.min > this.max;
	}

}

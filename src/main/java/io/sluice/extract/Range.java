package io.sluice.extract;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A range of positions, from 0 and inclusive at both ends. Negative positions count from
 * the end, where -1 is the last.
 *
 * @param first the first position
 * @param last the last position
 */
record Range(int first, int last) {

	private static final Pattern NOTATION = Pattern.compile("(-?\\d{1,9})(\\.\\.(-?\\d{1,9})?)?");

	/**
	 * Parse a range.
	 * @param text such as {@code 4..11}, {@code 4..} for all from 4 on, {@code -4..} for
	 * the last four, or {@code 4} for one position
	 * @return the range
	 * @throws IllegalArgumentException if it is not valid, or is always empty
	 */
	static Range parse(String text) {
		Matcher matcher = NOTATION.matcher(text.strip());
		if (!matcher.matches()) {
			throw new IllegalArgumentException(
					"'%s' is not a valid range: write the first and the last position, from 0, as in 4..11, 4.. or -4.."
						.formatted(text));
		}
		int first = Integer.parseInt(matcher.group(1));
		int last = first;
		if (matcher.group(2) != null) {
			last = (matcher.group(3) != null) ? Integer.parseInt(matcher.group(3)) : -1;
		}
		if ((first < 0) == (last < 0) && last < first) {
			throw new IllegalArgumentException(
					"The range '%s' is empty: its last position is before its first".formatted(text));
		}
		return new Range(first, last);
	}

	/**
	 * The index of the first position.
	 * @param length the number of all positions
	 * @return the index
	 */
	int begin(int length) {
		return index(this.first, length);
	}

	/**
	 * The index after the last position.
	 * @param length the number of all positions
	 * @return the index
	 */
	int end(int length) {
		return index(this.last, length) + 1;
	}

	/**
	 * Whether all positions of the range exist, and at least one.
	 * @param length the number of all positions
	 */
	boolean isWithin(int length) {
		return begin(length) >= 0 && end(length) <= length && begin(length) < end(length);
	}

	private static int index(int position, int length) {
		return (position < 0) ? length + position : position;
	}

}

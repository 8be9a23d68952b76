package io.sluice.extract;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The place of a value in an HL7 message of version 2, all numbers from 1.
 *
 * @param segment the name of the segment, such as {@code MSH}
 * @param occurrence which of the segments with that name
 * @param field the field
 * @param repetition which repetition of the field
 * @param component the component, or 0 for the whole field
 * @param subcomponent the subcomponent, or 0 for the whole component
 */
record Hl7Path(String segment, int occurrence, int field, int repetition, int component, int subcomponent) {

	private static final String NUMBER = "([1-9]\\d{0,3})";

	private static final Pattern NOTATION = Pattern
		.compile("([A-Z][A-Z0-9]{2})(?:\\(%1$s\\))?-%1$s(?:\\(%1$s\\))?(?:\\.%1$s(?:\\.%1$s)?)?".formatted(NUMBER));

	/**
	 * Parse a place.
	 * @param text such as {@code MSH-10}, {@code PID-5.1}, {@code PID-3(2).4.1} or
	 * {@code OBX(2)-5}
	 * @return the place
	 * @throws IllegalArgumentException if it is not valid
	 */
	static Hl7Path parse(String text) {
		Matcher matcher = NOTATION.matcher(text);
		if (!matcher.matches()) {
			throw new IllegalArgumentException(
					"'%s' is not a valid place in an HL7 message: write segment and field, as in MSH-10, and where needed component and subcomponent, as in PID-5.1, or a repetition, as in PID-3(2) or OBX(2)-5"
						.formatted(text));
		}
		return new Hl7Path(matcher.group(1), number(matcher, 2, 1), number(matcher, 3, 1), number(matcher, 4, 1),
				number(matcher, 5, 0), number(matcher, 6, 0));
	}

	private static int number(Matcher matcher, int group, int unset) {
		return (matcher.group(group) != null) ? Integer.parseInt(matcher.group(group)) : unset;
	}

}

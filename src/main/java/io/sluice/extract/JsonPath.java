package io.sluice.extract;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A path to one value of a JSON document: {@code $}, then {@code .name}, {@code ['name']}
 * or {@code [0]} any number of times.
 *
 * @param steps the way from the root: a {@code String} for a member, an {@code Integer}
 * for an element
 */
record JsonPath(List<Object> steps) {

	private static final Pattern STEP = Pattern.compile("\\.([^.\\[\\]'\"\\s*]+)|\\['([^']+)']|\\[(\\d{1,9})]");

	/**
	 * Parse a path.
	 * @param text the path
	 * @return the path
	 * @throws IllegalArgumentException if it is not valid
	 */
	static JsonPath parse(String text) {
		if (!text.startsWith("$")) {
			throw bad(text);
		}
		List<Object> steps = new ArrayList<>();
		Matcher step = STEP.matcher(text);
		int index = 1;
		while (index < text.length()) {
			if (!step.find(index) || step.start() != index) {
				throw bad(text);
			}
			steps.add(step(step));
			index = step.end();
		}
		return new JsonPath(List.copyOf(steps));
	}

	private static Object step(Matcher step) {
		if (step.group(3) != null) {
			return Integer.valueOf(step.group(3));
		}
		return (step.group(1) != null) ? step.group(1) : step.group(2);
	}

	private static IllegalArgumentException bad(String text) {
		return new IllegalArgumentException(
				"'%s' is not a valid path: it begins with $, and each step is .name, ['name'] or [0]".formatted(text));
	}

}

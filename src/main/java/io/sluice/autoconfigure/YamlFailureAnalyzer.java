package io.sluice.autoconfigure;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;

import org.springframework.beans.factory.config.YamlProcessor;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains a configuration file that is not valid YAML, or that has a key which YAML does
 * not read as text. Spring Boot reports both as stack traces only.
 */
final class YamlFailureAnalyzer extends AbstractFailureAnalyzer<RuntimeException> {

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, RuntimeException cause) {
		MarkedYAMLException malformed = findCause(rootFailure, MarkedYAMLException.class);
		if (malformed != null) {
			return new FailureAnalysis(
					"A configuration file is not valid YAML%s: %s.".formatted(place(malformed), problem(malformed)),
					"Correct the file at this line, or at the lines before it. YAML is indented with spaces only, "
							+ "and every bracket, brace and quote needs its counterpart.",
					malformed);
		}
		ClassCastException mistyped = findCause(rootFailure, ClassCastException.class);
		return (mistyped != null && isFlattened(mistyped))
				? new FailureAnalysis("A configuration file has a key inside a list that YAML does not read as text.",
						"Quote the key, as in '\"on\": ...'. Without quotes, YAML reads on, off, yes and no "
								+ "as true or false, and digits as a number.",
						mistyped)
				: null;
	}

	private static String place(MarkedYAMLException malformed) {
		Mark mark = malformed.getProblemMark();
		return (mark != null) ? " in line %d, column %d".formatted(mark.getLine() + 1, mark.getColumn() + 1) : "";
	}

	/** What is wrong, and the line in which the affected part of the file begins. */
	private static String problem(MarkedYAMLException malformed) {
		String problem = String.valueOf(malformed.getProblem()).strip();
		Mark begin = malformed.getContextMark();
		return (malformed.getContext() != null && begin != null)
				? "%s, %s from line %d".formatted(problem, malformed.getContext(), begin.getLine() + 1) : problem;
	}

	/** Whether Spring failed while it turned the keys of a file into property names. */
	private static boolean isFlattened(ClassCastException failure) {
		return Arrays.stream(failure.getStackTrace())
			.anyMatch((frame) -> frame.getClassName().equals(YamlProcessor.class.getName()));
	}

}

package io.sluice.routing;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

import com.google.re2j.Pattern;
import io.sluice.extract.Extractor;
import io.sluice.extract.Extractors;
import io.sluice.extract.MessageView;
import org.jspecify.annotations.Nullable;

/**
 * The predicates over a value that is extracted from a message. A message without the
 * value does not match.
 */
public final class ValuePredicates {

	private ValuePredicates() {
	}

	/**
	 * Matches a message by a value.
	 * @param name describes the value, for example {@code json $.id}
	 * @param extractor extracts it
	 * @param test tests the value
	 * @return the predicate
	 */
	public static MessagePredicate value(String name, Extractor extractor, ValueTest test) {
		return new MessagePredicate(name + " " + test.words()) {

			@Override
			public boolean test(MessageView message) {
				String value = extractor.extract(message);
				return value != null && test.predicate().test(value);
			}

			@Override
			@Nullable String mismatch(MessageView message) {
				String value = extractor.extract(message);
				if (value == null) {
					return "no " + name;
				}
				return test.predicate().test(value) ? null : "not " + this;
			}

		};
	}

	/**
	 * A test of a value.
	 *
	 * @param words describes it, for example {@code equals "quote"}
	 * @param predicate tests a value
	 */
	public record ValueTest(String words, Predicate<String> predicate) {

		public static ValueTest equalTo(String wanted) {
			return new ValueTest("equals \"%s\"".formatted(wanted), wanted::equals);
		}

		public static ValueTest startsWith(String prefix) {
			return new ValueTest("starts-with \"%s\"".formatted(prefix), (value) -> value.startsWith(prefix));
		}

		public static ValueTest in(List<String> wanted) {
			return new ValueTest("in [\"" + String.join("\", \"", wanted) + "\"]", Set.copyOf(wanted)::contains);
		}

		/**
		 * Matches a value in which a regular expression matches anywhere.
		 * @param expression the expression in the syntax of RE2
		 */
		public static ValueTest regex(String expression) {
			Pattern pattern = Extractors.compile(expression);
			return new ValueTest("regex \"%s\"".formatted(pattern), (value) -> pattern.matcher(value).find());
		}

		/**
		 * Both tests must hold.
		 */
		public ValueTest and(ValueTest other) {
			return new ValueTest(this.words + " and " + other.words, this.predicate.and(other.predicate));
		}

	}

}

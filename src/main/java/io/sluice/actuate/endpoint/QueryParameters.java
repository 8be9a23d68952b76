package io.sluice.actuate.endpoint;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * The parameters of a query as text; a blank one counts as absent.
 */
final class QueryParameters {

	/** A number of up to nine digits, which always fits into an {@code int}. */
	private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

	private final Map<String, String> values = new HashMap<>();

	QueryParameters with(String key, @Nullable String value) {
		if (value != null && StringUtils.hasText(value)) {
			this.values.put(key, value.strip());
		}
		return this;
	}

	Optional<String> text(String key) {
		return Optional.ofNullable(this.values.get(key));
	}

	/**
	 * A parameter with a fixed set of values.
	 * @param key its name
	 * @param known the allowed values
	 * @throws BadParameterException if it has another value
	 */
	Optional<String> choice(String key, Collection<String> known) {
		return text(key).map((value) -> {
			if (!known.contains(value)) {
				throw new BadParameterException(key, value, "known are: %s".formatted(String.join(", ", known)));
			}
			return value;
		});
	}

	/**
	 * A parameter that is a number.
	 * @param key its name
	 * @param otherwise the default
	 * @param least the smallest allowed number
	 * @param most the largest allowed number
	 * @throws BadParameterException if it is anything else
	 */
	int number(String key, int otherwise, int least, int most) {
		String value = this.values.get(key);
		if (value == null) {
			return otherwise;
		}
		int number = NUMBER.matcher(value).matches() ? Integer.parseInt(value) : -1;
		if (number < least || number > most) {
			throw new BadParameterException(key, value,
					"it must be a whole number from %d to %d".formatted(least, most));
		}
		return number;
	}

}

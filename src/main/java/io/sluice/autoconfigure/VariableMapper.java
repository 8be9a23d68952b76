package io.sluice.autoconfigure;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

/**
 * Names of environment variables. An underscore stands for a dot, for a dash or for
 * nothing, so that a variable may be one of several keys: it is wrong if it is none of
 * them.
 */
@RequiredArgsConstructor
final class VariableNames {

	/** What Kubernetes sets for a service, whatever its name is. */
	private static final Pattern SERVICE = Pattern
		.compile(".*_(SERVICE_(HOST|PORT(_.+)?)|PORT(_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?))");

	/** The value that Kubernetes gives the variable of a service that ends with PORT. */
	private static final Pattern SERVICE_URL = Pattern.compile("(tcp|udp|sctp)://.*");

	private static final Pattern WORD = Pattern.compile("_");

	private final Keys keys;

	/**
	 * The key that a variable stands for.
	 * @param variable the variable's name
	 * @param value its value
	 * @return one that exists if the variable may be one, else the most likely one;
	 * {@code null} if the variable is not meant as a key
	 */
	@Nullable ConfigurationPropertyName name(String variable, @Nullable Object value) {
		String prefix = this.keys.prefix().toString() + "_";
		String upper = variable.toUpperCase(Locale.ROOT);
		if (!upper.startsWith(prefix.toUpperCase(Locale.ROOT)) || isOfService(upper, value)) {
			return null;
		}
		List<String> words = WORD.splitAsStream(variable.substring(prefix.length()).toLowerCase(Locale.ROOT)).toList();
		String known = match(this.keys.prefix().toString(), this.keys.root(), words);
		if (known != null) {
			return ConfigurationPropertyName.adapt(known, '.');
		}
		// others than Sluice use the prefix, too
		return startsWithKey(words) ? findLikely(words) : null;
	}

	private static boolean isOfService(String variable, @Nullable Object value) {
		return SERVICE.matcher(variable).matches()
				|| (variable.endsWith("_PORT") && SERVICE_URL.matcher(String.valueOf(value)).matches());
	}

	private boolean startsWithKey(List<String> words) {
		for (int i = 1; i <= words.size(); i++) {
			if (Keys.component(this.keys.root(), String.join("", words.subList(0, i))) != null) {
				return true;
			}
		}
		return false;
	}

	private ConfigurationPropertyName findLikely(List<String> words) {
		StringBuilder name = new StringBuilder(this.keys.prefix().toString());
		for (String word : words) {
			name.append(isNumber(word) ? "[" + word + "]" : "." + word);
		}
		return ConfigurationPropertyName.adapt(name, '.');
	}

	/**
	 * Find words in the tree.
	 * @return the key with a value that they are, or {@code null}
	 */
	private static @Nullable String match(String path, Type type, List<String> words) {
		if (words.isEmpty()) {
			return (Shape.remedy(ConfigurationPropertyName.of(path), type, null) == null) ? path : null;
		}
		if (Keys.isList(type)) {
			return isNumber(words.getFirst()) ? match(path + "[" + words.getFirst() + "]",
					Keys.element((ParameterizedType) type), words.subList(1, words.size())) : null;
		}
		for (int i = 1; i <= words.size(); i++) {
			String found = matchOne(path, type, String.join("-", words.subList(0, i)), words.subList(i, words.size()));
			if (found != null) {
				return found;
			}
		}
		return null;
	}

	private static @Nullable String matchOne(String path, Type type, String element, List<String> rest) {
		if (type instanceof ParameterizedType map) {
			return match(path + "." + element, Keys.element(map), rest);
		}
		RecordComponent component = Keys.component(type, element);
		return (component != null) ? match(path + "." + Keys.key(component), component.getGenericType(), rest) : null;
	}

	private static boolean isNumber(String word) {
		return !word.isEmpty() && word.chars().allMatch(Character::isDigit);
	}

}

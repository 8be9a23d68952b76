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
 * Maps environment variables to keys. An underscore stands for a dot, a dash or nothing,
 * so a variable may match several keys. A variable that matches no key is an error.
 */
@RequiredArgsConstructor
final class VariableMapper {

	/** The variables that Kubernetes sets for a service. */
	private static final Pattern SERVICE = Pattern
		.compile(".*_(SERVICE_(HOST|PORT(_.+)?)|PORT(_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?))");

	/** The value of a variable of Kubernetes that ends with PORT. */
	private static final Pattern SERVICE_URL = Pattern.compile("(tcp|udp|sctp)://.*");

	private static final Pattern UNDERSCORE = Pattern.compile("_");

	private final KeyTree keys;

	/**
	 * The key of a variable.
	 * @param variable the variable's name
	 * @param value the variable's value
	 * @return an existing key if the variable matches one, or else the most likely key;
	 * {@code null} if the variable is not meant for Sluice
	 */
	@Nullable ConfigurationPropertyName toKey(String variable, @Nullable Object value) {
		String prefix = this.keys.prefix().toString() + "_";
		String upper = variable.toUpperCase(Locale.ROOT);
		if (!upper.startsWith(prefix.toUpperCase(Locale.ROOT)) || isOfService(upper, value)) {
			return null;
		}
		List<String> words = UNDERSCORE.splitAsStream(variable.substring(prefix.length()).toLowerCase(Locale.ROOT))
			.toList();
		String known = match(this.keys.prefix().toString(), this.keys.root(), words);
		if (known != null) {
			return ConfigurationPropertyName.adapt(known, '.');
		}
		// other software uses the prefix too
		return startsWithKey(words) ? findLikely(words) : null;
	}

	private static boolean isOfService(String variable, @Nullable Object value) {
		return SERVICE.matcher(variable).matches()
				|| (variable.endsWith("_PORT") && SERVICE_URL.matcher(String.valueOf(value)).matches());
	}

	private boolean startsWithKey(List<String> words) {
		for (int i = 1; i <= words.size(); i++) {
			if (KeyTree.component(this.keys.root(), String.join("", words.subList(0, i))) != null) {
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
	 * Match words with a path in the tree.
	 * @return the key of a value, or {@code null}
	 */
	private static @Nullable String match(String path, Type type, List<String> words) {
		if (words.isEmpty()) {
			return (StructureCheck.remedy(ConfigurationPropertyName.of(path), type, null) == null) ? path : null;
		}
		if (KeyTree.isList(type)) {
			return isNumber(words.getFirst()) ? match(path + "[" + words.getFirst() + "]",
					KeyTree.element((ParameterizedType) type), words.subList(1, words.size())) : null;
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
			return match(path + "." + element, KeyTree.element(map), rest);
		}
		RecordComponent component = KeyTree.component(type, element);
		return (component != null) ? match(path + "." + KeyTree.key(component), component.getGenericType(), rest)
				: null;
	}

	private static boolean isNumber(String word) {
		return !word.isEmpty() && word.chars().allMatch(Character::isDigit);
	}

}

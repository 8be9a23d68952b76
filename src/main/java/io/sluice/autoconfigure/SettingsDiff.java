package io.sluice.autoconfigure;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

/**
 * Finds the keys in which two settings differ.
 */
final class SettingsDiff {

	private SettingsDiff() {
	}

	/**
	 * The keys whose values differ.
	 */
	static List<String> keys(SluiceProperties one, SluiceProperties other) {
		List<String> keys = new ArrayList<>();
		compare(KeyTree.SLUICE.prefix().toString(), one, other, keys);
		return keys;
	}

	private static void compare(String key, @Nullable Object one, @Nullable Object other, List<String> keys) {
		if (Objects.equals(one, other)) {
			return;
		}
		if (one instanceof Record first && other instanceof Record second && first.getClass() == second.getClass()) {
			for (RecordComponent component : first.getClass().getRecordComponents()) {
				compare(key + "." + KeyTree.key(component), RecordCopy.value(first, component),
						RecordCopy.value(second, component), keys);
			}
		}
		else if (one instanceof Map<?, ?> first && other instanceof Map<?, ?> second) {
			Set<Object> names = new TreeSet<>(first.keySet());
			names.addAll(second.keySet());
			names.forEach((name) -> compare(key + "." + name, first.get(name), second.get(name), keys));
		}
		else {
			keys.add(key);
		}
	}

}

package io.sluice.autoconfigure;

import java.util.List;
import java.util.Map;

import lombok.extern.slf4j.Slf4j;

import org.springframework.boot.context.properties.bind.BindResult;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * Names the settings of a broker's client that do not apply to the records of routes.
 * They are no error, because the application's own template may use them.
 */
@Slf4j(topic = "io.sluice.upstream")
final class IgnoredSettings {

	private IgnoredSettings() {
	}

	/**
	 * Warn of those that are set.
	 * @param target a target that they do not apply to
	 * @param environment the settings
	 * @param keys the keys, or what several of them begin with
	 */
	static void warn(String target, Environment environment, List<String> keys) {
		Binder binder = Binder.get(environment);
		for (String key : keys) {
			BindResult<String> value = binder.bind(key, String.class);
			if (value.isBound()) {
				warn(target, key, value.get());
			}
			else {
				binder.bind(key, Bindable.mapOf(String.class, Object.class)).ifBound((tree) -> warn(target, key, tree));
			}
		}
	}

	private static void warn(String target, String key, Object value) {
		if (value instanceof Map<?, ?> tree) {
			tree.forEach((name, inner) -> warn(target, key + "." + name, inner));
			return;
		}
		log.warn("[{}] '{}' does not apply to the records of routes; remove it, unless the application itself needs it",
				target, key);
	}

}

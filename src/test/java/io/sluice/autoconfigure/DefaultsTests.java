package io.sluice.autoconfigure;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleKey;
import org.springframework.boot.ssl.SslOptions;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.core.env.Environment;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A default does not hide that a key is not set, where something else then counts.
 */
class DefaultsTests {

	/** For it nothing else counts. */
	private static final String HOSTS = "console.allowed-hosts";

	@Test
	void listHasNoEntriesByDefault() {
		List<String> found = new ArrayList<>();
		find("", SluiceProperties.class, found, Set.of());
		assertThat(found).containsExactly(HOSTS);
	}

	private static void find(String path, Class<?> owner, List<String> found, Set<Class<?>> above) {
		Set<Class<?>> owners = new HashSet<>(above);
		owners.add(owner);
		for (RecordComponent component : owner.getRecordComponents()) {
			String key = path + KeyTree.key(component);
			DefaultValue value = ComponentDefault.of(component);
			if (component.getType() == List.class && value != null && value.value().length > 0) {
				found.add(key);
			}
			Type type = component.getGenericType();
			while (type instanceof ParameterizedType container) {
				type = KeyTree.element(container);
			}
			// a condition contains conditions
			if (type instanceof Class<?> nested && nested.isRecord() && !owners.contains(nested)) {
				find(key + ".", nested, found, owners);
			}
		}
	}

	@Test
	void stopTakesAsLongAsSpringsPhasesUnlessSet() {
		String phase = "spring.lifecycle.timeout-per-shutdown-phase";
		assertThat(timeout()).isEqualTo(Duration.ofSeconds(30));
		assertThat(timeout(phase, "2m")).isEqualTo(Duration.ofMinutes(2));
		assertThat(timeout(phase, "2m", "sluice.shutdown.timeout", "10s")).isEqualTo(Duration.ofSeconds(10));
	}

	private static Duration timeout(String... properties) {
		Environment environment = environment(properties);
		return ShutdownFactory.create(bind(environment), environment).timeout();
	}

	@Test
	void settingsAreShownAsTheyAreInForce() {
		SluiceProperties properties = bind(environment("sluice.listeners.a.ssl.bundle", "strict",
				"sluice.listeners.a.framing.type", "fixed", "sluice.listeners.b.framing.type", "json"));
		assertThat(view(properties, "a")).containsEntry("errors",
				Map.of("mode", "close", "template", "ERR {code} {message}"));
		assertThat(view(properties, "b")).containsEntry("errors",
				Map.of("mode", "answer", "template", "{\"code\":\"{code}\",\"message\":\"{message}\"}"));
		assertThat(view(properties, "a").get("ssl")).asInstanceOf(InstanceOfAssertFactories.MAP)
			.containsEntry("enabled-protocols", List.of("TLSv1.3"));
	}

	private static Map<String, Object> view(SluiceProperties properties, String name) {
		SslBundle strict = SslBundle.of(SslStoreBundle.NONE, SslBundleKey.NONE, SslOptions.of(null, Set.of("TLSv1.3")));
		return SettingsView.of(name, properties.listeners().get(name), new DefaultSslBundleRegistry("strict", strict));
	}

	private static Environment environment(String... properties) {
		MockEnvironment environment = new MockEnvironment();
		for (int i = 0; i < properties.length; i += 2) {
			environment.setProperty(properties[i], properties[i + 1]);
		}
		return environment;
	}

	private static SluiceProperties bind(Environment environment) {
		return Binder.get(environment).bindOrCreate("sluice", Bindable.of(SluiceProperties.class));
	}

}

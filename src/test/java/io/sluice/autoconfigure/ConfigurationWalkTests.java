package io.sluice.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.env.ConfigTreePropertySource;
import org.springframework.boot.env.PropertiesPropertySourceLoader;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Every configured name is a key, and every value has the form that is due there.
 */
class ConfigurationWalkTests {

	private static final KeyTree DURATIONS = new KeyTree(ConfigurationPropertyName.of("tree"), Durations.class);

	private static final String WHEN = "sluice.listeners.a.routes[0].when.";

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			equals: 0200        | 128
			equals: 200         | 200
			equals: 0x1e0d      | 7693
			starts-with: 12:30  | 750
			startsWith: 1_000   | 1000
			ends_with: 1.0      | 1.0
			matches: on         | true
			EQUALS: no          | false
			""")
	void textThatYamlReadAsSomethingElseIsToBeQuoted(String setting, String value) throws IOException {
		String yaml = "sluice: { listeners: { a: { routes: [ { to: echo, when: { %s } } ] } } }".formatted(setting);
		assertThatExceptionOfType(BadSettingException.class).isThrownBy(() -> check(yaml(yaml)))
			.withMessageContainingAll("'" + value + "'", WHEN, "quote it");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			framing: { delimiter: 0x1e0d }     | framing.delimiter
			errors: { template: 5 }            | errors.template
			ssl: { bundle: 7 }                 | ssl.bundle
			ssl: { sni: [ { host: 1.5 } ] }    | ssl.sni[0].host
			ssl: { enabled-protocols: [ 1.3 ] }  | ssl.enabled-protocols[0]
			routes: [ { name: 0042 } ]         | routes[0].name
			""")
	void textIsToBeQuotedWhereverItIs(String setting, String key) throws IOException {
		String yaml = "sluice: { listeners: { a: { %s } } }".formatted(setting);
		assertThatExceptionOfType(BadSettingException.class).isThrownBy(() -> check(yaml(yaml)))
			.withMessageContainingAll("'sluice.listeners.a." + key + "'", "test.yml", "1:", "quote it");
	}

	@Test
	void numberOfJsonIsNoText() {
		assertThatExceptionOfType(BadSettingException.class)
			.isThrownBy(() -> check(new MapPropertySource("spring.application.json", Map.of(WHEN + "equals", 200))))
			.withMessageContainingAll("'200'", "quote it");
	}

	@Test
	void quotedTextIsText() {
		assertThatNoException().isThrownBy(() -> check(yaml("""
				sluice:
				  limits:
				  shutdown: {}
				  listeners:
				    a:
				      port: 7070
				      tcpNoDelay: yes
				      charset: ISO-8859-1
				      limits: { max-connections: 0x10 }
				      proxy-protocol: { mode: off }
				      timeouts: { idle: 0, maxAge: 1d, write: PT30S }
				      access: { allow: "10.0.0.0/8,127.0.0.1", deny: [] }
				      framing: { type: delimiter, delimiter: "0x1e0d", max_size: 1024 }
				      routes:
				        - { to: echo, when: { equals: "0200", starts-with: "${some.text}" } }
				        - to: echo
				          when:
				            matches: 2001-01-01
				""")));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			request-timeout: 5                    | request-timeout
			timeouts: { max-age: 0060 }           | timeouts.max-age
			timeouts: { idle: "+5" }              | timeouts.idle
			routes: [ { timeout: 1_000 } ]        | routes[0].timeout
			routes: [ { retry: { backoff: 100 } } ] | routes[0].retry.backoff
			""")
	void durationNeedsAUnitWhereverItIs(String setting, String key) throws IOException {
		String yaml = "sluice: { listeners: { a: { %s } } }".formatted(setting);
		assertThatExceptionOfType(BadSettingException.class).isThrownBy(() -> check(yaml(yaml)))
			.withMessageContainingAll("'sluice.listeners.a." + key + "'", "test.yml", "1:", "needs a unit");
	}

	@ParameterizedTest
	@ValueSource(strings = { "0", "\"00\"", "0s", "5s", "PT5S", "-5s" })
	void durationMayBeZeroOrHaveAnyUnit(String duration) {
		assertThatNoException()
			.isThrownBy(() -> check(yaml("sluice: { listeners: { a: { request-timeout: %s } } }".formatted(duration))));
	}

	@ParameterizedTest
	@CsvSource({ "'5,10s', false", "'5s,0', true" })
	void durationsOfAListNeedUnits(String durations, boolean valid) {
		assertThat(catchThrowable(() -> check(DURATIONS, Map.of("tree.all", durations))) == null).isEqualTo(valid);
		assertThatExceptionOfType(BadSettingException.class)
			.isThrownBy(() -> check(DURATIONS, Map.of("tree.all[0]", "5")));
		assertThatExceptionOfType(BadSettingException.class)
			.isThrownBy(() -> check(DURATIONS, Map.of("tree.all", List.of(1, 2))));
		assertThatExceptionOfType(BadSettingException.class)
			.isThrownBy(() -> check(DURATIONS, Map.of("tree.named.one", 5)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "port:", "request-timeout:", "address:", "backlog: \"\"", "charset:", "pipeline: ''",
			"receive-buffer:", "on-timeout:", "limits: { max-connections: }" })
	void keyWithNothingBehindItIsRefusedWithItsLine(String setting) throws IOException {
		String yaml = "sluice: { listeners: { a: { %s } } }".formatted(setting);
		assertThatExceptionOfType(BadSettingException.class).isThrownBy(() -> check(yaml(yaml)))
			.withMessageContainingAll("Invalid value ''", "test.yml", "1:", "It is empty. Set it to ");
	}

	@Test
	void propertiesFileHasTextOnly() {
		assertThatNoException().isThrownBy(() -> check(new PropertiesPropertySourceLoader()
			.load("application.properties", resource(WHEN + "equals=0200\nsluice.listeners.a.port=7070"))));
	}

	@Test
	void fileOfAConfigTreeIsText(@TempDir Path directory) throws IOException {
		Files.writeString(directory.resolve(WHEN + "equals"), "0200");
		assertThatNoException().isThrownBy(() -> check(new ConfigTreePropertySource("tree", directory)));
		Files.writeString(directory.resolve(WHEN + "eqals"), "0200");
		assertThatExceptionOfType(UnboundConfigurationPropertiesException.class)
			.isThrownBy(() -> check(new ConfigTreePropertySource("tree", directory)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "routes: [ echo ]", "routes: { to: echo }", "routes: echo", "framing: line", "ssl: true",
			"port: [ 7070 ]", "port: { number: 7070 }", "timeouts: [ 30s ]", "access: { allow: { from: a } }",
			"routes: [ { to: echo, when: [ { equals: a } ] } ]", "routes: [ { to: [ echo ] } ]",
			"routes: [ { to: echo, when: {} } ]", "routes: [ {} ]", "ssl: {}", "routes: [ [ { to: echo } ] ]",
			"on: { port: 1 }" })
	void formThatIsNotDueIsRefused(String setting) {
		assertThatExceptionOfType(RuntimeException.class)
			.isThrownBy(() -> check(yaml("sluice: { listeners: { a: { %s } } }".formatted(setting))))
			.isInstanceOfAny(BadSettingException.class, UnboundConfigurationPropertiesException.class);
	}

	@ParameterizedTest
	@ValueSource(strings = { "on: { port: 1 }", "a$b: { port: 1 }", "'a*': { port: 1 }", "a: 7070", "a: [ 7070 ]" })
	void listenerWhoseNameWouldChangeOrThatIsNoListenerIsRefused(String listener) {
		assertThatExceptionOfType(RuntimeException.class)
			.isThrownBy(() -> check(yaml("sluice: { listeners: { %s } }".formatted(listener))))
			.isInstanceOfAny(BadSettingException.class, UnboundConfigurationPropertiesException.class);
	}

	@Test
	void valueOfAnotherKeyIsNotAskedFor() {
		assertThatNoException().isThrownBy(
				() -> check(new MapPropertySource("test", Map.of("sluice.limits.memory", "64MB", "secret", "")) {

					@Override
					public @Nullable Object getProperty(String name) {
						assertThat(name).isNotEqualTo("secret");
						return super.getProperty(name);
					}

				}));
	}

	@Test
	void everyDocumentIsChecked() {
		assertThatExceptionOfType(UnboundConfigurationPropertiesException.class)
			.isThrownBy(() -> check(yaml("sluice: { limits: {} }\n---\nsluice: { limit: { max: 1 } }")));
	}

	@ParameterizedTest
	@ValueSource(strings = { "SLUICE_LISTENERS_ORDERS_PORT", "SLUICE_LISTENERS_ORDERS_REQUESTTIMEOUT",
			"SLUICE_LISTENERS_ORDERS_REQUEST_TIMEOUT", "SLUICE_LISTENERS_MY_ORDERS_TIMEOUTS_MAX_AGE",
			"SLUICE_LISTENERS_ORDERS_ROUTES_0_WHEN_STARTS_WITH", "SLUICE_LISTENERS_ORDERS_ROUTES_0_WHEN_EQUALS",
			"SLUICE_LISTENERS_ORDERS_ACCESS_ALLOW", "SLUICE_LISTENERS_ORDERS_ACCESS_ALLOW_1",
			"SLUICE_ACCESS_LOG_ENABLED", "SLUICE_ACCESSLOG_ENABLED", "sluice_listeners_orders_port", "SLUICE_PORT",
			"SLUICE_SERVICE_HOST", "SLUICE_PORT_7070_TCP_ADDR", "SLUICE_SERVICE_PORT_HTTP",
			"SLUICE_CONSOLE_SERVICE_HOST", "SLUICE_CONSOLE_PORT_80_TCP", "SLUICE_HOME", "SLUICE", "SLUICE_",
			"SLUICEX_LISTENERS_A_PROT", "PATH" })
	void variableThatMayBeAKeyOrIsNotMeantAsOnePasses(String variable) {
		String value = variable.matches(".*(TIMEOUT|MAX_AGE)") ? "200ms" : "0200";
		assertThatNoException().isThrownBy(() -> check(variables(variable, value)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "SLUICE_CONSOLE_PORT", "SLUICE_LIMITS_PORT", "SLUICE_LISTENERS_PORT" })
	void portOfAKubernetesServicePasses(String variable) {
		assertThatNoException().isThrownBy(() -> check(variables(variable, "tcp://10.0.0.7:8080")));
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> check(variables(variable, "8080")));
	}

	@ParameterizedTest
	@CsvSource({ "SLUICE_LISTENERS_ORDERS_PROT, sluice.listeners.orders.prot",
			"SLUICE_LISTENERS_ORDERS_ROUTES_0_WHEN_EQALS, sluice.listeners.orders.routes[0].when.eqals",
			"SLUICE_LISTENERS_ORDERS_ROUTES_TO, sluice.listeners.orders.routes.to",
			"SLUICE_LIMITS_MAX_CONECTIONS, sluice.limits.max.conections" })
	void variableThatCanBeNoKeyIsRefused(String variable, String key) {
		assertThatExceptionOfType(UnboundConfigurationPropertiesException.class)
			.isThrownBy(() -> check(variables(variable, "1")))
			.satisfies((ex) -> assertThat(ex.getUnboundProperties()).singleElement().satisfies((property) -> {
				assertThat(property.getName()).hasToString(key);
				assertThat(property.getOrigin()).asString().contains(variable);
			}));
	}

	@Test
	void variableForAListenerItselfIsRefused() {
		assertThatExceptionOfType(BadSettingException.class)
			.isThrownBy(() -> check(variables("SLUICE_LISTENERS_ORDERS", "7071")))
			.withMessageContainingAll("'sluice.listeners.orders'", "has keys of its own");
	}

	@ParameterizedTest
	@ValueSource(strings = { "tree.not.not.not.equals", "tree.any[1].all[0].not.equals", "tree.named.x.not.equals",
			"tree.any[0].named.x.any[2].equals" })
	void recordThatContainsItselfIsWalked(String key) {
		KeyTree keys = new KeyTree(ConfigurationPropertyName.of("tree"), Tree.class);
		assertThatNoException().isThrownBy(() -> check(keys, Map.of(key, "a")));
		assertThatExceptionOfType(BadSettingException.class).isThrownBy(() -> check(keys, Map.of(key, 128)));
		assertThatExceptionOfType(UnboundConfigurationPropertiesException.class)
			.isThrownBy(() -> check(keys, Map.of(key.replace("equals", "eqals"), "a")));
		assertThatExceptionOfType(BadSettingException.class)
			.isThrownBy(() -> check(keys, Map.of(key.replace("equals", "not"), "a")));
	}

	private static void check(KeyTree keys, Map<String, Object> settings) {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources().addFirst(new MapPropertySource("test", settings));
		new ConfigurationWalk(keys).check(environment);
	}

	private static void check(PropertySource<?> source) {
		check(List.of(source));
	}

	private static void check(List<PropertySource<?>> sources) {
		StandardEnvironment environment = new StandardEnvironment();
		sources.forEach(environment.getPropertySources()::addFirst);
		new ConfigurationWalk(KeyTree.SLUICE).check(environment);
	}

	private static PropertySource<?> variables(String name, String value) {
		return new SystemEnvironmentPropertySource("systemEnvironment", Map.of(name, value));
	}

	private static List<PropertySource<?>> yaml(String yaml) throws IOException {
		return new YamlPropertySourceLoader().load("test", resource(yaml));
	}

	private static ByteArrayResource resource(String text) {
		return new ByteArrayResource(text.getBytes(StandardCharsets.UTF_8), "test.yml");
	}

	record Durations(@DefaultValue List<Duration> all, @DefaultValue Map<String, Duration> named) {

	}

	record Tree(@Nullable String equals, @Nullable Tree not, @DefaultValue List<Tree> any, @DefaultValue List<Tree> all,
			@DefaultValue Map<String, Tree> named) {

	}

}

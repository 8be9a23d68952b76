package io.sluice.app;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.sluice.chart.Manifests;
import io.sluice.chart.SluiceChart;
import io.sluice.cli.SluiceCommand;
import io.sluice.listener.SluiceServerConnectionFactory;
import io.sluice.support.NeedsPrograms;
import io.sluice.support.TestCertificates;
import io.sluice.support.TestCertificates.Pem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A gateway with the configuration that the chart writes, and the commands of
 * {@code helm test} against it.
 */
class ChartRoundTripTests {

	private static final String TEST = "tcp-";

	@TempDir
	private Path directory;

	@ParameterizedTest
	@CsvSource({ "defaults, 1", "framings, 19" })
	void helmTestMakesARoundTripOnEveryListener(String values, int listeners) throws Exception {
		Manifests manifests = SluiceChart.render(Path.of("helm/sluice/ci", values + "-values.yaml"));
		assertThat(tests(manifests)).hasSize(listeners);
		assertRoundTrips(manifests, List.of(), Map.of());
	}

	@Test
	void helmTestOfThePaymentSwitchNeedsNoCore() throws Exception {
		Manifests manifests = SluiceChart.render(Path.of("helm/sluice/examples/payment-switch-values.yaml"));
		assertThat(tests(manifests)).hasSize(2);
		assertRoundTrips(manifests,
				List.of("sluice.upstreams.core.to=127.0.0.1:1", "sluice.upstreams.pricing.url=http://127.0.0.1:1"),
				Map.of());
	}

	@Test
	@NeedsPrograms("openssl")
	void helmTestTalksTlsWithACertificateAndSendsAProxyHeader() throws Exception {
		TestCertificates authority = new TestCertificates(this.directory, "authority");
		Pem server = authority.issue("gateway", "DNS:gateway.example.com");
		Pem client = authority.issue("device");
		Manifests manifests = SluiceChart.render("""
				sluice:
				  listeners:
				    terminals:
				      port: 7443
				      proxy-protocol: { mode: required, trusted: ["127.0.0.0/8"] }
				      ssl: { bundle: gateway, client-auth: need }
				      routes: [{ to: ping }]
				tls: { bundles: { gateway: { existingSecret: gateway, clientCa: true } } }
				test: { listeners: { terminals: { clientSecret: device } } }
				""");
		List<String> settings = new ArrayList<>(server.bundle("gateway"));
		settings
			.add("spring.ssl.bundle.pem.gateway.truststore.certificate=file:" + authority.authority().certificate());
		assertThat(tests(manifests)).hasSize(1);
		assertRoundTrips(manifests, settings, Map.of("/sluice/client/tls.crt", client.certificate().toString(),
				"/sluice/client/tls.key", client.key().toString()));
	}

	/**
	 * Run the commands of "helm test" against a gateway with the chart's configuration.
	 * @param settings what else it has, as lines of a properties file
	 * @param files files that are elsewhere here
	 */
	private void assertRoundTrips(Manifests manifests, List<String> settings, Map<String, String> files)
			throws Exception {
		Files.writeString(this.directory.resolve("application.yml"), manifests.configuration());
		Map<String, String> names = listeners(manifests);
		try (ConfigurableApplicationContext gateway = start(names.values(), settings)) {
			for (JsonNode test : tests(manifests)) {
				String name = names.get(test.at("/name").asString());
				int port = gateway.getBean("sluice." + name + ".connections", SluiceServerConnectionFactory.class)
					.getPort();
				List<String> arguments = arguments(test, port);
				arguments.replaceAll((argument) -> files.getOrDefault(argument, argument));
				assertThat(run(arguments)).as(name).isZero();
			}
			String management = "127.0.0.1:" + gateway.getEnvironment().getProperty("local.server.port");
			List<String> readiness = arguments(manifests.one("Pod").at("/spec/containers/0"));
			readiness.replaceAll((argument) -> argument.replace("edge-sluice-metrics:8080", management));
			assertThat(readiness).startsWith("health").anyMatch((argument) -> argument.contains(management));
			assertThat(run(readiness)).isZero();
		}
	}

	private static List<JsonNode> tests(Manifests manifests) {
		return manifests.one("Pod")
			.at("/spec/containers")
			.valueStream()
			.filter((container) -> container.at("/name").asString().startsWith(TEST))
			.toList();
	}

	/**
	 * The names of listeners by those of the containers that test them.
	 */
	private static Map<String, String> listeners(Manifests manifests) {
		return manifests.one("Service", "edge-sluice")
			.at("/spec/ports")
			.valueStream()
			.collect(Collectors.toMap((port) -> port.at("/name").asString(), (port) -> name(manifests, port)));
	}

	private static String name(Manifests manifests, JsonNode port) {
		return manifests.configurationTree()
			.at("/sluice/listeners")
			.propertyStream()
			.filter((listener) -> listener.getValue().at("/port").asInt() == port.at("/port").asInt())
			.findFirst()
			.orElseThrow()
			.getKey();
	}

	private ConfigurableApplicationContext start(Iterable<String> listeners, List<String> settings) {
		List<String> arguments = new ArrayList<>(
				List.of("--spring.config.additional-location=" + this.directory.toUri(), "--server.port=0",
						"--server.address=127.0.0.1"));
		for (String listener : listeners) {
			arguments.add("--sluice.listeners." + listener + ".port=0");
			arguments.add("--sluice.listeners." + listener + ".address=127.0.0.1");
		}
		settings.forEach((setting) -> arguments.add("--" + setting));
		arguments.add("--sluice.shutdown.accept-for=0s");
		arguments.add("--sluice.shutdown.close-spread=0s");
		return RunningApplication.application().run(arguments.toArray(String[]::new));
	}

	/**
	 * What the container runs, with another server.
	 */
	private static List<String> arguments(JsonNode test, int port) {
		List<String> arguments = arguments(test);
		int to = arguments.indexOf("--to") + 1;
		assertThat(arguments.get(to)).startsWith("edge-sluice:");
		arguments.set(to, "127.0.0.1:" + port);
		return arguments;
	}

	private static List<String> arguments(JsonNode container) {
		return new ArrayList<>(container.at("/args").valueStream().map(JsonNode::asString).toList());
	}

	private static int run(List<String> arguments) {
		assertThat(SluiceCommand.isCommand(arguments.toArray(String[]::new))).isTrue();
		PrintStream before = System.out;
		System.setOut(new PrintStream(OutputStream.nullOutputStream()));
		try {
			return SluiceCommand.run(arguments.toArray(String[]::new));
		}
		finally {
			System.setOut(before);
		}
	}

}

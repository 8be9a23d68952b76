package io.sluice.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.sluice.chart.Manifests;
import io.sluice.chart.SluiceChart;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.autoconfigure.ssl.PemSslBundleProperties;
import org.springframework.boot.autoconfigure.ssl.SslProperties;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.ClassPathResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the chart writes is what the gateway reads.
 */
class ChartConfigurationTests {

	private static final Path VALUES = Path.of("helm/sluice/ci");

	static Stream<Path> valueSets() throws IOException {
		return SluiceChart.valueSets();
	}

	@ParameterizedTest
	@MethodSource("valueSets")
	void gatewayReadsWhatTheChartWrites(Path values) throws IOException {
		SluiceProperties properties = bind("sluice", SluiceProperties.class, SluiceChart.render(values));
		ListenerValidator.check(properties);
		assertThat(properties.listeners()).isNotEmpty().allSatisfy((name, listener) -> {
			ListenerValidator.checkName(name);
			assertThat(FramingFactory.create(name, listener, new StaticListableBeanFactory())).isNotNull();
		});
	}

	@ParameterizedTest
	@MethodSource("valueSets")
	void everyListenerHasItsPortOfTheService(Path values) throws IOException {
		Manifests manifests = SluiceChart.render(values);
		Set<Integer> listening = bind("sluice", SluiceProperties.class, manifests).listeners()
			.values()
			.stream()
			.filter(SluiceProperties.Listener::enabled)
			.filter((listener) -> listener.connect().isEmpty())
			.map(SluiceProperties.Listener::port)
			.collect(Collectors.toSet());
		JsonNode container = manifests.one("Deployment").at("/spec/template/spec/containers/0");
		assertThat(ports(container, "tcp-")).isEqualTo(listening);
		assertThat(ports(container, "http-management")).containsExactly(bind("server.port", Integer.class, manifests));
		assertThat(bind("server.address", String.class, manifests)).isEqualTo("0.0.0.0");
	}

	private static Set<Integer> ports(JsonNode container, String prefix) {
		return container.at("/ports")
			.valueStream()
			.filter((port) -> port.at("/name").asString().startsWith(prefix))
			.map((port) -> port.at("/containerPort").asInt())
			.collect(Collectors.toSet());
	}

	@ParameterizedTest
	@MethodSource("valueSets")
	void everyBundleIsReadAgainFromTheSecretThatIsMounted(Path values) throws IOException {
		Manifests manifests = SluiceChart.render(values);
		SslProperties.Bundles bundles = bundles(manifests);
		JsonNode pod = manifests.one("Deployment").at("/spec/template/spec");
		bundles.getPem().forEach((name, bundle) -> {
			if (name.equals("redis")) {
				// open connections keep theirs
				return;
			}
			assertThat(bundle.isReloadOnUpdate()).isTrue();
			String directory = "/sluice/tls/" + name;
			assertThat(pod.at("/containers/0/volumeMounts").valueStream())
				.anyMatch((mount) -> mount.at("/mountPath").asString().equals(directory) && !mount.has("subPath"));
			assertThat(bundle.getKeystore().getCertificate()).isEqualTo("file:" + directory + "/tls.crt");
			assertThat(bundle.getKeystore().getPrivateKey()).isEqualTo("file:" + directory + "/tls.key");
		});
		Set<String> known = Stream.concat(bundles.getPem().keySet().stream(), bundles.getJks().keySet().stream())
			.collect(Collectors.toSet());
		bind("sluice", SluiceProperties.class, manifests).listeners().values().forEach((listener) -> {
			if (listener.ssl() != null) {
				assertThat(known).contains(listener.ssl().bundle())
					.containsAll(listener.ssl().sni().stream().map(SluiceProperties.Sni::bundle).toList());
			}
		});
	}

	private static SslProperties.Bundles bundles(Manifests manifests) throws IOException {
		return bind("spring.ssl", SslProperties.class, manifests).getBundle();
	}

	@Test
	void certificatesOfClientsAreTrusted() throws IOException {
		PemSslBundleProperties mounted = bundles(SluiceChart.render(VALUES.resolve("tls-secret-values.yaml"))).getPem()
			.get("gateway");
		assertThat(mounted.getTruststore().getCertificate()).isEqualTo("file:/sluice/tls/gateway/ca.crt");
		Manifests given = SluiceChart.render(VALUES.resolve("tls-pem-values.yaml"));
		assertThat(bundles(given).getPem().get("gateway").getTruststore().getCertificate())
			.isEqualTo("file:/sluice/tls/gateway/ca.crt");
		assertThat(bundles(given).getPem().get("example").getTruststore().getCertificate()).isNull();
	}

	@Test
	void valuesArriveAsTheyAreWritten() throws IOException {
		Manifests manifests = SluiceChart.render(VALUES.resolve("front-door-values.yaml"));
		SluiceProperties properties = bind("sluice", SluiceProperties.class, manifests);
		assertThat(properties.limits().maxConnections()).isEqualTo(1_000_000);
		assertThat(properties.accessLog().payload().toBytes()).isEqualTo(64);
		SluiceProperties.Listener devices = properties.listeners().get("devices");
		assertThat(devices.proxyProtocol().mode()).isEqualTo(SluiceProperties.ProxyProtocol.Mode.OFF);
		assertThat(devices.timeouts().maxAge()).isEqualTo(Duration.ofHours(12));
		assertThat(devices.access().allow()).containsExactly("10.0.0.0/8", "2001:db8::/32");
		assertThat(devices.errors().template()).isEqualTo("NAK {code}");
		assertThat(devices.routes().getFirst().when().startsWith()).isEqualTo("0x0107");
		assertThat(devices.routes().get(1).when().endsWith()).isEqualTo("\\x03");
		assertThat(devices.routes().get(2).when().equals()).isEqualTo("on");
		assertThat(bind("logging.structured.format.console", String.class, manifests)).isEqualTo("ecs");
		assertThat(bind("server.tomcat.threads.max", Integer.class, manifests)).isEqualTo(20);
	}

	@Test
	void sampleListenerIsThereOnlyAsLongAsThereIsNoOther() throws IOException {
		assertThat(bind("sluice", SluiceProperties.class, SluiceChart.render("{}")).listeners())
			.containsOnlyKeys("demo");
		assertThat(
				bind("sluice", SluiceProperties.class, SluiceChart.render(VALUES.resolve("own-listener-values.yaml")))
					.listeners())
			.containsOnlyKeys("orders");
	}

	@Test
	void listenerNamedLikeTheSampleIsReachedFromOutside() throws IOException {
		SluiceProperties.Listener demo = bind("sluice", SluiceProperties.class, SluiceChart.render("""
				sluice: { listeners: { demo: { port: 7099, routes: [{ to: discard }] } } }
				""")).listeners().get("demo");
		assertThat(demo.address().isAnyLocalAddress()).isTrue();
		assertThat(demo.routes()).singleElement().satisfies((route) -> assertThat(route.to()).isEqualTo("discard"));
	}

	/**
	 * Bind as strictly as the gateway does, over what is in the executable: of that, the
	 * sample listener goes as soon as there is another.
	 */
	private static <T> T bind(String prefix, Class<T> type, Manifests manifests) throws IOException {
		List<PropertySource<?>> sources = new ArrayList<>(new YamlPropertySourceLoader().load("chart",
				new ByteArrayResource(manifests.configuration().getBytes(StandardCharsets.UTF_8))));
		if (manifests.of("ConfigMap").isEmpty()) {
			sources.add(new MapPropertySource("the existing ConfigMap", Map.of("sluice.listeners.orders.routes[0].to",
					"echo", "sluice.listeners.terminals.routes[0].to", "echo")));
		}
		if (sources.getFirst().containsProperty("sluice.listeners.demo.port")) {
			sources.addAll(new YamlPropertySourceLoader().load("executable", new ClassPathResource("sluice.yml")));
		}
		return new Binder(ConfigurationPropertySources.from(sources)).bindOrCreate(prefix, Bindable.of(type),
				new NoUnboundElementsBindHandler(BindHandler.DEFAULT, (source) -> true));
	}

}

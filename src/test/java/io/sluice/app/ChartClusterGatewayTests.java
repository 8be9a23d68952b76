package io.sluice.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.sluice.PushResult;
import io.sluice.TcpSessions;
import io.sluice.chart.Manifests;
import io.sluice.chart.SluiceChart;
import io.sluice.engine.RedisServer;
import io.sluice.support.ClosedPort;
import io.sluice.support.NeedsPrograms;
import io.sluice.support.TestCertificates;
import io.sluice.support.TestCertificates.Pem;
import io.sluice.support.TestClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Two gateways with the configuration and the environment that the chart gives the pods
 * of a cluster, at a Redis with TLS, a user and a password.
 */
@NeedsPrograms({ "redis-server", "openssl" })
class ChartClusterGatewayTests {

	private static final String MOUNT = "/sluice/tls/redis/";

	private static final Map<String, String> SECRET = Map.of("password", "secret");

	@TempDir
	private Path directory;

	private Manifests manifests;

	@Test
	void deviceOfOnePodIsReachedFromAnother() throws Exception {
		TestCertificates authority = new TestCertificates(this.directory, "authority");
		Pem server = authority.issue("redis", "IP:127.0.0.1");
		Files.copy(authority.authority().certificate(), this.directory.resolve("ca.crt"));
		Pem gateway = authority.issue("gateway");
		Files.copy(gateway.certificate(), this.directory.resolve("tls.crt"));
		Files.copy(gateway.key(), this.directory.resolve("tls.key"));
		int port = ClosedPort.reserve();
		this.manifests = SluiceChart.render("""
				cluster:
				  via: redis
				  redis:
				    host: 127.0.0.1
				    port: %d
				    username: gateway
				    existingSecret: redis
				    passwordKey: password
				    tls: { enabled: true, existingSecret: redis-tls, clientCertificate: true }
				sluice:
				  listeners:
				    trackers:
				      port: 7070
				      identity: { by: message, extract: { regex: "^LOGIN (\\\\w+)" }, reply: LOAD }
				      routes: [{ to: echo }]
				""".formatted(port));
		try (RedisServer _ = RedisServer.start(this.directory, port, "--port", "0", "--tls-port", String.valueOf(port),
				"--tls-cert-file", server.certificate().toString(), "--tls-key-file", server.key().toString(),
				"--tls-ca-cert-file", authority.authority().certificate().toString(), "--tls-auth-clients", "yes",
				"--user", "default", "off", "--user", "gateway", "on", ">secret", "resetchannels", "&sluice:*",
				"+publish", "+subscribe", "+unsubscribe", "+hello", "+auth", "+client", "+ping");
				RunningApplication one = start("edge-1");
				RunningApplication two = start("edge-2");
				TestClient device = new TestClient(one.port("trackers"))) {
			assertThat(device.request("LOGIN d1")).isEqualTo("LOAD");
			TcpSessions sessions = two.context().getBean(TcpSessions.class);
			await().until(() -> !sessions.find("d1").isEmpty());
			PushResult result = sessions.push("d1", "hello");
			assertThat(result.outcome()).as(result.reason()).isEqualTo(PushResult.Outcome.WRITTEN);
			assertThat(result.pod()).isEqualTo("edge-1");
			assertThat(device.readLine()).isEqualTo("hello");
		}
	}

	private RunningApplication start(String pod) throws IOException {
		Path file = this.directory.resolve(pod + ".yml");
		Files.writeString(file,
				this.manifests.configuration().replace("file:" + MOUNT, "file:" + this.directory + "/"));
		SpringApplication application = RunningApplication.application();
		Map<String, Object> environment = environment(pod);
		application.addInitializers((ApplicationContextInitializer<?>) (context) -> context.getEnvironment()
			.getPropertySources()
			.addFirst(new SystemEnvironmentPropertySource("pod-systemEnvironment", environment)));
		return RunningApplication.startWith(application, file, List.of("trackers"), "--server.address=127.0.0.1",
				"--sluice.shutdown.accept-for=0s", "--sluice.shutdown.close-spread=0s");
	}

	/** What Kubernetes makes of the variables. */
	private Map<String, Object> environment(String pod) {
		Map<String, Object> environment = new LinkedHashMap<>();
		for (JsonNode variable : this.manifests.one("Deployment").at("/spec/template/spec/containers/0/env")) {
			JsonNode from = variable.at("/valueFrom");
			environment.put(variable.at("/name").asString(),
					from.at("/fieldRef/fieldPath").asString("").equals("metadata.name") ? pod
							: SECRET.get(from.at("/secretKeyRef/key").asString()));
		}
		assertThat(environment).hasSize(2).doesNotContainValue(null);
		return environment;
	}

}

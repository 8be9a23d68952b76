package io.sluice.autoconfigure;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

import io.sluice.chart.SluiceChart;
import io.sluice.support.NeedsPrograms;
import io.sluice.support.OpensslClient;
import io.sluice.support.TestCertificates;
import io.sluice.support.TestCertificates.Pem;
import io.sluice.support.TestGateway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A gateway with the SSL bundle that the chart writes, and a Secret that is mounted as
 * Kubernetes mounts it: each file is a link into a directory that is a link itself, and
 * that one is turned when the Secret changes.
 */
@NeedsPrograms("openssl")
class ChartCertificateTests {

	private static final String MOUNT = "/sluice/tls/gateway/";

	@TempDir
	private Path directory;

	private Path mount;

	@Test
	void certificateOfAChangedSecretIsUsedWithoutARestart() throws Exception {
		TestCertificates authority = new TestCertificates(this.directory, "authority");
		this.mount = Files.createDirectory(this.directory.resolve("mount"));
		Pem first = authority.issue("first");
		show("..2026_1", first, authority.authority());
		for (String file : List.of("tls.crt", "tls.key", "ca.crt")) {
			Files.createSymbolicLink(this.mount.resolve(file), Path.of("..data", file));
		}
		try (TestGateway gateway = TestGateway.start(ChartCertificateTests.class, settings())) {
			assertThat(serialShown(gateway)).isEqualTo(first.serial());

			Pem renewed = authority.issue("renewed");
			show("..2026_2", renewed, authority.authority());
			FileSystemUtils.deleteRecursively(this.mount.resolve("..2026_1"));

			await().untilAsserted(() -> assertThat(serialShown(gateway)).isEqualTo(renewed.serial()));

			Pem again = authority.issue("again");
			show("..2026_3", again, authority.authority());
			await().untilAsserted(() -> assertThat(serialShown(gateway)).isEqualTo(again.serial()));
		}
	}

	/**
	 * Put files into a directory of their own and turn the link to it.
	 */
	private void show(String name, Pem certificate, Pem authority) throws IOException {
		Path files = Files.createDirectory(this.mount.resolve(name));
		Files.copy(certificate.certificate(), files.resolve("tls.crt"));
		Files.copy(certificate.key(), files.resolve("tls.key"));
		Files.copy(authority.certificate(), files.resolve("ca.crt"));
		Path link = Files.createSymbolicLink(this.mount.resolve("..data_tmp"), Path.of(name));
		Files.move(link, this.mount.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
	}

	/**
	 * The bundle as the chart writes it, but for the directory.
	 */
	private String[] settings() {
		JsonNode bundle = SluiceChart.render(Path.of("helm/sluice/ci/tls-secret-values.yaml"))
			.configurationTree()
			.at("/spring/ssl/bundle/pem/gateway");
		List<String> settings = new ArrayList<>();
		flatten("spring.ssl.bundle.pem.gateway", bundle, settings);
		assertThat(settings).hasSize(4);
		settings.addAll(List.of("spring.ssl.bundle.watch.file.quiet-period=100ms", ".ssl.bundle=gateway",
				".routes[0].to=echo"));
		return settings.toArray(String[]::new);
	}

	private void flatten(String key, JsonNode node, List<String> settings) {
		if (node.isObject()) {
			node.propertyStream().forEach((entry) -> flatten(key + "." + entry.getKey(), entry.getValue(), settings));
		}
		else {
			settings.add(key + "=" + node.asString().replace("file:" + MOUNT, "file:" + this.mount + "/"));
		}
	}

	private static BigInteger serialShown(TestGateway gateway) throws Exception {
		try (OpensslClient client = new OpensslClient(gateway.port())) {
			return client.certificate().getSerialNumber();
		}
	}

}

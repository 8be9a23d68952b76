package io.sluice.admission;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.sluice.admission.TlsSettings.ServerName;
import io.sluice.support.NeedsPrograms;
import io.sluice.support.OpensslClient;
import io.sluice.support.TestCertificates;
import io.sluice.support.TestCertificates.Pem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Certificates that are replaced on disk while an application runs.
 */
@ExtendWith(OutputCaptureExtension.class)
@NeedsPrograms("openssl")
class TlsReloadTests {

	private static final Duration PATIENCE = Duration.ofMinutes(1);

	@TempDir
	private Path directory;

	private TestCertificates authority;

	private Pem gateway;

	private Pem example;

	private ConfigurableApplicationContext context;

	private TlsLineServer server;

	@BeforeEach
	void start() throws IOException {
		this.authority = new TestCertificates(this.directory, "authority");
		Path watched = Files.createDirectory(this.directory.resolve("watched"));
		this.gateway = new Pem(watched.resolve("gateway.pem"), watched.resolve("gateway.key"));
		this.example = new Pem(watched.resolve("example.pem"), watched.resolve("example.key"));
		replace(this.gateway, this.authority.issue("gateway"));
		replace(this.example, this.authority.issue("example"));
		this.context = new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.properties(Map.of("spring.main.banner-mode", "off", "spring.ssl.bundle.watch.file.quiet-period", "100ms"))
			.properties(bundle("gateway", this.gateway))
			.properties(bundle("example", this.example))
			.run();
		TlsSettings settings = new TlsSettings("terminals", "gateway", ClientAuth.NONE, List.of(),
				List.of(new ServerName("*.example.com", "example")));
		this.server = new TlsLineServer(new TlsServer(settings, this.context.getBean(SslBundles.class)));
	}

	@AfterEach
	void stop() {
		if (this.server != null) {
			this.server.close();
		}
		if (this.context != null) {
			this.context.close();
		}
	}

	@Test
	void newConnectionsGetTheNewCertificateWhileOpenOnesGoOn() throws Exception {
		try (OpensslClient open = new OpensslClient(this.server.port())) {
			assertThat(open.request("before", "answer to before: ")).isNotEmpty();
			assertThat(open.certificate().getSerialNumber()).isEqualTo(serial(this.gateway));

			Pem renewed = this.authority.issue("renewed");
			replace(this.gateway, renewed);

			awaitSerial(renewed, "-noservername");
			assertThat(open.request("after", "answer to after: ")).isNotEmpty();
			assertThat(open.certificate().getSerialNumber()).isNotEqualTo(serial(renewed));
		}
	}

	@Test
	void certificateOfAServerNameIsReloadedToo() throws Exception {
		Pem renewed = this.authority.issue("renewed");
		replace(this.example, renewed);

		awaitSerial(renewed, "-servername", "a.example.com");
		assertThat(serialShown("-noservername")).isEqualTo(serial(this.gateway));
	}

	@Test
	void badCertificateLeavesTheOldInUseAndSpoilsNoOther(CapturedOutput output) throws Exception {
		BigInteger old = serial(this.gateway);
		Files.writeString(this.gateway.certificate(), "garbage");

		awaitWarning(output);
		assertThat(serialShown("-noservername")).isEqualTo(old);

		Pem other = this.authority.issue("other");
		replace(this.example, other);
		awaitSerial(other, "-servername", "a.example.com");
		assertThat(serialShown("-noservername")).isEqualTo(old);

		Pem mended = this.authority.issue("mended");
		replace(this.gateway, mended);
		awaitSerial(mended, "-noservername");
	}

	@Test
	void keyThatDoesNotFitLeavesTheOldInUseUntilItsCertificateComes(CapturedOutput output) throws Exception {
		BigInteger old = serial(this.gateway);
		Pem renewed = this.authority.issue("renewed");
		move(renewed.key(), this.gateway.key());

		awaitWarning(output);
		assertThat(output).contains("does not fit its certificate");
		assertThat(serialShown("-noservername")).isEqualTo(old);

		move(renewed.certificate(), this.gateway.certificate());
		awaitSerial(renewed, "-noservername");
	}

	private static void awaitWarning(CapturedOutput output) {
		await().atMost(PATIENCE)
			.untilAsserted(() -> assertThat(output.toString().lines()).anyMatch((line) -> line.contains("WARN") && line
				.contains("[terminals] the old certificate stays in use: SSL bundle 'gateway' cannot be used: ")));
	}

	private void awaitSerial(Pem pem, String... options) {
		await().atMost(PATIENCE).untilAsserted(() -> assertThat(serialShown(options)).isEqualTo(serial(pem)));
	}

	private BigInteger serialShown(String... options) throws Exception {
		try (OpensslClient client = new OpensslClient(this.server.port(), options)) {
			return client.certificate().getSerialNumber();
		}
	}

	private static BigInteger serial(Pem pem) {
		return pem.read().getSerialNumber();
	}

	private static Map<String, Object> bundle(String name, Pem pem) {
		String prefix = "spring.ssl.bundle.pem." + name;
		return Map.of(prefix + ".reload-on-update", "true", prefix + ".keystore.certificate",
				"file:" + pem.certificate(), prefix + ".keystore.private-key", "file:" + pem.key());
	}

	private static void replace(Pem old, Pem latest) throws IOException {
		move(latest.key(), old.key());
		move(latest.certificate(), old.certificate());
	}

	/** Copied beside it first, so that nobody reads half a file. */
	private static void move(Path latest, Path old) throws IOException {
		Path beside = Files.copy(latest, old.resolveSibling(old.getFileName() + ".new"),
				StandardCopyOption.REPLACE_EXISTING);
		Files.move(beside, old, StandardCopyOption.ATOMIC_MOVE);
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(SslAutoConfiguration.class)
	static class Application {

	}

}

package io.sluice.admission.tls;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.sluice.admission.tls.TlsSettings.ServerName;
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
		this.gateway.replaceWith(this.authority.issue("gateway"));
		this.example.replaceWith(this.authority.issue("example"));
		this.context = new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.properties("spring.main.banner-mode=off", "spring.ssl.bundle.watch.file.quiet-period=100ms")
			.properties(this.gateway.bundle("gateway").toArray(String[]::new))
			.properties(this.example.bundle("example").toArray(String[]::new))
			.run();
		TlsSettings settings = new TlsSettings("terminals", "gateway", ClientPolicy.of(ClientAuth.NONE, null),
				List.of(), List.of(new ServerName("*.example.com", "example")));
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
			assertThat(open.certificate().getSerialNumber()).isEqualTo(this.gateway.serial());

			Pem renewed = this.authority.issue("renewed");
			this.gateway.replaceWith(renewed);

			awaitSerial(renewed, "-noservername");
			assertThat(open.request("after", "answer to after: ")).isNotEmpty();
			assertThat(open.certificate().getSerialNumber()).isNotEqualTo(renewed.serial());
		}
	}

	@Test
	void certificateOfAServerNameIsReloadedToo() throws Exception {
		Pem renewed = this.authority.issue("renewed");
		this.example.replaceWith(renewed);

		awaitSerial(renewed, "-servername", "a.example.com");
		assertThat(serialShown("-noservername")).isEqualTo(this.gateway.serial());
	}

	@Test
	void badCertificateLeavesTheOldInUseAndSpoilsNoOther(CapturedOutput output) throws Exception {
		BigInteger old = this.gateway.serial();
		Files.writeString(this.gateway.certificate(), "garbage");

		awaitWarning(output);
		assertThat(serialShown("-noservername")).isEqualTo(old);

		Pem other = this.authority.issue("other");
		this.example.replaceWith(other);
		awaitSerial(other, "-servername", "a.example.com");
		assertThat(serialShown("-noservername")).isEqualTo(old);

		Pem mended = this.authority.issue("mended");
		this.gateway.replaceWith(mended);
		awaitSerial(mended, "-noservername");
	}

	@Test
	void keyThatDoesNotFitLeavesTheOldInUseUntilItsCertificateComes(CapturedOutput output) throws Exception {
		BigInteger old = this.gateway.serial();
		Pem renewed = this.authority.issue("renewed");
		Pem.replace(this.gateway.key(), renewed.key());

		awaitWarning(output);
		assertThat(output).contains("does not match its certificate");
		assertThat(serialShown("-noservername")).isEqualTo(old);

		Pem.replace(this.gateway.certificate(), renewed.certificate());
		awaitSerial(renewed, "-noservername");
	}

	private static void awaitWarning(CapturedOutput output) {
		await()
			.untilAsserted(() -> assertThat(output.toString().lines()).anyMatch((line) -> line.contains("WARN") && line
				.contains("[terminals] the old certificate stays in use: SSL bundle 'gateway' cannot be used: ")));
	}

	private void awaitSerial(Pem pem, String... options) {
		await().untilAsserted(() -> assertThat(serialShown(options)).isEqualTo(pem.serial()));
	}

	private BigInteger serialShown(String... options) throws Exception {
		try (OpensslClient client = new OpensslClient(this.server.port(), options)) {
			return client.certificate().getSerialNumber();
		}
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(SslAutoConfiguration.class)
	static class Application {

	}

}

package io.sluice.autoconfigure;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

import io.sluice.client.ClientException;
import io.sluice.client.Destination;
import io.sluice.client.Handshake;
import io.sluice.client.SluiceClient;
import io.sluice.framing.LineFraming;
import io.sluice.support.NeedsPrograms;
import io.sluice.support.OpensslClient;
import io.sluice.support.TestCertificates;
import io.sluice.support.TestCertificates.Pem;
import io.sluice.support.TestGateway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.ssl.SslManagerBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What the log says of a client that is refused for its certificate, or for lack of one.
 */
@NeedsPrograms("openssl")
@ExtendWith(OutputCaptureExtension.class)
class TlsRefusalTests {

	@TempDir
	private static Path directory;

	private static TestCertificates authority;

	private static TestGateway gateway;

	@BeforeAll
	static void start() throws Exception {
		authority = new TestCertificates(directory, "authority");
		Pem server = authority.issue("gateway.example.com", "DNS:localhost");
		List<String> properties = new ArrayList<>(server.bundle("gateway"));
		properties.addAll(List.of(
				"spring.ssl.bundle.pem.gateway.truststore.certificate=file:" + authority.authority().certificate(),
				".ssl.bundle=gateway", ".ssl.client-auth=need", ".routes[0].to=echo", "logging.level.io.sluice=debug"));
		gateway = TestGateway.start(TlsRefusalTests.class, properties.toArray(String[]::new));
	}

	@AfterAll
	static void stop() {
		gateway.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "-tls1_3", "-tls1_2" })
	void opensslWithoutACertificateIsToldOf(String protocol, CapturedOutput output) throws IOException {
		try (OpensslClient client = new OpensslClient(gateway.port(), protocol)) {
			client.awaitEnd();
			assertTold(output);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "TLSv1.3", "TLSv1.2" })
	void javaWithoutACertificateIsToldOf(String protocol, CapturedOutput output) throws Exception {
		try (SSLSocket socket = connect(protocol)) {
			assertThatExceptionOfType(IOException.class).isThrownBy(() -> {
				socket.startHandshake();
				socket.getInputStream().readAllBytes();
			});
		}
		assertTold(output);
	}

	/**
	 * The alert is lost if the message arrives first: the client then sees a reset.
	 */
	@Test
	void clientSaysThatItLacksACertificate() throws IOException {
		await().untilAsserted(() -> {
			try (SluiceClient client = SluiceClient
				.to(new Destination("localhost", gateway.port(), new LineFraming(100), Duration.ofMinutes(1),
						new Handshake(false, TlsRefusalTests::context), null))
				.open()) {
				assertThatExceptionOfType(ClientException.class)
					.isThrownBy(() -> client.request("PING".getBytes(UTF_8)))
					.withMessageContaining("the server requires a client certificate");
			}
		});
	}

	private static SSLSocket connect(String protocol) throws IOException {
		SSLSocket socket = (SSLSocket) context().getSocketFactory().createSocket("localhost", gateway.port());
		socket.setEnabledProtocols(new String[] { protocol });
		return socket;
	}

	/** Without a certificate of its own. */
	private static SSLContext context() {
		try {
			PemSslStoreDetails trusted = PemSslStoreDetails
				.forCertificates("file:" + authority.authority().certificate());
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(null, SslManagerBundle.from(new PemSslStoreBundle(null, trusted), null).getTrustManagers(),
					null);
			return context;
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void assertTold(CapturedOutput output) {
		await().untilAsserted(() -> assertThat(output.getOut()).contains("closed: handshake_failed")
			.contains("is refused: the client sent no certificate"));
	}

}

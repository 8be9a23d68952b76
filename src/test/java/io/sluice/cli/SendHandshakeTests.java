package io.sluice.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.sluice.SluiceHeaders;
import io.sluice.TcpHandler;
import io.sluice.support.TestCertificates;
import io.sluice.support.TestCertificates.Pem;
import io.sluice.support.TestGateway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.messaging.handler.annotation.Header;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@code send} can say before its message: TLS and a PROXY header.
 */
class SendHandshakeTests {

	@TempDir
	private Path directory;

	private TestCertificates certificates;

	private TestGateway gateway;

	@BeforeEach
	void start() {
		this.certificates = new TestCertificates(this.directory, "authority");
		Pem server = this.certificates.issue("gateway", "DNS:gateway.example.com", "IP:127.0.0.1");
		Stream<String> settings = Stream.of(".routes[0].to=who", ".proxy-protocol.mode=required",
				".proxy-protocol.trusted[0]=127.0.0.0/8", ".ssl.bundle=gateway", ".ssl.client-auth=want");
		String authorities = "spring.ssl.bundle.pem.gateway.truststore.certificate=file:"
				+ this.certificates.authority().certificate();
		this.gateway = TestGateway.start(Who.class,
				Stream.of(settings, server.bundle("gateway").stream(), Stream.of(authorities))
					.flatMap((all) -> all)
					.toArray(String[]::new));
	}

	@AfterEach
	void stop() {
		this.gateway.close();
	}

	@Test
	void serverIsTrustedByItsAuthority() {
		assertThat(send("--proxy-protocol", "--ca", authority())).isEqualTo("0 you");
		assertThat(this.gateway.requests("who", "ok")).isOne();
	}

	@Test
	void serverOfAnUnknownAuthorityIsNotSentAnything() {
		assertThat(send("--proxy-protocol", "--tls")).startsWith("1 cannot connect to 127.0.0.1:").contains("TLS");
		assertThat(this.gateway.requests("who", "ok")).isZero();
	}

	@Test
	void listenerThatExpectsTlsHasNotReplied() {
		assertThat(send("--proxy-protocol")).startsWith("1 ")
			.contains("the server expects TLS (on the command line: --tls)");
	}

	@Test
	void listenerWithoutTlsMakesNoHandshake() {
		try (TestGateway plain = TestGateway.start(Who.class, ".routes[0].to=who")) {
			CommandProcess.Result result = CommandRun.run("", "send", "--to", "127.0.0.1:" + plain.port(),
					"--connect-timeout", "500ms", "--insecure", "PING");
			assertThat(result.status()).isOne();
			assertThat(result.out()).isEmpty();
			assertThat(result.err()).contains("TLS handshake");
		}
	}

	@Test
	void insecureTrustsAnyServer() {
		assertThat(send("--proxy-protocol", "--insecure")).isEqualTo("0 you");
	}

	@Test
	void clientSendsItsCertificate() {
		Pem client = this.certificates.issue("device-7");
		assertThat(send("--proxy-protocol", "--ca", authority(), "--certificate", client.certificate().toString(),
				"--private-key", client.key().toString()))
			.isEqualTo("0 you");
		assertThat(this.gateway.context().getBean(Who.class).subjects).containsExactly("CN=device-7,O=Sluice");
	}

	@Test
	void listenerThatRequiresAProxyHeaderClosesWithoutOne() {
		assertThat(send("--insecure")).startsWith("1 cannot connect to");
		assertThat(this.gateway.rejected("bad_proxy_header")).isOne();
	}

	@Test
	void badOptionsAreRejected() {
		assertThat(send("--certificate", authority()))
			.isEqualTo("2 --certificate and --private-key need each other: give both or none");
		assertThat(send("--ca", authority(), "--insecure"))
			.isEqualTo("2 --insecure trusts every certificate: give it without --ca");
		assertThat(send("--ca", "no-such-file"))
			.isEqualTo("2 the file 'no-such-file' does not exist or cannot be read");
		assertThat(send("--ca", "pom.xml")).startsWith("2 the files for TLS cannot be used: ");
	}

	private String authority() {
		return this.certificates.authority().certificate().toString();
	}

	/**
	 * The exit status, and the reply or the message of a failure.
	 */
	private String send(String... options) {
		List<String> arguments = new ArrayList<>(List.of("send", "--to", "127.0.0.1:" + this.gateway.port(), "PING"));
		arguments.addAll(List.of(options));
		CommandProcess.Result result = CommandRun.run("", arguments.toArray(String[]::new));
		return "%d %s%s".formatted(result.status(), result.out(), result.err()).strip();
	}

	static class Who {

		private final List<String> subjects = new ArrayList<>();

		@TcpHandler("who")
		String who(@Header(name = SluiceHeaders.TLS_SUBJECT, required = false) String subject) {
			if (subject != null) {
				this.subjects.add(subject);
			}
			return "you";
		}

	}

}

package io.sluice.autoconfigure;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

import io.sluice.admission.tls.UnusableBundleException;
import io.sluice.support.TestCertificates;
import io.sluice.support.TestCertificates.Pem;
import io.sluice.support.TestGateway;
import io.sluice.support.TestTls;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.BeanCreationException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * A file of an SSL bundle that cannot be used fails the start with one message, for
 * everything that may have a bundle.
 */
@ExtendWith(OutputCaptureExtension.class)
class SslBundleFailureTests {

	private static final String LISTENER = "sluice.listeners.test.ssl.bundle=own";

	private static final String DIALER = "sluice.listeners.test.ssl.bundle=own;sluice.listeners.test.connect[0]=127.0.0.1:1";

	private static final String TCP = "sluice.upstreams.core.to=127.0.0.1:1;sluice.upstreams.core.ssl.bundle=own";

	private static final String HTTP = "sluice.upstreams.core.url=https://127.0.0.1:1;sluice.upstreams.core.ssl.bundle=own";

	@TempDir
	private static Path directory;

	@BeforeAll
	static void createFiles() throws IOException {
		Pem pem = new TestCertificates(directory, "authority").issue("good");
		Files.copy(pem.certificate(), directory.resolve("good.crt"));
		Files.copy(pem.key(), directory.resolve("good.pem.key"));
		Files.writeString(directory.resolve("garbage"), "no certificate");
		Files.writeString(directory.resolve("cut.crt"),
				"-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n");
		Files.writeString(directory.resolve("empty"), "");
		TestTls.createStore(directory);
	}

	/**
	 * The bundle's properties, what the message names, and the remedy.
	 */
	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					pem.own.keystore.certificate=missing.crt                  | missing.crt (No such file or directory) | Put the file there
					pem.own.keystore.certificate=good.crt;pem.own.keystore.private-key=missing.key | missing.key (No such file | Put the file there
					pem.own.keystore.certificate=garbage;pem.own.keystore.private-key=good.pem.key | unrecognized format | files in PEM
					pem.own.keystore.certificate=cut.crt;pem.own.keystore.private-key=good.pem.key | Could not parse certificate | files in PEM
					pem.own.keystore.certificate=empty;pem.own.keystore.private-key=good.pem.key | unrecognized format | files in PEM
					pem.own.keystore.certificate=good.crt;pem.own.keystore.private-key=garbage | private key | files in PEM
					pem.own.reload-on-update=true;pem.own.keystore.certificate=missing.crt | missing.crt' is neither a file nor a directory | Put the file there
					jks.own.keystore.location=missing.p12;jks.own.keystore.password=secret | missing.p12 (No such file or directory) | Put the file there
					jks.own.keystore.location=server.p12;jks.own.keystore.password=wrong | keystore password was incorrect | Correct the password
					jks.own.keystore.location=garbage;jks.own.keystore.password=secret | garbage | a key store
					""")
	void keysThatCannotBeReadAreNamed(String bundle, String reason, String remedy, CapturedOutput output) {
		for (String user : new String[] { LISTENER, TCP, HTTP }) {
			assertRefused(user, bundle, reason, remedy, output);
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					pem.own.truststore.certificate=missing.crt | missing.crt (No such file or directory) | Put the file there
					pem.own.truststore.certificate=garbage     | unrecognized format                     | files in PEM
					jks.own.truststore.location=server.p12;jks.own.truststore.password=wrong | keystore password was incorrect | Correct the password
					""")
	void authoritiesThatCannotBeReadAreNamed(String bundle, String reason, String remedy, CapturedOutput output) {
		for (String user : new String[] { DIALER, TCP, HTTP }) {
			assertRefused(user, bundle, reason, remedy, output);
		}
	}

	@Test
	void authoritiesOfClientsThatCannotBeReadAreNamed(CapturedOutput output) {
		assertRefused(LISTENER + ";sluice.listeners.test.ssl.client-auth=need",
				"pem.own.keystore.certificate=good.crt;pem.own.keystore.private-key=good.pem.key;pem.own.truststore.certificate=missing.crt",
				"missing.crt (No such file or directory)", "Put the file there", output);
	}

	private static void assertRefused(String user, String bundle, String reason, String remedy, CapturedOutput output) {
		int before = output.getAll().length();
		assertThatException()
			.isThrownBy(() -> TestGateway.start(SslBundleFailureTests.class, settings(user, bundle)).close());
		assertThat(output.getAll().substring(before)).as("%s with %s", user, bundle)
			.contains("APPLICATION FAILED TO START", "SSL bundle 'own' cannot be used: ", reason, remedy,
					"'spring.ssl.bundle'")
			.doesNotContain("\tat ");
	}

	private static String[] settings(String user, String bundle) {
		Stream<String> files = Arrays.stream(bundle.split(";"))
			.map((setting) -> "spring.ssl.bundle."
					+ setting.replaceFirst("(certificate|private-key|location)=", "$1=file:" + directory + "/"));
		Stream<String> port = user.equals(DIALER) ? Stream.empty() : Stream.of("sluice.listeners.test.port=0");
		return Stream
			.of(Arrays.stream(user.split(";")), files, port, Stream.of("sluice.listeners.test.routes[0].to=echo"))
			.flatMap((all) -> all)
			.toArray(String[]::new);
	}

	/** Root may read every file, so a test that it runs cannot bring this about. */
	@Test
	void fileThatTheUserMayNotReadHasItsRemedy() {
		UnusableBundleException failure = new UnusableBundleException("own",
				new IOException("Error reading", new FileNotFoundException("/etc/own.key (Permission denied)")));
		FailureAnalysis analysis = new SslBundleFailureAnalyzer().analyze(new BeanCreationException("a", "b", failure));
		assertThat(analysis).isNotNull();
		assertThat(analysis.getDescription())
			.isEqualTo("SSL bundle 'own' cannot be used: Error reading: /etc/own.key (Permission denied).");
		assertThat(analysis.getAction()).startsWith("Let the user that runs this process read the file.");
	}

	@Test
	void otherFailureIsLeftToOtherAnalyzers() {
		assertThat(new SslBundleFailureAnalyzer().analyze(new IllegalStateException("no bundle"))).isNull();
	}

}

package io.sluice.app;

import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import io.sluice.support.ActuatorClient;
import io.sluice.support.NeedsPrograms;
import io.sluice.support.Scrape;
import io.sluice.support.TestCertificates;
import io.sluice.support.TestCertificates.Pem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

/**
 * Spring Boot's metric of certificates, by which the alert
 * {@code SluiceCertificateExpires} and the dashboard find those that expire.
 */
@NeedsPrograms("openssl")
class CertificateExpiryTests {

	private static final String METRIC = "ssl_chain_expiry_seconds";

	/** In seconds. */
	private static final double DAY = 24 * 60 * 60;

	@TempDir
	private Path directory;

	@Test
	void certificateThatExpiresOnFridayIsSeenUntilItIsReplaced() throws Exception {
		TestCertificates authority = new TestCertificates(this.directory, "authority");
		Pem expiring = authority.issueUntil(Instant.now().plus(3, ChronoUnit.DAYS), "expiring");
		Pem renewed = authority.issue("renewed");
		List<String> settings = Stream
			.concat(Stream.of("spring.ssl.bundle.watch.file.quiet-period=100ms"), expiring.bundle("gateway").stream())
			.map((line) -> "--" + line)
			.toList();
		try (RunningApplication gateway = RunningApplication.start(settings.toArray(String[]::new));
				ActuatorClient actuator = new ActuatorClient(gateway.context())) {
			Scrape.Sample first = expiry(actuator);
			assertThat(first.labels().keySet()).isEqualTo(Set.of("bundle", "source", "chain", "certificate"));
			assertThat(first.labels()).containsEntry("bundle", "gateway").containsEntry("source", "keystore");
			assertThat(first.labels().get("certificate")).isEqualTo(expiring.serial().toString(16));
			assertThat(first.value()).isCloseTo(3 * DAY, within(60.0));

			expiring.replaceWith(renewed);

			await().untilAsserted(() -> assertThat(expiry(actuator).value()).isCloseTo(30 * DAY, within(60.0)));
		}
	}

	/** There is one certificate, also when another has replaced it. */
	private static Scrape.Sample expiry(ActuatorClient actuator) {
		List<Scrape.Sample> found = Scrape.of(actuator)
			.samples()
			.stream()
			.filter((sample) -> sample.name().equals(METRIC))
			.toList();
		assertThat(found).hasSize(1);
		return found.getFirst();
	}

}

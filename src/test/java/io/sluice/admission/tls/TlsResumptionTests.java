package io.sluice.admission.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

import io.sluice.support.NeedsPrograms;
import io.sluice.support.OpensslClient;
import io.sluice.support.TestCertificates;
import io.sluice.support.TestCertificates.Pem;
import io.sluice.support.Waiting;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.ssl.DefaultSslBundleRegistry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Clients that resume a session: what a full handshake would refuse is refused.
 */
@NeedsPrograms("openssl")
class TlsResumptionTests {

	private static final Duration PATIENCE = Duration.ofMinutes(1);

	@TempDir
	private Path directory;

	private TestCertificates authority;

	private Pem gateway;

	private DefaultSslBundleRegistry bundles;

	private final AtomicLong time = new AtomicLong();

	private int sessions;

	@BeforeEach
	void issue() {
		this.authority = new TestCertificates(this.directory, "authority");
		this.gateway = this.authority.issue("gateway");
		this.bundles = new DefaultSslBundleRegistry("gateway",
				TestBundles.of(this.gateway, this.authority.authority()));
	}

	@ParameterizedTest
	@ValueSource(strings = { "-tls1_3", "-tls1_2", "-tls1_2 -no_ticket" })
	void validCertificateIsTakenFromTheSessionAgainAndAgain(String options) throws IOException {
		Pem terminal = this.authority.issue("terminal");
		try (TlsLineServer server = start(ClientAuth.NEED)) {
			Path first = serve(server, options + certificate(terminal));
			Path second = resume(server, options, first);
			resume(server, options, second);
			assertThat(server.failures()).noneMatch(TlsResumptionTests::isHandshake);
		}
	}

	/**
	 * A client's own, and that of the authority between, which the client sends too.
	 */
	@Test
	@Waiting
	void expiredCertificatesAreRefusedInASessionAsInAFullHandshake() throws IOException {
		try (TlsLineServer server = start(ClientAuth.NEED)) {
			List<Expiring> all = new ArrayList<>();
			for (String protocol : List.of("-tls1_3", "-tls1_2")) {
				all.add(serveBeforeTheEnd(server, protocol, (end) -> issueTerminal(end, protocol)));
				all.add(serveBeforeTheEnd(server, protocol, (end) -> issueDevice(end, protocol)));
			}
			Instant end = all.stream().map(Expiring::end).max(Comparator.naturalOrder()).orElseThrow();
			await().until(() -> Instant.now().isAfter(end.plusSeconds(1)));
			for (Expiring expired : all) {
				for (String options : expired.options()) {
					assertRefused(server, options);
				}
			}
		}
	}

	private String issueTerminal(Instant end, String name) {
		return certificate(this.authority.issueUntil(end, "terminal" + name));
	}

	private String issueDevice(Instant end, String name) {
		TestCertificates plant = this.authority.foundUntil(end, "plant" + name);
		return certificate(plant.issue("device" + name)) + " -cert_chain " + plant.authority().certificate();
	}

	/**
	 * Make a full handshake with what expires soon, and resume its session.
	 */
	private Expiring serveBeforeTheEnd(TlsLineServer server, String protocol, Function<Instant, String> issue)
			throws IOException {
		// a busy machine may need longer for what has to be done before the end
		for (int seconds = 4;; seconds *= 2) {
			Instant end = Instant.now().plusSeconds(seconds);
			String certificate = issue.apply(end);
			try {
				Path first = serve(server, protocol + certificate);
				Path second = resume(server, protocol, first);
				return new Expiring(end,
						List.of(protocol + certificate, protocol + session(first), protocol + session(second)));
			}
			catch (AssertionError | ConditionTimeoutException | IOException ex) {
				if (Instant.now().isBefore(end) || seconds > PATIENCE.toSeconds()) {
					throw ex;
				}
			}
		}
	}

	@ParameterizedTest
	@CsvSource({ "-tls1_3, NEED", "-tls1_3, WANT", "-tls1_2, NEED", "-tls1_2, WANT", "-tls1_2 -no_ticket, NEED" })
	void certificateThatIsRevokedMeanwhileIsRefusedInASessionToo(String options, ClientAuth auth) throws Exception {
		RevokingTrustManager revoking = new RevokingTrustManager();
		this.bundles = new DefaultSslBundleRegistry("gateway", revoking.of(this.gateway, this.authority.authority()));
		Pem terminal = this.authority.issue("terminal");
		try (TlsLineServer server = start(auth)) {
			Path session = serve(server, options + certificate(terminal));
			assertThat(revoking.asked()).as("checked once in a full handshake").isOne();
			Path next = resume(server, options, session);
			assertThat(revoking.asked()).isEqualTo(2);
			revoking.revoke();
			assertRefused(server, options + session(next));
			assertRefused(server, options + certificate(terminal));
		}
	}

	@Test
	void clientWithoutCertificateResumesWhereNoneIsNeeded() throws IOException {
		try (TlsLineServer server = start(ClientAuth.WANT)) {
			resume(server, "-tls1_3", serve(server, "-tls1_3"));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "-tls1_3", "-tls1_2", "-tls1_2 -no_ticket" })
	void authorityThatAReloadDropsLetsNobodyIn(String options) throws IOException {
		Pem terminal = this.authority.issue("terminal");
		TestCertificates successor = new TestCertificates(this.directory, "successor");
		try (TlsLineServer server = start(ClientAuth.NEED)) {
			Path session = serve(server, options + certificate(terminal));
			this.bundles.updateBundle("gateway", TestBundles.of(this.gateway, successor.authority()));
			assertRefused(server, options + session(session));
			assertRefused(server, options + session(session) + certificate(terminal));
			serve(server, options + session(session) + certificate(successor.issue("renewed")));
		}
	}

	@Test
	void handshakeThatBeganBeforeAReloadIsCheckedByWhatHoldsAfterIt() throws IOException {
		Pem terminal = this.authority.issue("terminal");
		TestCertificates successor = new TestCertificates(this.directory, "successor");
		try (TlsLineServer server = start(ClientAuth.NEED)) {
			server.beforeHandshake(
					() -> this.bundles.updateBundle("gateway", TestBundles.of(this.gateway, successor.authority())));
			assertRefused(server, certificate(terminal));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "-tls1_3", "-tls1_2", "-tls1_2 -no_ticket" })
	void sessionLivesForItsTimeHoweverOftenItIsResumed(String options) throws IOException {
		Pem terminal = this.authority.issue("terminal");
		try (TlsLineServer server = start(ClientAuth.NEED)) {
			Path first = serve(server, options + certificate(terminal));
			this.time.addAndGet(Duration.ofMinutes(9).toNanos());
			Path second = resume(server, options, first);
			this.time.addAndGet(Duration.ofMinutes(1).toNanos());
			Pem renewed = this.authority.issue("renewed");
			serve(server, options + session(first) + certificate(renewed));
			serve(server, options + session(second) + certificate(renewed));
			assertRefused(server, options + session(second));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "-tls1_3", "-tls1_2" })
	void sessionWithoutCertificateEndsAfterAnHour(String options) throws IOException {
		try (TlsLineServer server = start(ClientAuth.NONE)) {
			Path session = serve(server, options);
			this.time.addAndGet(Duration.ofMinutes(59).toNanos());
			Path next = resume(server, options, session);
			this.time.addAndGet(Duration.ofMinutes(1).toNanos());
			serve(server, options + session(next));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "-tls1_3", "-tls1_2" })
	void sessionIsNotResumedUnderAnotherServerName(String options) throws IOException {
		Pem terminal = this.authority.issue("terminal");
		try (TlsLineServer server = start(ClientAuth.NEED)) {
			Path session = serve(server, options + " -servername a.example.com" + certificate(terminal));
			serve(server, options + " -servername b.example.com" + session(session) + certificate(terminal));
		}
	}

	private TlsLineServer start(ClientAuth auth) throws IOException {
		TlsSettings settings = new TlsSettings("tls", "gateway", ClientPolicy.of(auth, null), List.of(), List.of());
		return new TlsLineServer(new TlsServer(settings, this.bundles, this.time::get));
	}

	/**
	 * Have a request answered after a full handshake.
	 * @return the file of the session
	 */
	private Path serve(TlsLineServer server, String options) throws IOException {
		Path session = this.directory.resolve("session-%d.pem".formatted(++this.sessions));
		try (OpensslClient client = connect(server, options + " -sess_out " + session)) {
			client.requestAmidTickets("hello", "answer to hello: ");
			assertThat(client.output()).contains("New, TLS");
			await().until(() -> Files.exists(session) && Files.size(session) > 0);
		}
		return session;
	}

	/**
	 * Have a request answered in a session that is resumed.
	 * @return the file of the session that came of it, which TLS 1.2 has none of
	 */
	private Path resume(TlsLineServer server, String options, Path session) throws IOException {
		Path next = options.contains("tls1_3") ? this.directory.resolve("session-%d.pem".formatted(++this.sessions))
				: session;
		try (OpensslClient client = connect(server, options + session(session) + " -sess_out " + next)) {
			client.requestAmidTickets("hello", "answer to hello: ");
			assertThat(client.output()).contains("Reused, TLS");
			await().until(() -> Files.exists(next) && Files.size(next) > 0);
		}
		return next;
	}

	private static void assertRefused(TlsLineServer server, String options) throws IOException {
		server.failures().clear();
		try (OpensslClient client = connect(server, options)) {
			assertThat(client.awaitEnd()).doesNotContain("answer to");
			await().untilAsserted(() -> assertThat(server.failures()).anyMatch(TlsResumptionTests::isHandshake));
		}
	}

	/** Others are of clients that were ended. */
	private static boolean isHandshake(String failure) {
		return failure.contains("SSLHandshakeException");
	}

	private static OpensslClient connect(TlsLineServer server, String options) throws IOException {
		return new OpensslClient(server.port(), options.strip().split(" "));
	}

	private static String certificate(Pem pem) {
		return " -cert %s -key %s".formatted(pem.certificate(), pem.key());
	}

	private static String session(Path file) {
		return " -sess_in " + file;
	}

	/**
	 * What has been accepted until its certificates expired.
	 *
	 * @param end when they expire
	 * @param options of a full handshake and of two sessions
	 */
	private record Expiring(Instant end, List<String> options) {

	}

}

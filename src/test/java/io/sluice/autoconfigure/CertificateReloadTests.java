package io.sluice.autoconfigure;

import java.io.IOException;
import java.net.InetAddress;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;

import io.sluice.support.NeedsPrograms;
import io.sluice.support.OpensslClient;
import io.sluice.support.TestCertificates;
import io.sluice.support.TestCertificates.Pem;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A listener whose certificate is replaced on disk while clients send one request after
 * another.
 */
@ExtendWith(OutputCaptureExtension.class)
@NeedsPrograms("openssl")
class CertificateReloadTests {

	@TempDir
	private Path directory;

	private final List<TestClient> clients = new ArrayList<>();

	private final List<Caller> callers = new ArrayList<>();

	private TestCertificates authority;

	private Pem certificate;

	private TestGateway gateway;

	/** One for all clients, as it is what resumes sessions. */
	private SSLContext trust;

	@BeforeEach
	void start() throws IOException {
		this.authority = new TestCertificates(this.directory, "authority");
		this.trust = this.authority.trust();
		Path watched = Files.createDirectory(this.directory.resolve("watched"));
		this.certificate = new Pem(watched.resolve("tls.crt"), watched.resolve("tls.key"));
		this.certificate.replaceWith(this.authority.issue("first"));
		List<String> settings = new ArrayList<>(this.certificate.bundle("gateway"));
		settings.addAll(List.of("spring.ssl.bundle.watch.file.quiet-period=100ms", ".ssl.bundle=gateway",
				".routes[0].to=echo"));
		this.gateway = TestGateway.start(CertificateReloadTests.class, settings.toArray(String[]::new));
		for (int i = 0; i < 4; i++) {
			TestClient client = connect();
			this.clients.add(client);
			this.callers.add(new Caller(client::request));
		}
		this.callers.add(new Caller(this::requestOverANewConnection));
	}

	@AfterEach
	void stop() throws IOException {
		for (TestClient client : this.clients) {
			client.close();
		}
		this.gateway.close();
	}

	@Test
	void openConnectionsGoOnAndNewOnesGetTheNewCertificate() throws Exception {
		BigInteger first = this.certificate.serial();
		this.callers.forEach(Caller::awaitMore);

		Pem renewed = this.authority.issue("renewed");
		this.certificate.replaceWith(renewed);
		awaitShown(renewed);
		this.callers.forEach(Caller::awaitMore);

		try (TestClient late = connect()) {
			assertThat(late.request("hello")).isEqualTo("hello");
			assertThat(serialSeenBy(late)).isEqualTo(renewed.serial());
		}
		long answers = this.callers.stream().mapToLong(Caller::end).sum() + 1;
		await().untilAsserted(() -> assertThat(this.gateway.requests("echo", "ok")).isEqualTo(answers));
		for (TestClient client : this.clients) {
			assertThat(client.request("still there?")).isEqualTo("still there?");
			assertThat(serialSeenBy(client)).isEqualTo(first);
		}
	}

	@Test
	void badFileIsWarnedOfAndTheOldCertificateStays(CapturedOutput output) throws Exception {
		BigInteger first = this.certificate.serial();
		Pem.replace(this.certificate.certificate(), Files.writeString(this.directory.resolve("garbage"), "garbage"));
		await().untilAsserted(() -> assertThat(output.toString().lines()).anyMatch((line) -> line.contains(" WARN ")
				&& line.contains("[test] the old certificate stays in use: SSL bundle 'gateway' cannot be used: ")));
		assertThat(serialShown()).isEqualTo(first);
		this.callers.forEach(Caller::awaitMore);

		Pem mended = this.authority.issue("mended");
		this.certificate.replaceWith(mended);
		awaitShown(mended);
		this.callers.forEach(Caller::awaitMore);
		this.callers.forEach(Caller::end);
	}

	private TestClient connect() throws IOException {
		return new TestClient(
				this.trust.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), this.gateway.port()));
	}

	private String requestOverANewConnection(String line) throws IOException {
		try (TestClient client = connect()) {
			return client.request(line);
		}
	}

	private void awaitShown(Pem pem) {
		await().untilAsserted(() -> assertThat(serialShown()).isEqualTo(pem.serial()));
	}

	private BigInteger serialShown() throws Exception {
		try (OpensslClient client = new OpensslClient(this.gateway.port())) {
			return client.certificate().getSerialNumber();
		}
	}

	private static BigInteger serialSeenBy(TestClient client) throws SSLPeerUnverifiedException {
		SSLSocket socket = (SSLSocket) client.socket();
		return ((X509Certificate) socket.getSession().getPeerCertificates()[0]).getSerialNumber();
	}

	/**
	 * Sends one request after another until it is told to end.
	 */
	private static final class Caller {

		private final AtomicLong answers = new AtomicLong();

		private final CompletableFuture<Void> end;

		private volatile boolean over;

		Caller(Connection connection) {
			this.end = CompletableFuture.runAsync(() -> call(connection), Thread::startVirtualThread);
		}

		private void call(Connection connection) {
			try {
				while (!this.over) {
					String line = "request " + this.answers.get();
					assertThat(connection.request(line)).isEqualTo(line);
					this.answers.incrementAndGet();
				}
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		/** Wait until some more requests are answered, and fail as soon as one fails. */
		void awaitMore() {
			long enough = this.answers.get() + 20;
			await().until(() -> this.end.isDone() || this.answers.get() >= enough);
			assertThat(this.end).isNotDone();
		}

		/**
		 * End, and fail if a request failed.
		 * @return how many were answered
		 */
		long end() {
			this.over = true;
			this.end.join();
			return this.answers.get();
		}

	}

	@FunctionalInterface
	private interface Connection {

		String request(String line) throws IOException;

	}

}

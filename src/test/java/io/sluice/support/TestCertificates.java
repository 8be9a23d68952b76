package io.sluice.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

import javax.net.ssl.SSLContext;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;

/**
 * A certificate authority made with openssl, and the certificates it issues, as PEM files
 * in one directory.
 */
public final class TestCertificates {

	private static final List<String> NEW_KEY = List.of("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
			"-nodes");

	private static final DateTimeFormatter UTC_TIME = DateTimeFormatter.ofPattern("yyMMddHHmmssX")
		.withZone(ZoneOffset.UTC);

	private final Path directory;

	private final Pem authority;

	/**
	 * Found an authority.
	 * @param directory where its files and those of its certificates go
	 * @param name the authority's name
	 */
	public TestCertificates(Path directory, String name) {
		this.directory = directory;
		this.authority = pem(name);
		run(NEW_KEY, "req", "-x509", "-days", "30", "-subj", "/CN=" + name, "-keyout", this.authority.key().toString(),
				"-out", this.authority.certificate().toString());
	}

	private TestCertificates(Path directory, Pem authority) {
		this.directory = directory;
		this.authority = authority;
	}

	/**
	 * The authority's own certificate and key.
	 */
	public Pem authority() {
		return this.authority;
	}

	/**
	 * For clients that trust this authority.
	 */
	public SSLContext trust() {
		PemSslStoreDetails trusted = PemSslStoreDetails.forCertificate("file:" + this.authority.certificate());
		return SslBundle.of(new PemSslStoreBundle(null, trusted)).createSslContext();
	}

	/**
	 * Issue a certificate for thirty days.
	 * @param name its common name, and the name of its files
	 * @param sans alternative names as {@code DNS:...}, {@code IP:...}
	 */
	public Pem issue(String name, String... sans) {
		return issueFor("30", name, sans);
	}

	/**
	 * Issue a certificate that expired yesterday.
	 */
	public Pem issueExpired(String name) {
		return issueFor("-1", name);
	}

	/**
	 * Issue a certificate that ends at a time to come.
	 */
	public Pem issueUntil(Instant end, String name) {
		return signUntil(end, name, "basicConstraints=CA:FALSE");
	}

	/**
	 * Found an authority below this one, whose own certificate ends at a time to come.
	 */
	public TestCertificates foundUntil(Instant end, String name) {
		return new TestCertificates(this.directory, signUntil(end, name, "basicConstraints=critical,CA:TRUE"));
	}

	/** Only {@code openssl ca} can say the second. */
	private Pem signUntil(Instant end, String name, String extension) {
		Pem pem = pem(name);
		Path request = request(pem, name);
		Path database = write(name + ".db", "");
		Path settings = write(name + ".cnf", """
				[ca]
				default_ca = ca
				[ca]
				database = %s
				new_certs_dir = %s
				default_md = sha256
				rand_serial = yes
				policy = any
				x509_extensions = extensions
				[any]
				organizationName = optional
				commonName = supplied
				[extensions]
				%s
				""".formatted(database, this.directory, extension));
		run(List.of(), "ca", "-batch", "-notext", "-config", settings.toString(), "-in", request.toString(), "-cert",
				this.authority.certificate().toString(), "-keyfile", this.authority.key().toString(), "-enddate",
				UTC_TIME.format(end), "-out", pem.certificate().toString());
		return pem;
	}

	private Path write(String file, String text) {
		try {
			return Files.writeString(this.directory.resolve(file), text);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Issue a certificate that is its own authority and expired yesterday.
	 */
	public Pem selfSignedAndExpired(String name) {
		Pem pem = pem(name);
		Path request = request(pem, name);
		run(List.of(), "x509", "-req", "-in", request.toString(), "-signkey", pem.key().toString(), "-days", "-1",
				"-out", pem.certificate().toString());
		return pem;
	}

	private Pem issueFor(String days, String name, String... sans) {
		Pem pem = pem(name);
		Path request = request(pem, name, sans);
		run(List.of(), "x509", "-req", "-in", request.toString(), "-CA", this.authority.certificate().toString(),
				"-CAkey", this.authority.key().toString(), "-copy_extensions", "copyall", "-days", days, "-out",
				pem.certificate().toString());
		return pem;
	}

	private Path request(Pem pem, String name, String... sans) {
		Path request = this.directory.resolve(name + ".csr");
		List<String> options = new ArrayList<>(NEW_KEY);
		if (sans.length > 0) {
			options.addAll(List.of("-addext", "subjectAltName=" + String.join(",", sans)));
		}
		run(options, "req", "-subj", "/O=Sluice/CN=" + name, "-keyout", pem.key().toString(), "-out",
				request.toString());
		return request;
	}

	private Pem pem(String name) {
		return new Pem(this.directory.resolve(name + ".pem"), this.directory.resolve(name + ".key"));
	}

	private static void run(List<String> options, String... command) {
		List<String> all = new ArrayList<>(List.of("openssl"));
		all.addAll(List.of(command));
		all.addAll(options);
		try {
			Process process = new ProcessBuilder(all).redirectErrorStream(true).start();
			process.getOutputStream().close();
			String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			if (process.waitFor() != 0) {
				throw new IllegalStateException(all + " failed: " + output);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * A certificate and its private key.
	 *
	 * @param certificate the certificate's file
	 * @param key the key's file
	 */
	public record Pem(Path certificate, Path key) {

		public X509Certificate read() {
			try (var in = Files.newInputStream(this.certificate)) {
				return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
			}
			catch (IOException | CertificateException ex) {
				throw new IllegalStateException(ex);
			}
		}

		public BigInteger serial() {
			return read().getSerialNumber();
		}

		/**
		 * Settings of the application's SSL bundle of a name, as lines of a properties
		 * file.
		 */
		public List<String> bundle(String name) {
			String prefix = "spring.ssl.bundle.pem." + name;
			return List.of(prefix + ".reload-on-update=true", prefix + ".keystore.certificate=file:" + this.certificate,
					prefix + ".keystore.private-key=file:" + this.key);
		}

		/**
		 * Put another certificate and key into the place of these.
		 */
		public void replaceWith(Pem latest) throws IOException {
			replace(this.key, latest.key());
			replace(this.certificate, latest.certificate());
		}

		/**
		 * Put another file into the place of one. It is copied beside it first, so that
		 * nobody reads half a file.
		 */
		public static void replace(Path old, Path latest) throws IOException {
			Path beside = Files.copy(latest, old.resolveSibling(old.getFileName() + ".new"),
					StandardCopyOption.REPLACE_EXISTING);
			Files.move(beside, old, StandardCopyOption.ATOMIC_MOVE);
		}

	}

}

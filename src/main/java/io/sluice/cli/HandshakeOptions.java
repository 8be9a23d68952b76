package io.sluice.cli;

import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

import io.sluice.client.Handshake;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

import org.springframework.boot.ssl.SslManagerBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;

/**
 * The options for the PROXY header and TLS.
 */
final class HandshakeOptions {

	@Option(names = "--proxy-protocol", description = "begin with a PROXY header, for a server that requires one")
	private boolean proxyProtocol;

	@Option(names = "--tls", description = "use TLS; the other options for TLS imply it")
	private boolean tls;

	@Option(names = "--ca", paramLabel = "file",
			description = "for TLS: the authorities whose certificates are trusted, in PEM (default: those of Java)")
	private @Nullable Path authorities;

	@Option(names = "--certificate", paramLabel = "file", description = "for TLS: the client's certificate, in PEM")
	private @Nullable Path certificate;

	@Option(names = "--private-key", paramLabel = "file", description = "for TLS: the client's private key, in PEM")
	private @Nullable Path privateKey;

	@Option(names = "--insecure", description = "for TLS: trust every certificate, issued for any name")
	private boolean insecure;

	Handshake handshake() {
		if (!isTls()) {
			return new Handshake(this.proxyProtocol, null);
		}
		SSLContext context = context();
		return new Handshake(this.proxyProtocol, () -> context);
	}

	private boolean isTls() {
		return this.tls || this.insecure || this.authorities != null || this.certificate != null
				|| this.privateKey != null;
	}

	private SSLContext context() {
		if ((this.certificate == null) != (this.privateKey == null)) {
			throw new IllegalArgumentException("--certificate and --private-key need each other: give both or none");
		}
		if (this.insecure && this.authorities != null) {
			throw new IllegalArgumentException("--insecure trusts every certificate: give it without --ca");
		}
		try {
			SslManagerBundle managers = SslManagerBundle.from(new PemSslStoreBundle(keyStore(), trustStore()), null);
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(managers.getKeyManagers(),
					this.insecure ? new TrustManager[] { new InsecureTrustManager() } : managers.getTrustManagers(),
					null);
			return context;
		}
		catch (IllegalStateException | UncheckedIOException ex) {
			throw new IllegalArgumentException("the files for TLS cannot be used: " + ex.getMessage(), ex);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private @Nullable PemSslStoreDetails keyStore() {
		if (this.certificate == null || this.privateKey == null) {
			return null;
		}
		return new PemSslStoreDetails(null, location(this.certificate), location(this.privateKey));
	}

	private @Nullable PemSslStoreDetails trustStore() {
		return (this.authorities != null) ? PemSslStoreDetails.forCertificates(location(this.authorities)) : null;
	}

	private static String location(Path file) {
		if (!Files.isReadable(file)) {
			throw new IllegalArgumentException("the file '%s' does not exist or cannot be read".formatted(file));
		}
		return file.toUri().toString();
	}

	/**
	 * Extends {@link X509ExtendedTrustManager}, because Java adds a check of the server's
	 * name to any other trust manager.
	 */
	private static final class InsecureTrustManager extends X509ExtendedTrustManager {

		@Override
		public void checkClientTrusted(X509Certificate[] chain, String type) {
		}

		@Override
		public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {
		}

		@Override
		public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
		}

		@Override
		public void checkServerTrusted(X509Certificate[] chain, String type) {
		}

		@Override
		public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
		}

		@Override
		public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
		}

		@Override
		public X509Certificate[] getAcceptedIssuers() {
			return new X509Certificate[0];
		}

	}

}

package io.sluice.support;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * TLS for a test: a new certificate that names localhost, in a key store.
 */
public final class TestTls {

	public static final String PASSWORD = "secret";

	private TestTls() {
	}

	/**
	 * For both ends: a new certificate, and trust in it.
	 * @param directory where its key store goes
	 */
	public static SSLContext context(Path directory) throws Exception {
		return contextOf(createStore(directory));
	}

	/**
	 * Make a certificate and its key.
	 * @param directory where its key store goes
	 * @return the key store, PKCS12
	 */
	public static Path createStore(Path directory) throws Exception {
		Path store = directory.resolve("server.p12");
		Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
				"-genkeypair", "-alias", "server", "-keyalg", "EC", "-dname", "CN=localhost", "-ext",
				"san=dns:localhost", "-storetype", "PKCS12", "-storepass", PASSWORD, "-keystore", store.toString())
			.inheritIO()
			.start();
		assertThat(keytool.waitFor()).isZero();
		return store;
	}

	/**
	 * For both ends: the certificate in a key store, and trust in it.
	 */
	public static SSLContext contextOf(Path store) throws Exception {
		TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		trusted.init(load(store));
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(keysOf(store).getKeyManagers(), trusted.getTrustManagers(), null);
		return context;
	}

	/**
	 * For the server: the certificate in a key store.
	 */
	public static KeyManagerFactory keysOf(Path store) throws GeneralSecurityException, IOException {
		KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		keys.init(load(store), PASSWORD.toCharArray());
		return keys;
	}

	private static KeyStore load(Path store) throws GeneralSecurityException, IOException {
		KeyStore keys = KeyStore.getInstance("PKCS12");
		try (InputStream in = Files.newInputStream(store)) {
			keys.load(in, PASSWORD.toCharArray());
		}
		return keys;
	}

}

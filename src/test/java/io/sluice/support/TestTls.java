package io.sluice.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * TLS for tests: a certificate that names localhost, in a key store. It is made once for
 * all tests of a JVM.
 */
public final class TestTls {

	public static final String PASSWORD = "secret";

	private static final byte[] STORE = createStore();

	private TestTls() {
	}

	/**
	 * For both ends: the certificate, and trust in it.
	 * @param directory where its key store goes
	 */
	public static SSLContext context(Path directory) throws Exception {
		return contextOf(createStore(directory));
	}

	/**
	 * The certificate and its key.
	 * @param directory where the key store goes
	 * @return the key store, PKCS12
	 */
	public static Path createStore(Path directory) throws IOException {
		return Files.write(directory.resolve("server.p12"), STORE);
	}

	private static byte[] createStore() {
		try {
			Path directory = Files.createTempDirectory("certificate");
			Path store = directory.resolve("server.p12");
			generate(store);
			byte[] bytes = Files.readAllBytes(store);
			Files.delete(store);
			Files.delete(directory);
			return bytes;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void generate(Path store) throws IOException, InterruptedException {
		Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
				"-J-Dkeystore.pkcs12.macIterationCount=1", "-J-Dkeystore.pkcs12.keyPbeIterationCount=1",
				"-J-Dkeystore.pkcs12.certPbeIterationCount=1", "-genkeypair", "-alias", "server", "-keyalg", "EC",
				"-groupname", "secp256r1", "-dname", "CN=localhost", "-ext", "san=dns:localhost", "-storetype",
				"PKCS12", "-storepass", PASSWORD, "-keystore", store.toString())
			.inheritIO()
			.start();
		assertThat(keytool.waitFor()).isZero();
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

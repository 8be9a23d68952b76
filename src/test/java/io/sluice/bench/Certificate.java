package io.sluice.bench;

import java.nio.file.Files;
import java.nio.file.Path;

import javax.net.ssl.SSLContext;

import io.sluice.support.TestTls;
import org.jspecify.annotations.Nullable;

/**
 * The certificate of all servers with TLS, made for a run. Used by one thread.
 */
final class Certificate {

	private static @Nullable Path store;

	private static @Nullable SSLContext client;

	private Certificate() {
	}

	/**
	 * The key store, PKCS12.
	 */
	static Path store() throws Exception {
		if (store == null) {
			Path directory = Files.createTempDirectory("sluice-bench");
			store = TestTls.createStore(directory);
			// deleted in reverse order, the directory when it is empty
			directory.toFile().deleteOnExit();
			store.toFile().deleteOnExit();
		}
		return store;
	}

	/**
	 * What the client trusts in, the same for all connections: they resume sessions.
	 */
	static SSLContext client() throws Exception {
		if (client == null) {
			client = newClient();
		}
		return client;
	}

	/**
	 * A client that has no sessions to resume.
	 */
	static SSLContext newClient() throws Exception {
		return TestTls.contextOf(store());
	}

}

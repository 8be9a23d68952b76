package io.sluice.admission;

import java.io.IOException;
import java.net.Socket;
import java.util.HashMap;
import java.util.Map;

import io.sluice.process.MemoryAccount;
import lombok.extern.slf4j.Slf4j;

import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;

/**
 * The server's side of a listener's TLS, with certificates from Spring Boot's SSL bundles
 * that may be reloaded while it runs. Needs no lock to make a handshake.
 */
@Slf4j(topic = "io.sluice.admission")
public final class TlsServer {

	private final TlsSettings settings;

	/** Replaced whole by a reload; a handshake keeps the one it began with. */
	private volatile TlsContext context;

	/**
	 * Load the bundles, and again whenever one is updated.
	 * @param settings how to speak TLS
	 * @param bundles the application's SSL bundles
	 * @throws NoSuchSslBundleException if there is no bundle of a name
	 * @throws IllegalStateException naming the bundle, if one cannot be read, has no
	 * private key that fits its certificate, or lacks the trust store that client
	 * certificates need
	 */
	public TlsServer(TlsSettings settings, SslBundles bundles) {
		this.settings = settings;
		Map<String, BundleKeys> keys = new HashMap<>();
		settings.bundles().forEach((name) -> keys.put(name, BundleKeys.of(name, bundles.getBundle(name))));
		this.context = TlsContext.of(this.settings, keys);
		for (String name : settings.bundles()) {
			bundles.addBundleUpdateHandler(name, (bundle) -> update(name, bundle));
			catchUp(name, bundles);
		}
	}

	/**
	 * Layer TLS over a connection, without a handshake.
	 * @param accepted a connected socket of which nothing but a PROXY header was read; it
	 * is closed with the socket that is returned, and left open by an exception
	 * @param memory what it takes for its records is taken from this
	 * @return TLS whose socket is the server and does the handshake when it is told to or
	 * is first read or written
	 * @throws IOException if the client is gone
	 */
	public TlsLayer layer(Socket accepted, MemoryAccount memory) throws IOException {
		return this.context.layer(accepted, memory);
	}

	/** A bundle may have been updated after it was read and before that was watched. */
	private synchronized void catchUp(String name, SslBundles bundles) {
		SslBundle latest = bundles.getBundle(name);
		if (BundleKeys.require(this.context.keys(), name).bundle() != latest) {
			update(name, latest);
		}
	}

	/** The others stay as they are: one of them may be unusable by now. */
	private synchronized void update(String name, SslBundle bundle) {
		try {
			Map<String, BundleKeys> keys = new HashMap<>(this.context.keys());
			keys.put(name, BundleKeys.of(name, bundle));
			this.context = TlsContext.of(this.settings, keys);
			log.info("[{}] SSL bundle '{}' was reloaded and serves new connections", this.settings.listener(), name);
		}
		catch (RuntimeException ex) {
			log.warn("[{}] the old certificate stays in use: {}", this.settings.listener(), ex.getMessage());
		}
	}

}

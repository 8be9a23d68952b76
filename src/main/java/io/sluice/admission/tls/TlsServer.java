package io.sluice.admission.tls;

import java.io.IOException;
import java.net.Socket;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

import lombok.extern.slf4j.Slf4j;

import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;

/**
 * The server side of a listener's TLS, with certificates from Spring Boot's SSL bundles,
 * which may be reloaded at run time. A handshake needs no lock.
 */
@Slf4j(topic = "io.sluice.admission")
public final class TlsServer implements TlsParty {

	private static final long CHECK_NANOS = TimeUnit.SECONDS.toNanos(10);

	private static final String RENEGOTIATING = "TLSv1.2";

	private static final String[] WITHOUT_RENEGOTIATION = { "TLSv1.3" };

	private final TlsSettings settings;

	private final SslBundles bundles;

	private final LongSupplier nanoTime;

	/** The last loaded bundle of each name, even if it could not be used. */
	private final Map<String, SslBundle> loaded = new HashMap<>();

	/** Replaced as a whole by a reload; a handshake keeps the sessions it began with. */
	private volatile TlsSessionStore sessions;

	private volatile long checkedAt;

	/**
	 * Load the bundles, and load each one again when it is updated.
	 * @param settings the TLS settings
	 * @param bundles the application's SSL bundles
	 * @throws NoSuchSslBundleException if a bundle does not exist
	 * @throws IllegalStateException with the name of a bundle that cannot be read, has no
	 * private key that matches its certificate, or lacks the trust store for client
	 * certificates
	 */
	public TlsServer(TlsSettings settings, SslBundles bundles) {
		this(settings, bundles, System::nanoTime);
	}

	TlsServer(TlsSettings settings, SslBundles bundles, LongSupplier nanoTime) {
		this.settings = settings;
		this.bundles = bundles;
		this.nanoTime = nanoTime;
		Map<String, BundleKeys> keys = new HashMap<>();
		settings.bundles().forEach((name) -> keys.put(name, load(name, bundles.getBundle(name))));
		this.checkedAt = nanoTime.getAsLong();
		this.sessions = TlsSessionStore.begin(TlsContext.of(this.settings, keys), this.checkedAt);
		for (String name : settings.bundles()) {
			bundles.addBundleUpdateHandler(name, (bundle) -> update(name, bundle));
			checkBundle(name);
		}
	}

	@Override
	public boolean isClient() {
		return false;
	}

	@Override
	public TlsLayer layer(Socket accepted, RecordInput records) throws IOException {
		return current().layer(accepted, records);
	}

	private TlsSessionStore current() {
		long now = this.nanoTime.getAsLong();
		if (now - this.checkedAt >= CHECK_NANOS) {
			checkBundles(now);
		}
		TlsSessionStore current = this.sessions;
		return current.isExpired(now) ? renew(now) : current;
	}

	private synchronized TlsSessionStore renew(long now) {
		// another connection may have replaced the sessions first
		if (this.sessions.isExpired(now)) {
			replace(this.sessions.tls(), now);
		}
		return this.sessions;
	}

	private void replace(TlsContext tls, long now) {
		TlsSessionStore old = this.sessions;
		this.sessions = TlsSessionStore.begin(tls, now);
		old.discardSessions();
	}

	/**
	 * Make the handshake. Afterwards the client's identity cannot change: a second
	 * handshake is rejected. The client is trusted by the current bundle, even if an
	 * earlier session is resumed.
	 */
	@Override
	public SSLSession handshake(TlsLayer layer) throws IOException {
		SSLSocket socket = layer.socket();
		boolean trusted;
		try {
			socket.startHandshake();
		}
		finally {
			trusted = layer.trust().takeTrusted(socket);
		}
		SSLSession session = socket.getSession();
		ClientTrust trust = this.sessions.tls().trust();
		if (!trusted || trust != layer.trust()) {
			trust.check(session);
		}
		if (session.getProtocol().equals(RENEGOTIATING)) {
			// a second ClientHello finds no common version
			socket.setEnabledProtocols(WITHOUT_RENEGOTIATION);
		}
		return session;
	}

	/**
	 * Check whether a bundle was updated without a call of the update handler. A handler
	 * that throws prevents the calls of the handlers after it.
	 */
	private synchronized void checkBundles(long now) {
		if (now - this.checkedAt >= CHECK_NANOS) {
			this.checkedAt = now;
			this.settings.bundles().forEach(this::checkBundle);
		}
	}

	/**
	 * Check for an update between the first read of a bundle and its registration.
	 */
	private synchronized void checkBundle(String name) {
		SslBundle latest = this.bundles.getBundle(name);
		// a bundle that is created at each call cannot be compared
		if (this.loaded.get(name) != latest && this.bundles.getBundle(name) == latest) {
			update(name, latest);
		}
	}

	/**
	 * Update one bundle. The other bundles stay as they are, because one of them may have
	 * become unusable.
	 */
	private synchronized void update(String name, SslBundle bundle) {
		try {
			Map<String, BundleKeys> keys = new HashMap<>(this.sessions.tls().keys());
			keys.put(name, load(name, bundle));
			replace(TlsContext.of(this.settings, keys), this.nanoTime.getAsLong());
			log.info("[{}] SSL bundle '{}' was reloaded and serves new connections", this.settings.listener(), name);
		}
		catch (RuntimeException ex) {
			log.warn("[{}] the old certificate stays in use: {}", this.settings.listener(), ex.getMessage());
		}
		catch (Error ex) {
			// for example a lack of memory: the bundle may be correct, so the next check
			// tries again
			this.loaded.remove(name);
			log.warn("[{}] the old certificate stays in use for now, as SSL bundle '{}' could not be loaded: {}",
					this.settings.listener(), name, ex.toString());
		}
	}

	private BundleKeys load(String name, SslBundle bundle) {
		this.loaded.put(name, bundle);
		return BundleKeys.of(name, bundle);
	}

}

package io.sluice.admission.tls;

import java.io.IOException;
import java.net.Socket;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

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

	private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(10);

	private static final String RENEGOTIATING = "TLSv1.2";

	private static final String[] WITHOUT_RENEGOTIATION = { "TLSv1.3" };

	private final TlsSettings settings;

	private final SslBundles bundles;

	private final LongSupplier nanoTime;

	/** Which bundle of each name was last loaded, also where it could not be used. */
	private final Map<String, SslBundle> loaded = new HashMap<>();

	/** Replaced whole by a reload; a handshake keeps the one it began with. */
	private volatile TlsSessions sessions;

	private volatile long lookedAt;

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
		this(settings, bundles, System::nanoTime);
	}

	TlsServer(TlsSettings settings, SslBundles bundles, LongSupplier nanoTime) {
		this.settings = settings;
		this.bundles = bundles;
		this.nanoTime = nanoTime;
		Map<String, BundleKeys> keys = new HashMap<>();
		settings.bundles().forEach((name) -> keys.put(name, load(name, bundles.getBundle(name))));
		this.lookedAt = nanoTime.getAsLong();
		this.sessions = TlsSessions.begin(TlsContext.of(this.settings, keys), this.lookedAt);
		for (String name : settings.bundles()) {
			bundles.addBundleUpdateHandler(name, (bundle) -> update(name, bundle));
			catchUp(name);
		}
	}

	/**
	 * Layer TLS over a connection, without a handshake.
	 * @param accepted a connected socket; it is closed with the socket of the layer, and
	 * left open by an exception
	 * @param records what TLS reads, from the accepted socket
	 * @return TLS whose socket is the server's side
	 * @throws IOException if the client is gone
	 */
	public TlsLayer layer(Socket accepted, RecordInput records) throws IOException {
		return current().layer(accepted, records);
	}

	private TlsSessions current() {
		long now = this.nanoTime.getAsLong();
		if (now - this.lookedAt >= LOOK_NANOS) {
			look(now);
		}
		TlsSessions current = this.sessions;
		return current.isOver(now) ? renew(now) : current;
	}

	private synchronized TlsSessions renew(long now) {
		// another connection may have been first
		if (this.sessions.isOver(now)) {
			replace(this.sessions.tls(), now);
		}
		return this.sessions;
	}

	private void replace(TlsContext tls, long now) {
		TlsSessions old = this.sessions;
		this.sessions = TlsSessions.begin(tls, now);
		old.retire();
	}

	/**
	 * Make the handshake, after which neither the client nor what it showed can change: a
	 * second one is refused.
	 * @param layer what {@link #layer} returned
	 * @return the session, whose client is trusted by the bundle as it is now, also where
	 * it resumes an earlier one
	 * @throws SSLException if the client is not let in
	 * @throws IOException if the connection breaks
	 */
	public SSLSession handshake(TlsLayer layer) throws IOException {
		SSLSocket socket = layer.socket();
		boolean asked;
		try {
			socket.startHandshake();
		}
		finally {
			asked = layer.trust().wasAsked(socket);
		}
		SSLSession session = socket.getSession();
		ClientTrust trust = this.sessions.tls().trust();
		if (!asked || trust != layer.trust()) {
			trust.check(session);
		}
		if (session.getProtocol().equals(RENEGOTIATING)) {
			// a ClientHello finds nothing to agree on
			socket.setEnabledProtocols(WITHOUT_RENEGOTIATION);
		}
		return session;
	}

	/**
	 * An update may not have come: the handler of another that throws keeps it from those
	 * behind it.
	 */
	private synchronized void look(long now) {
		if (now - this.lookedAt >= LOOK_NANOS) {
			this.lookedAt = now;
			this.settings.bundles().forEach(this::catchUp);
		}
	}

	/**
	 * A bundle may also have been updated after it was read, and before it was watched.
	 */
	private synchronized void catchUp(String name) {
		SslBundle latest = this.bundles.getBundle(name);
		// bundles that are made for each question cannot be compared
		if (this.loaded.get(name) != latest && this.bundles.getBundle(name) == latest) {
			update(name, latest);
		}
	}

	/** The others stay as they are: one of them may be unusable by now. */
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
			// such as for want of memory: the bundle may do, so it is tried again
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

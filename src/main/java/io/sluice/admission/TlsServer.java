package io.sluice.admission;

import java.io.IOException;
import java.net.Socket;
import java.util.HashMap;
import java.util.Map;
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

	private static final String RENEGOTIATING = "TLSv1.2";

	private static final String[] WITHOUT_RENEGOTIATION = { "TLSv1.3" };

	private final TlsSettings settings;

	private final LongSupplier nanoTime;

	/** Replaced whole by a reload; a handshake keeps the one it began with. */
	private volatile TlsSessions sessions;

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
		this.nanoTime = nanoTime;
		Map<String, BundleKeys> keys = new HashMap<>();
		settings.bundles().forEach((name) -> keys.put(name, BundleKeys.of(name, bundles.getBundle(name))));
		this.sessions = TlsSessions.begin(TlsContext.of(this.settings, keys), nanoTime.getAsLong());
		for (String name : settings.bundles()) {
			bundles.addBundleUpdateHandler(name, (bundle) -> update(name, bundle));
			catchUp(name, bundles);
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
		TlsSessions current = this.sessions;
		return current.isOver(this.nanoTime.getAsLong()) ? renew() : current;
	}

	private synchronized TlsSessions renew() {
		long now = this.nanoTime.getAsLong();
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

	/** A bundle may have been updated after it was read and before that was watched. */
	private synchronized void catchUp(String name, SslBundles bundles) {
		SslBundle latest = bundles.getBundle(name);
		if (BundleKeys.require(this.sessions.tls().keys(), name).bundle() != latest) {
			update(name, latest);
		}
	}

	/** The others stay as they are: one of them may be unusable by now. */
	private synchronized void update(String name, SslBundle bundle) {
		try {
			Map<String, BundleKeys> keys = new HashMap<>(this.sessions.tls().keys());
			keys.put(name, BundleKeys.of(name, bundle));
			replace(TlsContext.of(this.settings, keys), this.nanoTime.getAsLong());
			log.info("[{}] SSL bundle '{}' was reloaded and serves new connections", this.settings.listener(), name);
		}
		catch (RuntimeException ex) {
			log.warn("[{}] the old certificate stays in use: {}", this.settings.listener(), ex.getMessage());
		}
	}

}

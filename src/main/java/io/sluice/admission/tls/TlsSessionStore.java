package io.sluice.admission.tls;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.time.Duration;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * The sessions that clients may resume. JSSE has no expiry for tickets on the server
 * side, and a resumed session gets a new ticket. Only a new {@link SSLContext}, which
 * does not know the sessions, ends them all; their clients then make a full handshake.
 *
 * @param tls the basis of the handshakes
 * @param context the JSSE context that knows the sessions
 * @param begunAt the {@link System#nanoTime()} of the creation
 */
record TlsSessionStore(TlsContext tls, SSLContext context, long begunAt) {

	/**
	 * Create an empty set of sessions.
	 * @throws IllegalStateException with the name of the listener's own bundle, if that
	 * bundle cannot be used
	 */
	static TlsSessionStore begin(TlsContext tls, long now) {
		try {
			SSLContext context = tls.newContext();
			// sent to clients with each ticket, and used by TLS 1.2 without tickets
			context.getServerSessionContext().setSessionTimeout(seconds(tls.sessionTimeout()));
			return new TlsSessionStore(tls, context, now);
		}
		catch (GeneralSecurityException | RuntimeException ex) {
			throw new UnusableBundleException(tls.bundle(), ex);
		}
	}

	private static int seconds(Duration timeout) {
		return (int) timeout.plusNanos(999_999_999).toSeconds();
	}

	/**
	 * Whether the session timeout has passed since the first session could be made.
	 * @param now the current {@link System#nanoTime()}
	 */
	boolean isExpired(long now) {
		return now - this.begunAt >= this.tls.sessionTimeout().toNanos();
	}

	/**
	 * Keep as few sessions as possible, because none will be resumed. The connections
	 * made with them may live long.
	 */
	void discardSessions() {
		this.context.getServerSessionContext().setSessionCacheSize(1);
	}

	/**
	 * Layer TLS over a connection.
	 * @param records the records from the accepted socket
	 */
	TlsLayer layer(Socket accepted, RecordInput records) throws IOException {
		// only the overload with a stream of bytes already read creates a server socket;
		// this stream ends with the connection, so every byte comes from it
		SSLSocket socket = (SSLSocket) this.context.getSocketFactory().createSocket(accepted, records, true);
		socket.setSSLParameters(this.tls.parameters());
		return new TlsLayer(socket, records, this.tls.trust());
	}

}

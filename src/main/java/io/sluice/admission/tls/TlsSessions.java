package io.sluice.admission.tls;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.time.Duration;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * The sessions that clients may resume, until they are replaced by others. JSSE gives a
 * session ticket no end on the server's side, and a resumed session gets a ticket of its
 * own: what ends them all is an {@link SSLContext} that does not know them. Such a client
 * makes a full handshake instead.
 *
 * @param tls what handshakes are made with
 * @param context knows the sessions
 * @param begunAt when the first could be made, as {@link System#nanoTime()} says it
 */
record TlsSessions(TlsContext tls, SSLContext context, long begunAt) {

	/**
	 * Begin without a session.
	 * @throws IllegalStateException naming the listener's own bundle, if that does not do
	 */
	static TlsSessions begin(TlsContext tls, long now) {
		try {
			SSLContext context = tls.newContext();
			// clients are told of it with each ticket, and TLS 1.2 without tickets knows
			// it
			context.getServerSessionContext().setSessionTimeout(seconds(tls.sessionTimeout()));
			return new TlsSessions(tls, context, now);
		}
		catch (GeneralSecurityException | RuntimeException ex) {
			throw BundleKeys.unusable(tls.bundle(), ex);
		}
	}

	private static int seconds(Duration timeout) {
		return (int) timeout.plusNanos(999_999_999).toSeconds();
	}

	/**
	 * Whether the first of the sessions has had its time.
	 * @param now the current {@link System#nanoTime()}
	 */
	boolean isOver(long now) {
		return now - this.begunAt >= this.tls.sessionTimeout().toNanos();
	}

	/**
	 * Keep no more sessions than have to be, as nothing will resume them. Connections
	 * that were made with them may live for long.
	 */
	void retire() {
		this.context.getServerSessionContext().setSessionCacheSize(1);
	}

	/**
	 * Layer TLS over a connection.
	 * @param records what TLS reads, from the accepted socket
	 */
	TlsLayer layer(Socket accepted, RecordInput records) throws IOException {
		// the overload with a stream of what was read already is the one for servers; up
		// to its end, which is the connection's, nothing is read but from there
		SSLSocket socket = (SSLSocket) this.context.getSocketFactory().createSocket(accepted, records, true);
		socket.setSSLParameters(this.tls.parameters());
		return new TlsLayer(socket, records, this.tls.trust());
	}

}

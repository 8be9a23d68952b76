package io.sluice.admission.tls;

import javax.net.ssl.SSLSocket;

/**
 * TLS over a connection.
 */
public final class TlsLayer {

	private final SSLSocket socket;

	private final RecordInput records;

	private final ClientTrust trust;

	TlsLayer(SSLSocket socket, RecordInput records, ClientTrust trust) {
		this.socket = socket;
		this.records = records;
		this.trust = trust;
	}

	/**
	 * The server's side.
	 */
	public SSLSocket socket() {
		return this.socket;
	}

	/**
	 * What it reads from.
	 */
	public RecordInput records() {
		return this.records;
	}

	/** What a full handshake asks about the client. */
	ClientTrust trust() {
		return this.trust;
	}

}

package io.sluice.admission.tls;

import javax.net.ssl.SSLSocket;

/**
 * TLS over one connection.
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
	 * The server side.
	 */
	public SSLSocket socket() {
		return this.socket;
	}

	/**
	 * The input from which TLS reads records.
	 */
	public RecordInput records() {
		return this.records;
	}

	/** Decides in a full handshake whether the client is trusted. */
	ClientTrust trust() {
		return this.trust;
	}

}

package io.sluice.admission.tls;

import java.util.Objects;

import javax.net.ssl.SSLSocket;

import org.jspecify.annotations.Nullable;

/**
 * TLS over one connection.
 */
public final class TlsLayer {

	private final SSLSocket socket;

	private final RecordInput records;

	private final @Nullable ClientTrust trust;

	TlsLayer(SSLSocket socket, RecordInput records, @Nullable ClientTrust trust) {
		this.socket = socket;
		this.records = records;
		this.trust = trust;
	}

	/**
	 * The socket of this side.
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

	/** Decides in a full handshake whether the client of a server is trusted. */
	ClientTrust trust() {
		return Objects.requireNonNull(this.trust);
	}

}

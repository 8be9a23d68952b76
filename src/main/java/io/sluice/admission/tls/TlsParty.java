package io.sluice.admission.tls;

import java.io.IOException;
import java.net.Socket;

import javax.net.ssl.SSLSession;

/**
 * This process's side of TLS.
 */
public sealed interface TlsParty permits TlsServer, TlsDialer {

	/**
	 * Whether this side begins the handshake.
	 */
	boolean isClient();

	/**
	 * Layer TLS over a connection, without a handshake.
	 * @param socket a connected socket; it is closed together with the layer's socket,
	 * and stays open after an exception
	 * @param records the records from the socket
	 * @return the layer
	 * @throws IOException if the other end is gone
	 */
	TlsLayer layer(Socket socket, RecordInput records) throws IOException;

	/**
	 * Make the handshake.
	 * @param layer the result of {@link #layer}
	 * @return the session; its other end is trusted
	 * @throws javax.net.ssl.SSLException if the other end is rejected
	 * @throws IOException if the connection breaks
	 */
	SSLSession handshake(TlsLayer layer) throws IOException;

}

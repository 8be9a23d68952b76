package io.sluice.admission;

import javax.net.ssl.SSLSocket;

/**
 * TLS over a connection.
 *
 * @param socket the server's side
 * @param records what it reads from
 */
public record TlsLayer(SSLSocket socket, RecordInput records) {

}

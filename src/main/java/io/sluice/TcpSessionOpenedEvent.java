package io.sluice;

/**
 * A session is open: its TLS handshake is complete, and no message has been read yet. The
 * event is published on the session's thread, so a message that an event listener pushes
 * is the first that the client receives.
 *
 * @param session the session
 */
public record TcpSessionOpenedEvent(TcpSession session) {
}

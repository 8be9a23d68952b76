package io.sluice;

/**
 * A session is open: its TLS handshake has been made, and its first message has not been
 * read. The event is published on the session's thread, so a push of an event listener is
 * the first that the client receives.
 *
 * @param session the session
 */
public record TcpSessionOpenedEvent(TcpSession session) {
}

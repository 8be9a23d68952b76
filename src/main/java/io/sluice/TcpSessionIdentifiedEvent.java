package io.sluice;

/**
 * A session has got a name. The event is published on the thread that gave the name,
 * before a reply of it is written.
 *
 * @param session the session
 * @param identity the name
 */
public record TcpSessionIdentifiedEvent(TcpSession session, String identity) {
}

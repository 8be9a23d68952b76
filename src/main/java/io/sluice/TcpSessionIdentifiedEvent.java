package io.sluice;

/**
 * A session has got a name. The event is published on the thread that gave the name. If a
 * message named the session, the event comes before the reply to that message.
 *
 * @param session the session
 * @param identity the name
 */
public record TcpSessionIdentifiedEvent(TcpSession session, String identity) {
}

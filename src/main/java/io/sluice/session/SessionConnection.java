package io.sluice.session;

import java.net.InetSocketAddress;

import io.sluice.CloseReason;
import io.sluice.spi.TlsPeer;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.MessageDeliveryException;

/**
 * The connection of a session, as far as the session needs it. Any thread.
 */
public interface SessionConnection {

	/**
	 * The id of the connection.
	 */
	String getConnectionId();

	/**
	 * The client's address.
	 */
	InetSocketAddress peer();

	/**
	 * What TLS knows about the client, or {@code null} without TLS.
	 */
	@Nullable TlsPeer tls();

	/**
	 * Whether the connection can take pushes.
	 */
	boolean isOpenForPushes();

	/**
	 * Make the message of a push.
	 * @param payload the payload, as a handler would return it
	 * @return the bytes of the message
	 * @throws MessageDeliveryException if it cannot be sent
	 */
	byte[] message(Object payload);

	/**
	 * Make the frame of a message.
	 * @param message the bytes of the message
	 * @return the bytes of the frame
	 */
	byte[] frame(byte[] message);

	/**
	 * Whether a message has the same frame for all connections of the listener.
	 */
	boolean isFrameShared();

	/**
	 * Send a push, without a wait.
	 */
	PendingPush push(PushFrame frame);

	/**
	 * Whether messages of the client are read, until a decided end.
	 */
	boolean isReading();

	/**
	 * Whether a thread is the one that reads from the client.
	 */
	boolean isReadBy(Thread thread);

	/**
	 * The number of bytes sent to the client.
	 */
	long sentBytes();

	/**
	 * Record an answer of the client.
	 * @param size the size of its payload
	 * @param late whether its ask had already ended
	 */
	void recordAnswer(int size, boolean late);

	/**
	 * Record that the session got a name.
	 */
	void recordName(String name);

	/**
	 * Publish an event of the session. A listener of the application that fails does not
	 * affect the connection.
	 */
	void publish(Object event);

	/**
	 * Take no further request, and close after the requests already read have been
	 * answered. Does not block.
	 * @param reason the close reason; the first one counts
	 */
	void finish(CloseReason reason);

}

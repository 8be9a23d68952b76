package io.sluice;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentMap;

import org.jspecify.annotations.Nullable;

/**
 * A client's connection as the application sees it, from the moment at which it is open.
 * It may be kept after the request in which it was received, and after its end. Any
 * number of threads may use it. It cannot be serialized: in a message, the header
 * {@code ip_connectionId} has its id.
 *
 * @see TcpSessions
 */
public interface TcpSession {

	/**
	 * {@return the id, which is the id of the connection} It is unique in this process.
	 */
	String id();

	/**
	 * {@return the name of the listener}
	 */
	String listener();

	/**
	 * {@return the name of the pod that has the connection, or {@code null} if it is this
	 * process} A session of another pod is a view: its client and names are those at the
	 * time at which it was found, and it has no attributes.
	 */
	@Nullable String pod();

	/**
	 * {@return the client's address; behind a proxy, the address in the PROXY header}
	 */
	InetSocketAddress peer();

	/**
	 * {@return the subject of the client's certificate (RFC 2253), or {@code null} if the
	 * client sent none}
	 */
	@Nullable String tlsSubject();

	/**
	 * {@return the subject alternative names of the client's certificate, such as {@code
	 * DNS:client.example.com}}
	 */
	List<String> tlsNames();

	/**
	 * {@return the names by which the session is found, in the order in which it got
	 * them} Names that another session has taken over are not among them.
	 */
	Set<String> identities();

	/**
	 * The first name that the session was given, as in the header
	 * {@link SluiceHeaders#IDENTITY}.
	 * @return {@code null} if it was given none
	 */
	@Nullable String identity();

	/**
	 * Give the session a name. A session may have several names. What happens if another
	 * session of the listener has the name already is the listener's setting
	 * {@code identity.on-duplicate}.
	 * @param identity 1 to 128 printable characters
	 * @throws IdentityRefusedException if the name is malformed, another session keeps
	 * it, or this session is closed
	 * @throws UnsupportedOperationException if another pod has the session
	 */
	void identify(String identity);

	/**
	 * The values that the application keeps with the session. They last as long as the
	 * connection.
	 * @return a map that any number of threads may change
	 * @throws UnsupportedOperationException if another pod has the session
	 */
	ConcurrentMap<String, Object> attributes();

	/**
	 * Send the client a message that is not a reply. Waits for at most the listener's
	 * {@code timeouts.push}.
	 * @param payload a payload that a handler of the listener could return as its reply
	 * @return what became of the message
	 */
	PushResult push(Object payload);

	/**
	 * Send the client a message that is not a reply, without waiting for the result.
	 * @param payload a payload that a handler of the listener could return as its reply
	 * @return completes with what became of the message, never exceptionally
	 */
	CompletionStage<PushResult> pushAsync(Object payload);

	/**
	 * Send the client a message, and wait for its answer. The listener must have
	 * {@code correlate}, by which answers are recognized.
	 * @param payload a payload that a handler of the listener could return as its reply
	 * @param timeout the longest time to the answer
	 * @param type the type of the answer, as a handler's payload
	 * @param <T> that type
	 * @return the answer
	 * @throws AskNotSentException if the message was not sent
	 * @throws AskUnansweredException if the message was sent, and has no answer
	 * @throws IllegalStateException if the listener has no {@code correlate}, or the
	 * calling thread is the one that reads from the client
	 */
	<T> T ask(Object payload, Duration timeout, Class<T> type);

	/**
	 * Send the client a message, and have its answer later.
	 * @param payload a payload that a handler of the listener could return as its reply
	 * @param timeout the longest time to the answer
	 * @param type the type of the answer, as a handler's payload
	 * @param <T> that type
	 * @return completes with the answer, or fails with an {@link AskException}
	 * @throws IllegalStateException if the listener has no {@code correlate}
	 */
	<T> CompletionStage<T> askAsync(Object payload, Duration timeout, Class<T> type);

	/**
	 * Whether the connection is open. If another pod has the session, this asks that pod,
	 * and is {@code false} if it does not answer.
	 * @return whether it is open
	 */
	boolean isOpen();

	/**
	 * Close the connection after the replies to the requests that have been read, with
	 * the close reason {@link CloseReason#HANDLER_REQUESTED}. Returns without waiting for
	 * the close.
	 */
	void close();

}

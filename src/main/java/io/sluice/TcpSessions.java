package io.sluice;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * The open sessions of all listeners; a bean. A session can be found from its opening,
 * after the TLS handshake, until its close. Without a cluster, these are the sessions of
 * this process. In a cluster, what is sent to a name or an id reaches sessions of other
 * pods too: if this process has none, the other pods are asked, which takes a round trip
 * of the engine. Methods whose names contain {@code local} never leave this process.
 */
public interface TcpSessions {

	/**
	 * Find a session by its id.
	 * @param id the id of the session, which is the id of its connection
	 * @return {@code null} if no such session is open
	 */
	@Nullable TcpSession session(String id);

	/**
	 * Find the sessions that have a name.
	 * @param identity the name
	 * @return the sessions, at most one for each listener: the one that has received the
	 * name last; sessions of other pods only if this process has none
	 */
	List<TcpSession> find(String identity);

	/**
	 * Find the session of a listener that has a name.
	 * @param listener the listener's name
	 * @param identity the session's name
	 * @return {@code null} if no such session is open
	 */
	@Nullable TcpSession find(String listener, String identity);

	/**
	 * Find sessions of this process by a condition.
	 * @param condition the condition
	 * @return the sessions that are open and meet the condition, in no order
	 */
	List<TcpSession> findLocal(Predicate<? super TcpSession> condition);

	/**
	 * The sessions of a listener of this process.
	 * @param listener the listener's name
	 * @return the sessions, in no order
	 */
	List<TcpSession> localSessions(String listener);

	/**
	 * Send a message to the session that has a name.
	 * @param identity the session's name
	 * @param payload the message, as in {@link TcpSession#push}
	 * @return what became of the message; {@link PushResult.Outcome#AMBIGUOUS} if
	 * sessions of several listeners have the name
	 */
	PushResult push(String identity, Object payload);

	/**
	 * Send a message to the session of a listener that has a name.
	 * @param listener the listener's name
	 * @param identity the session's name
	 * @param payload the message, as in {@link TcpSession#push}
	 * @return what became of the message
	 */
	PushResult push(String listener, String identity, Object payload);

	/**
	 * Send a message to the session that has a name, without waiting for the result.
	 * @param identity the session's name
	 * @param payload the message, as in {@link TcpSession#push}
	 * @return completes with what became of the message, never exceptionally
	 */
	CompletionStage<PushResult> pushAsync(String identity, Object payload);

	/**
	 * Send a message to the session of a listener that has a name, without waiting for
	 * the result.
	 * @param listener the listener's name
	 * @param identity the session's name
	 * @param payload the message, as in {@link TcpSession#push}
	 * @return completes with what became of the message, never exceptionally
	 */
	CompletionStage<PushResult> pushAsync(String listener, String identity, Object payload);

	/**
	 * Ask the session that has a name, as {@link TcpSession#ask}.
	 * @param identity the session's name
	 * @param payload the message
	 * @param timeout the longest time to the answer
	 * @param type the type of the answer
	 * @param <T> that type
	 * @return the answer
	 * @throws AskNotSentException if no session has the name, or several have it, or the
	 * message was not sent
	 * @throws AskUnansweredException if the message was sent, and has no answer
	 */
	<T> T ask(String identity, Object payload, Duration timeout, Class<T> type);

	/**
	 * Ask the session of a listener that has a name, as {@link TcpSession#ask}.
	 * @param listener the listener's name
	 * @param identity the session's name
	 * @param payload the message
	 * @param timeout the longest time to the answer
	 * @param type the type of the answer
	 * @param <T> that type
	 * @return the answer
	 * @throws AskNotSentException if no session has the name, or the message was not sent
	 * @throws AskUnansweredException if the message was sent, and has no answer
	 */
	<T> T ask(String listener, String identity, Object payload, Duration timeout, Class<T> type);

	/**
	 * Ask the session that has a name, and have its answer later.
	 * @param identity the session's name
	 * @param payload the message
	 * @param timeout the longest time to the answer
	 * @param type the type of the answer
	 * @param <T> that type
	 * @return completes with the answer, or fails with an {@link AskException}
	 */
	<T> CompletionStage<T> askAsync(String identity, Object payload, Duration timeout, Class<T> type);

	/**
	 * Ask the session of a listener that has a name, and have its answer later.
	 * @param listener the listener's name
	 * @param identity the session's name
	 * @param payload the message
	 * @param timeout the longest time to the answer
	 * @param type the type of the answer
	 * @param <T> that type
	 * @return completes with the answer, or fails with an {@link AskException}
	 */
	<T> CompletionStage<T> askAsync(String listener, String identity, Object payload, Duration timeout, Class<T> type);

	/**
	 * Send a message to all sessions of all pods. Returns when each has taken the message
	 * or its listener's {@code timeouts.push} has passed; no session waits for another.
	 * @param payload the message, as in {@link TcpSession#push}
	 * @return what became of the messages
	 */
	BroadcastResult broadcast(Object payload);

	/**
	 * Send a message to all sessions of a listener, on all pods.
	 * @param listener the listener's name
	 * @param payload the message, as in {@link TcpSession#push}
	 * @return what became of the messages
	 */
	BroadcastResult broadcast(String listener, Object payload);

	/**
	 * Send a message to all sessions of this process that meet a condition.
	 * @param condition the condition
	 * @param payload the message, as in {@link TcpSession#push}
	 * @return what became of the messages
	 */
	BroadcastResult broadcastLocal(Predicate<? super TcpSession> condition, Object payload);

	/**
	 * Send a message to all sessions of all pods, without waiting for the result.
	 * @param payload the message, as in {@link TcpSession#push}
	 * @return completes with what became of the messages, never exceptionally
	 */
	CompletionStage<BroadcastResult> broadcastAsync(Object payload);

	/**
	 * Send a message to all sessions of a listener, on all pods, without waiting for the
	 * result.
	 * @param listener the listener's name
	 * @param payload the message, as in {@link TcpSession#push}
	 * @return completes with what became of the messages, never exceptionally
	 */
	CompletionStage<BroadcastResult> broadcastAsync(String listener, Object payload);

	/**
	 * Send a message to all sessions of this process that meet a condition, without
	 * waiting for the result.
	 * @param condition the condition
	 * @param payload the message, as in {@link TcpSession#push}
	 * @return completes with what became of the messages, never exceptionally
	 */
	CompletionStage<BroadcastResult> broadcastLocalAsync(Predicate<? super TcpSession> condition, Object payload);

}

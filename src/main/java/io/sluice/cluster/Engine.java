package io.sluice.cluster;

import java.util.Collection;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

/**
 * What brings bytes to the pods that subscribe to a channel. It never repeats what it was
 * told to publish: bytes arrive in the order in which the engine has taken them, and once
 * or not at all. Any thread; no method but {@link #stop} and {@link #close} waits.
 */
public interface Engine extends AutoCloseable {

	/** The number of receivers, if the engine does not know it. */
	long UNKNOWN = -1;

	/**
	 * Connect, and connect again whenever the connection is lost.
	 * @param listener receives what happens; its methods must not wait, except
	 * {@link EngineListener#connected}
	 */
	void start(EngineListener listener);

	/**
	 * Publish bytes to a channel.
	 * @return completes with the number of subscribers that they went to, or
	 * {@link #UNKNOWN}; fails with an {@link EngineAwayException} if they were certainly
	 * not published, and with another exception if they may have been
	 */
	CompletionStage<Long> publish(String channel, byte[] message);

	/**
	 * Subscribe to channels.
	 * @return completes when all of them are subscribed to
	 */
	CompletionStage<Void> subscribe(Collection<String> channels);

	/**
	 * End subscriptions.
	 * @return completes when they have ended
	 */
	CompletionStage<Void> unsubscribe(Collection<String> channels);

	/**
	 * Give up the connection, because it no longer brings what it should, and connect
	 * again.
	 */
	void reconnect();

	/**
	 * Why it could not connect, or what it has refused, since it last took a
	 * subscription; {@code null} if there was nothing.
	 */
	default @Nullable String problem() {
		return null;
	}

	/**
	 * Close the connection. The engine may be started again.
	 */
	void stop();

	/**
	 * Stop for good. May be called repeatedly, and without a start.
	 */
	@Override
	void close();

}

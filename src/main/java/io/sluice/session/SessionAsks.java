package io.sluice.session;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import io.sluice.AskException;
import io.sluice.AskNotSentException;
import io.sluice.session.PushFrame.Purpose;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageDeliveryException;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.support.GenericMessage;

/**
 * The asks of one session: converts messages and answers, and waits. A session has one
 * from its first ask on.
 */
final class SessionAsks {

	/** Shared, because headers have an id that costs time to create. */
	private static final MessageHeaders NO_HEADERS = new MessageHeaders(Map.of());

	private final SessionConnection connection;

	private final String listener;

	private final SessionPolicy policy;

	private final Asks asks;

	/**
	 * @throws IllegalStateException if the listener cannot tell answers from requests
	 */
	SessionAsks(SessionConnection connection, String listener, SessionPolicy policy) {
		this.connection = connection;
		this.listener = listener;
		this.policy = policy;
		Correlation correlation = policy.correlation();
		if (correlation == null) {
			throw new IllegalStateException(
					"[%s] clients cannot be asked without 'sluice.listeners.%s.correlate', which tells answers from requests; set it"
						.formatted(listener, listener));
		}
		this.asks = (correlation.keys() != null) ? new KeyedAsks(listener, connection, correlation, correlation.keys())
				: new OrderedAsks(listener, connection, correlation);
	}

	/**
	 * Ask, and wait for the answer.
	 * @throws AskException if there is none
	 * @throws IllegalStateException on the thread that reads from the client
	 */
	<T> T ask(Object payload, Duration timeout, Class<T> type) {
		Ask ask = begin(payload, timeout);
		if (this.connection.isReadBy(Thread.currentThread())) {
			throw new IllegalStateException(
					"[%s] the thread that reads from the client cannot wait for its answer; use askAsync"
						.formatted(this.listener));
		}
		return read(Waits.await(ask, this.asks, nanos(timeout)), type);
	}

	/**
	 * Ask, without a wait.
	 */
	<T> CompletionStage<T> askAsync(Object payload, Duration timeout, Class<T> type) {
		Ask ask;
		try {
			ask = begin(payload, timeout);
		}
		catch (AskNotSentException ex) {
			return CompletableFuture.failedStage(ex);
		}
		this.asks.add(ask);
		CompletableFuture<T> result = new CompletableFuture<>();
		// the thread that completes the ask reads from the client
		var _ = ask.result()
			.whenCompleteAsync((answer, failure) -> complete(result, answer, failure, type),
					Thread::startVirtualThread);
		return result;
	}

	/**
	 * @throws AskNotSentException if the message cannot be sent
	 */
	private Ask begin(Object payload, Duration timeout) {
		if (!this.connection.isReading()) {
			throw new AskNotSentException("the connection is closed");
		}
		try {
			byte[] message = this.connection.message(payload);
			PushFrame frame = new PushFrame(this.connection.frame(message), message.length, Purpose.ASK);
			return new Ask(frame, this.asks.keyOf(message(message)), System.nanoTime() + nanos(timeout));
		}
		catch (MessageDeliveryException ex) {
			throw new AskNotSentException(String.valueOf(ex.getMessage()));
		}
	}

	private <T> void complete(CompletableFuture<T> result, byte @Nullable [] answer, @Nullable Throwable failure,
			Class<T> type) {
		try {
			if (answer != null) {
				result.complete(read(answer, type));
			}
			else {
				result.completeExceptionally(Objects.requireNonNull(failure));
			}
		}
		catch (RuntimeException | Error ex) {
			result.completeExceptionally(ex);
		}
	}

	private <T> T read(byte[] answer, Class<T> type) {
		return type.cast(this.policy.reader().apply(answer, type));
	}

	private static long nanos(Duration timeout) {
		return Math.min(TimeUnit.NANOSECONDS.convert(timeout), TimeUnit.DAYS.toNanos(365));
	}

	/**
	 * Take a message of the client, if it is an answer. Called by the connection's
	 * thread.
	 * @return {@code false} if it is a request
	 */
	boolean accept(byte[] message) {
		return this.asks.accept(message(message));
	}

	private static Message<byte[]> message(byte[] payload) {
		return new GenericMessage<>(payload, NO_HEADERS);
	}

	/**
	 * Whether an ask is pending. Any thread.
	 */
	boolean isPending() {
		return this.asks.isPending();
	}

	/**
	 * Accept no further ask, and run an action once none is pending. Any thread.
	 * @return {@code false} if none is pending: the action does not run
	 */
	boolean whenDone(Runnable action) {
		return this.asks.whenDone(action);
	}

	/**
	 * End the waits that are over. Called by the sweeper.
	 * @param now the current {@link System#nanoTime()}
	 */
	void sweep(long now) {
		this.asks.sweep(now);
	}

	/**
	 * End the waits for answers, because nothing more is read.
	 */
	void close() {
		this.asks.close();
	}

}

package io.sluice.upstream.broker;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * A record on its way to the client of RabbitMQ. It waits in a queue until the thread
 * that publishes takes it. If that does not happen in time, the record is not sent.
 */
@RequiredArgsConstructor
final class OutgoingRecord {

	/** What a record takes besides its content, roughly. */
	private static final int OVERHEAD = 512;

	private enum State {

		QUEUED,

		/** Handed to the client, or about to be. */
		TAKEN,

		/** It will not be sent. */
		EXPIRED

	}

	private final BrokerRecord record;

	private final byte[] payload;

	/** The {@link System#nanoTime()} until which it may wait. */
	private final long deadline;

	private final AtomicReference<State> state = new AtomicReference<>(State.QUEUED);

	private final CompletableFuture<@Nullable Void> result = new CompletableFuture<>();

	BrokerRecord record() {
		return this.record;
	}

	byte[] payload() {
		return this.payload;
	}

	/**
	 * The memory that it takes, in bytes.
	 */
	int size() {
		return this.payload.length + OVERHEAD;
	}

	/**
	 * Completes when it is stored, or fails.
	 */
	CompletableFuture<@Nullable Void> result() {
		return this.result;
	}

	/**
	 * The time that it may still wait.
	 * @param now the current {@link System#nanoTime()}
	 * @return nanoseconds; not above 0 if the time is over
	 */
	long left(long now) {
		return this.deadline - now;
	}

	/**
	 * Take it, to hand it to the client. Called by the thread that publishes, which may
	 * take it again if the client has not received it.
	 * @return {@code false} if it has waited for too long
	 */
	boolean take() {
		return this.state.compareAndSet(State.QUEUED, State.TAKEN) || this.state.get() == State.TAKEN;
	}

	boolean isQueued() {
		return this.state.get() == State.QUEUED;
	}

	/**
	 * Fail, unless it has been taken. Any thread.
	 */
	void expire() {
		if (this.state.compareAndSet(State.QUEUED, State.EXPIRED)) {
			fail(RabbitFailures.waiting());
		}
	}

	void fail(Throwable failure) {
		this.result.completeExceptionally(failure);
	}

}

package io.sluice.connection;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import io.sluice.CloseReason;
import io.sluice.connection.ConnectionLifecycle.State;
import io.sluice.socket.PolledSocket;
import org.jspecify.annotations.Nullable;

/**
 * The deadlines of one connection. A deadline is a field that the connection sets while
 * it works; the sweeper checks it a few times a second.
 * <p>
 * Every wait for a client has one of these limits. The last three apply once the
 * connection has a close reason, so that a client cannot delay a decided end.
 * <table>
 * <caption>Limits</caption>
 * <tr>
 * <th>state</th>
 * <th>condition</th>
 * <th>counts from</th>
 * <th>limit</th>
 * <th>action</th>
 * </tr>
 * <tr>
 * <td>opening</td>
 * <td>PROXY header and TLS handshake</td>
 * <td>accept</td>
 * <td>{@code handshake}</td>
 * <td>close</td>
 * </tr>
 * <tr>
 * <td>any other</td>
 * <td>a write, by any thread</td>
 * <td>its first wait</td>
 * <td>{@code write}</td>
 * <td>close with a reset</td>
 * </tr>
 * <tr>
 * <td>open</td>
 * <td>no request in flight</td>
 * <td>end of the latest request</td>
 * <td>{@code idle}</td>
 * <td>finish</td>
 * </tr>
 * <tr>
 * <td>open</td>
 * <td>maximum age</td>
 * <td>accept</td>
 * <td>{@code max-age}</td>
 * <td>finish</td>
 * </tr>
 * <tr>
 * <td>finishing</td>
 * <td>no request is being answered</td>
 * <td>close reason, or end of the latest request</td>
 * <td>{@code write} plus 3 s</td>
 * <td>close with a reset</td>
 * </tr>
 * <tr>
 * <td>ending</td>
 * <td>the client does not close</td>
 * <td>end of the output</td>
 * <td>1 s</td>
 * <td>end the input</td>
 * </tr>
 * <tr>
 * <td>ending</td>
 * <td>the client does not close</td>
 * <td>end of the output</td>
 * <td>3 s, plus {@code write} if a write waits</td>
 * <td>close with a reset</td>
 * </tr>
 * </table>
 */
final class ConnectionDeadlines {

	/** The period of the sweeper. */
	static final long SWEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

	/** The longest time for which the sweeper leaves a quiet connection out. */
	private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(1);

	/** The time that a client has to close after the output has ended. */
	static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

	/**
	 * The longest time from a decided end to the close: twice the patience, and the same
	 * again for a busy machine.
	 */
	private static final long END_NANOS = 3 * PATIENCE_NANOS;

	/**
	 * The time that a connection which is to move has for a last reply. An end without
	 * one can hit a request on its way.
	 */
	private static final long MOVE_GRACE_NANOS = TimeUnit.SECONDS.toNanos(5);

	/** The time after which a connection that could not end stays. */
	private static final long MOVE_NANOS = TimeUnit.SECONDS.toNanos(30);

	/**
	 * The time after a reply in which a client that has several requests at once sends
	 * the next one, if it goes on.
	 */
	private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

	private final Timeouts timeouts;

	private final ConnectionLifecycle lifecycle;

	private final PolledSocket socket;

	private final ReplyOutput output;

	private final long acceptedAt = System.nanoTime();

	/** Whether the client may have several requests in flight. */
	private final boolean pipelined;

	/** The age from which the connection ends. */
	private final long maxAge;

	/**
	 * The age at which the connection was told to end: to move to another pod, or in a
	 * drain, which its state tells.
	 */
	private volatile long toldAt = Long.MAX_VALUE;

	/**
	 * The end of the latest request. Not volatile: a stale value only delays the sweeper
	 * by one period.
	 */
	private long servedAt = this.acceptedAt;

	/** The bytes that had been sent at the latest sweep. Used by the sweeper. */
	private long sentBytes;

	/** When the sweeper next looks at the connection. */
	private volatile long restsUntil = this.acceptedAt;

	ConnectionDeadlines(Timeouts timeouts, boolean pipelined, ConnectionLifecycle lifecycle, PolledSocket socket,
			ReplyOutput output) {
		this.timeouts = timeouts;
		this.pipelined = pipelined;
		this.lifecycle = lifecycle;
		this.socket = socket;
		this.output = output;
		this.maxAge = timeouts.lifetime().jitteredMaxAge();
	}

	/**
	 * The {@link System#nanoTime()} at which the connection was accepted.
	 */
	long acceptedAt() {
		return this.acceptedAt;
	}

	/**
	 * Record the end of a request, or the moment at which the first request may come.
	 * @param now the current {@link System#nanoTime()}
	 */
	void recordServed(long now) {
		this.servedAt = now;
	}

	/**
	 * Whether the sweeper leaves the connection out, because nothing can be due. Called
	 * by the sweeper.
	 * @param now the current {@link System#nanoTime()}
	 */
	boolean isResting(long now) {
		return now - this.restsUntil < 0;
	}

	/**
	 * Leave a quiet connection out until its next deadline, or for a second. Anything
	 * that begins on the connection {@linkplain #endRest() ends the rest} afterwards.
	 * Called by the sweeper.
	 * @param now the current {@link System#nanoTime()}
	 * @param limit the longest time, in nanoseconds
	 * @param quiet whether no thread serves the connection and nothing is in progress
	 */
	void rest(long now, long limit, BooleanSupplier quiet) {
		if (quiet.getAsBoolean()) {
			this.restsUntil = now + Math.min(Math.min(limit, REST_NANOS), remainingNanos(now));
			// what has begun in the meantime may have ended the rest before it began
			if (!quiet.getAsBoolean()) {
				endRest();
			}
		}
	}

	private long remainingNanos(long now) {
		return Math.min(remainingIdleNanos(now), this.maxAge - Math.max(0, age(now)));
	}

	/** The difference may be negative, and the limit as long as can be. */
	private long remainingIdleNanos(long now) {
		return this.timeouts.lifetime().idleNanos() - Math.max(0, now - this.servedAt);
	}

	/**
	 * Have the sweeper look at the connection again. Any thread.
	 */
	void endRest() {
		this.restsUntil = this.acceptedAt;
	}

	/**
	 * The action that is due. Called by the sweeper.
	 * @param now the current {@link System#nanoTime()}
	 * @param activity what the connection is doing
	 * @return {@code null} if no action is due
	 */
	@Nullable Due due(long now, Activity activity) {
		State state = this.lifecycle.state();
		if (state.isOpening()) {
			return dueWhileOpening(now);
		}
		Due broken = dueOfOutput(now);
		if (broken != null) {
			return broken;
		}
		if (state == State.FINISHING) {
			return dueWhileFinishing(now, activity);
		}
		if (state == State.ENDING) {
			return dueWhileEnding(now);
		}
		return (state != State.CLOSED && activity == Activity.IDLE) ? dueWhileIdle(now) : null;
	}

	private @Nullable Due dueWhileOpening(long now) {
		boolean due = now - this.acceptedAt >= this.timeouts.lifetime().handshake().toNanos();
		return due ? new Due(Action.CLOSE, CloseReason.HANDSHAKE_TIMEOUT) : null;
	}

	private @Nullable Due dueOfOutput(long now) {
		if (this.output.isTorn()) {
			return new Due(Action.CLOSE, CloseReason.SERVER_ERROR);
		}
		long blockedSince = this.socket.blockedSince();
		boolean due = blockedSince != 0 && now - blockedSince >= this.timeouts.write().toNanos();
		return due ? new Due(Action.RESET, CloseReason.WRITE_TIMEOUT) : null;
	}

	private @Nullable Due dueWhileIdle(long now) {
		Lifetime lifetime = this.timeouts.lifetime();
		if (lifetime.idleCounts() == IdleCounts.BOTH && this.output.sentBytes() != this.sentBytes) {
			this.sentBytes = this.output.sentBytes();
			recordServed(now);
		}
		if (!maySendNext(now) && isEndDue(now)) {
			return new Due(Action.FINISH, endReason(now));
		}
		return (remainingIdleNanos(now) <= 0) ? new Due(Action.FINISH, CloseReason.IDLE_TIMEOUT) : null;
	}

	/**
	 * A request that is being answered is not interrupted: it has its own deadline.
	 */
	private @Nullable Due dueWhileFinishing(long now, Activity activity) {
		long elapsed = Math.min(this.lifecycle.elapsed(now), now - this.servedAt);
		boolean due = activity != Activity.ANSWERING && elapsed >= END_NANOS + this.timeouts.write().toNanos();
		return due ? new Due(Action.RESET, closeReason()) : null;
	}

	private @Nullable Due dueWhileEnding(long now) {
		long elapsed = this.lifecycle.elapsed(now);
		long write = (this.socket.blockedSince() != 0) ? this.timeouts.write().toNanos() : 0;
		if (elapsed >= END_NANOS + write) {
			return new Due(Action.RESET, closeReason());
		}
		return (elapsed >= PATIENCE_NANOS) ? new Due(Action.END_INPUT, closeReason()) : null;
	}

	private CloseReason closeReason() {
		CloseReason reason = this.lifecycle.reason();
		return (reason != null) ? reason : CloseReason.SERVER_ERROR;
	}

	private boolean isEndDue(long now) {
		return isDue(this.maxAge, this.timeouts.lifetime().ageGraceNanos(), now)
				|| (isMoving(now) && isDue(this.toldAt, MOVE_GRACE_NANOS, now))
				|| (this.lifecycle.isAtLastReply() && isServedSince(this.toldAt));
	}

	private boolean isDue(long age, long grace, long now) {
		return isPast(age, grace, now) || isServedSince(age);
	}

	/**
	 * Whether the client may just be sending a request: one that has several in flight
	 * does not wait for a reply.
	 */
	private boolean maySendNext(long now) {
		return this.pipelined && now - this.servedAt < PAUSE_NANOS;
	}

	private boolean isServedSince(long age) {
		return this.pipelined && age(this.servedAt) >= age;
	}

	private boolean isPast(long age, long nanos, long now) {
		return age(now) - nanos >= age;
	}

	/** May be negative: the sweeper reads the clock before it comes to a connection. */
	private long age(long time) {
		return time - this.acceptedAt;
	}

	/**
	 * Whether the connection ends after the current reply, if the client awaits no other.
	 * One that may have several requests in flight does not: its client may just be
	 * sending the next one, so it ends in a pause.
	 * @param now the current {@link System#nanoTime()}
	 */
	boolean endsAfterReply(long now) {
		return !this.pipelined && (isPast(this.maxAge, 0, now) || isMoving(now) || this.lifecycle.isAtLastReply());
	}

	/**
	 * Whether the connection has reached its maximum age so long ago that it ends though
	 * the client has always sent more: it has had the time of one more frame.
	 * @param now the current {@link System#nanoTime()}
	 */
	boolean isOverdue(long now) {
		return isPast(this.maxAge, this.timeouts.frame().toNanos(), now);
	}

	/**
	 * End the connection as at its maximum age, but never with a request in flight,
	 * because it is to move to another pod. It stays if it cannot end within 30 seconds.
	 * Any thread.
	 * @param now the current {@link System#nanoTime()}
	 */
	void move(long now) {
		endAfter(now);
	}

	/**
	 * Whether the connection is to move to another pod. Any thread.
	 * @param now the current {@link System#nanoTime()}
	 */
	boolean isMoving(long now) {
		long from = this.toldAt;
		return isPast(from, 0, now) && !isPast(from, MOVE_NANOS, now) && !this.lifecycle.isAtLastReply();
	}

	/**
	 * Record that the connection ends after its next reply. Any thread.
	 * @param now the current {@link System#nanoTime()}
	 */
	void awaitReply(long now) {
		endAfter(now);
	}

	private void endAfter(long now) {
		this.toldAt = age(now);
		endRest();
	}

	/**
	 * The reason for which the connection ends in a pause or after a reply.
	 * @param now the current {@link System#nanoTime()}
	 */
	CloseReason endReason(long now) {
		if (this.lifecycle.isAtLastReply()) {
			return CloseReason.DRAINING;
		}
		return isMoving(now) ? CloseReason.REBALANCED : CloseReason.MAX_AGE;
	}

	/** What a connection is doing. */
	enum Activity {

		/** No request is in flight, and no frame is half read. */
		IDLE,
		/** A frame is half read. */
		READING,
		/** A request is being handled, or its reply is being written. */
		ANSWERING

	}

	/** An action on a connection. */
	enum Action {

		/** Close the connection. */
		CLOSE,
		/**
		 * Close the connection with a reset, because the client does not read what it is
		 * sent.
		 */
		RESET,
		/** Take no further request. */
		FINISH,
		/** Read no further bytes from the client. */
		END_INPUT

	}

	/**
	 * An action that is due.
	 *
	 * @param action the action
	 * @param reason the close reason
	 */
	record Due(Action action, CloseReason reason) {
	}

}

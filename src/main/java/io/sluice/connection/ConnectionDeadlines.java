package io.sluice.connection;

import java.util.concurrent.TimeUnit;

import io.sluice.CloseReason;
import io.sluice.connection.ConnectionLifecycle.State;
import io.sluice.socket.PolledSocket;
import org.jspecify.annotations.Nullable;

/**
 * The deadlines of one connection. A deadline is a field that the connection sets while
 * it works; the sweeper looks at it a few times a second.
 * <p>
 * Every wait for a client has one of these limits. The last three follow from any close
 * reason, so that a client cannot prolong an end that has been decided.
 * <table>
 * <caption>Limits</caption>
 * <tr>
 * <th>state</th>
 * <th>what</th>
 * <th>counts from</th>
 * <th>limit</th>
 * <th>then</th>
 * </tr>
 * <tr>
 * <td>opening</td>
 * <td>PROXY header and TLS handshake</td>
 * <td>the accept</td>
 * <td>{@code handshake}</td>
 * <td>it is closed</td>
 * </tr>
 * <tr>
 * <td>any other</td>
 * <td>a write, by any thread</td>
 * <td>its first wait for room</td>
 * <td>{@code write}</td>
 * <td>it is closed with a reset</td>
 * </tr>
 * <tr>
 * <td>open</td>
 * <td>nothing in flight</td>
 * <td>the latest request's end</td>
 * <td>{@code idle}</td>
 * <td>it finishes</td>
 * </tr>
 * <tr>
 * <td>open</td>
 * <td>the connection</td>
 * <td>the accept</td>
 * <td>{@code max-age}</td>
 * <td>it finishes</td>
 * </tr>
 * <tr>
 * <td>finishing</td>
 * <td>no request is being answered</td>
 * <td>the reason, or the latest request's end</td>
 * <td>{@code write} and 3 s</td>
 * <td>it is closed with a reset</td>
 * </tr>
 * <tr>
 * <td>ending</td>
 * <td>the client does not close</td>
 * <td>the end of the output</td>
 * <td>1 s</td>
 * <td>its input ends</td>
 * </tr>
 * <tr>
 * <td>ending</td>
 * <td>the same</td>
 * <td>the end of the output</td>
 * <td>3 s, and {@code write} where a write waits</td>
 * <td>it is closed with a reset</td>
 * </tr>
 * </table>
 */
final class ConnectionDeadlines {

	/** Between two looks of the sweeper. */
	static final long SWEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

	/** How long a client may take to close when it has been told to. */
	static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

	/**
	 * How long the end of a connection may take that waits for nothing but time: twice
	 * the patience, and as much again for a machine that is busy.
	 */
	private static final long END_NANOS = 3 * PATIENCE_NANOS;

	private final Timeouts timeouts;

	private final ConnectionLifecycle lifecycle;

	private final PolledSocket socket;

	private final ReplyOutput output;

	private final long createdAt = System.nanoTime();

	private final long maxAge;

	/** When the latest request ended; not volatile, as the sweeper looks again. */
	private long servedAt = this.createdAt;

	ConnectionDeadlines(Timeouts timeouts, ConnectionLifecycle lifecycle, PolledSocket socket, ReplyOutput output) {
		this.timeouts = timeouts;
		this.lifecycle = lifecycle;
		this.socket = socket;
		this.output = output;
		this.maxAge = timeouts.lifetime().jitteredMaxAge();
	}

	/**
	 * When the connection was accepted, a {@link System#nanoTime()}.
	 */
	long createdAt() {
		return this.createdAt;
	}

	/**
	 * Note that a request has ended, or that the first may come.
	 * @param now the current {@link System#nanoTime()}
	 */
	void recordServed(long now) {
		this.servedAt = now;
	}

	/**
	 * What is due. Called by the sweeper.
	 * @param now the current {@link System#nanoTime()}
	 * @param activity what the connection is doing
	 * @return {@code null} where nothing is
	 */
	@Nullable Due due(long now, Activity activity) {
		State state = this.lifecycle.state();
		if (state == State.OPENING) {
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
		boolean due = now - this.createdAt >= this.timeouts.lifetime().handshake().toNanos();
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
		if (isPastAge(now - lifetime.ageGraceNanos(), true)) {
			return new Due(Action.FINISH, CloseReason.MAX_AGE);
		}
		return (now - this.servedAt >= lifetime.idleNanos()) ? new Due(Action.FINISH, CloseReason.IDLE_TIMEOUT) : null;
	}

	/**
	 * Until the client is told of the end, the answer to a request may take its own time.
	 */
	private @Nullable Due dueWhileFinishing(long now, Activity activity) {
		long elapsed = Math.min(this.lifecycle.elapsed(now), now - this.servedAt);
		boolean due = activity != Activity.ANSWERING && elapsed >= END_NANOS + this.timeouts.write().toNanos();
		return due ? new Due(Action.RESET, decided()) : null;
	}

	private @Nullable Due dueWhileEnding(long now) {
		long elapsed = this.lifecycle.elapsed(now);
		long write = (this.socket.blockedSince() != 0) ? this.timeouts.write().toNanos() : 0;
		if (elapsed >= END_NANOS + write) {
			return new Due(Action.RESET, decided());
		}
		return (elapsed >= PATIENCE_NANOS) ? new Due(Action.END_INPUT, decided()) : null;
	}

	private CloseReason decided() {
		CloseReason reason = this.lifecycle.reason();
		return (reason != null) ? reason : CloseReason.SERVER_ERROR;
	}

	/**
	 * Whether the connection has become too old to go on behind a reply. One whose client
	 * always has the next frame half sent gets the time of a frame more, to be found
	 * between two.
	 * @param now the current {@link System#nanoTime()}
	 * @param betweenFrames whether nothing is half read
	 */
	boolean isPastAge(long now, boolean betweenFrames) {
		// may be negative, as the sweeper takes the time before it comes here
		long age = now - this.createdAt;
		return age >= this.maxAge && (betweenFrames || age - this.maxAge >= this.timeouts.frame().toNanos());
	}

	/** What a connection is doing. */
	enum Activity {

		/** Nothing is in flight, nor half read. */
		IDLE,
		/** A frame is half read. */
		READING,
		/** A request is being handled, or its reply is being written. */
		ANSWERING

	}

	/** What is to be done to a connection. */
	enum Action {

		/** Close it. */
		CLOSE,
		/** Close it with a reset: the client does not take what it is sent. */
		RESET,
		/** Have it take no further request. */
		FINISH,
		/** Read no more of what its client sends. */
		END_INPUT

	}

	/**
	 * What is due.
	 *
	 * @param action what is to be done
	 * @param reason why
	 */
	record Due(Action action, CloseReason reason) {
	}

}

package io.sluice.listener;

import java.util.concurrent.TimeUnit;

import io.sluice.CloseReason;
import io.sluice.socket.PolledSocket;
import org.jspecify.annotations.Nullable;

/**
 * When a connection has had its time. Its fields are set by whoever does something
 * anyway, and looked at by the sweeper a few times a second.
 * <p>
 * Every wait for a client has one of these limits. The last two follow from any reason to
 * end, so that a client cannot prolong an end that has been decided.
 * <table>
 * <caption>Limits</caption>
 * <tr>
 * <th>what</th>
 * <th>counts from</th>
 * <th>limit</th>
 * <th>then</th>
 * </tr>
 * <tr>
 * <td>PROXY header and TLS handshake</td>
 * <td>the accept</td>
 * <td>{@code handshake}</td>
 * <td>it is closed</td>
 * </tr>
 * <tr>
 * <td>a write, by whomever</td>
 * <td>its first wait for room</td>
 * <td>{@code write}</td>
 * <td>it is closed with a reset</td>
 * </tr>
 * <tr>
 * <td>nothing in flight</td>
 * <td>the latest request's end</td>
 * <td>{@code idle}</td>
 * <td>its end is decided</td>
 * </tr>
 * <tr>
 * <td>the connection</td>
 * <td>the accept</td>
 * <td>{@code max-age}</td>
 * <td>its end is decided</td>
 * </tr>
 * <tr>
 * <td>the client has been told of the end</td>
 * <td>that</td>
 * <td>1 s</td>
 * <td>its input ends</td>
 * </tr>
 * <tr>
 * <td>the same</td>
 * <td>that</td>
 * <td>3 s, and {@code write} where a write waits</td>
 * <td>it is closed with a reset</td>
 * </tr>
 * <tr>
 * <td>the end is decided, and no request is being answered</td>
 * <td>that, or the latest request's end</td>
 * <td>{@code write} and 3 s</td>
 * <td>it is closed with a reset</td>
 * </tr>
 * </table>
 */
final class Expiry {

	/** How long a client may take to close when it has been told to. */
	static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

	/**
	 * How long the end of a connection may take that waits for nothing but time: twice
	 * the patience, and as much again for a machine that is busy.
	 */
	private static final long END_NANOS = 3 * PATIENCE_NANOS;

	private final Deadlines deadlines;

	private final PolledSocket socket;

	private final ReplyOutput output;

	private final long createdAt = System.nanoTime();

	private final long maxAge;

	/** When the latest request ended; not volatile, as the sweeper looks again. */
	private long servedAt = this.createdAt;

	private volatile boolean opened;

	private volatile boolean decided;

	private volatile long decidedAt;

	private volatile boolean ending;

	private volatile long endingSince;

	Expiry(Deadlines deadlines, PolledSocket socket, ReplyOutput output) {
		this.deadlines = deadlines;
		this.socket = socket;
		this.output = output;
		this.maxAge = deadlines.lifetime().jitteredMaxAge();
	}

	long createdAt() {
		return this.createdAt;
	}

	/**
	 * There is nothing more before the first frame.
	 */
	void opened() {
		this.servedAt = System.nanoTime();
		this.opened = true;
	}

	/**
	 * Whether frames may come.
	 */
	boolean isOpened() {
		return this.opened;
	}

	/**
	 * A request has ended.
	 * @param now the current {@link System#nanoTime()}
	 */
	void served(long now) {
		this.servedAt = now;
	}

	/**
	 * The connection is to end.
	 */
	void decided() {
		this.decidedAt = System.nanoTime();
		this.decided = true;
	}

	/**
	 * The client has been told of the end, or is being told.
	 */
	void ending() {
		this.endingSince = System.nanoTime();
		this.ending = true;
	}

	/**
	 * Whether the connection is to be closed at once.
	 * @param now the current {@link System#nanoTime()}
	 * @return why, or {@code null}
	 */
	@Nullable CloseReason closeNow(long now) {
		if (!this.opened) {
			return (now - this.createdAt >= this.deadlines.lifetime().handshake().toNanos())
					? CloseReason.HANDSHAKE_TIMEOUT : null;
		}
		if (this.output.isTorn()) {
			return CloseReason.SERVER_ERROR;
		}
		long blockedSince = this.socket.blockedSince();
		return (blockedSince != 0 && now - blockedSince >= this.deadlines.write().toNanos()) ? CloseReason.WRITE_TIMEOUT
				: null;
	}

	/**
	 * Whether a client that has been told of the end has not closed in time.
	 * @param now the current {@link System#nanoTime()}
	 */
	boolean isInputOverdue(long now) {
		return this.ending && now - this.endingSince >= PATIENCE_NANOS;
	}

	/**
	 * Whether an end that has been decided has not come in time.
	 * @param now the current {@link System#nanoTime()}
	 * @param busy whether a request is being answered: until the client is told of the
	 * end, that may take its own time
	 */
	boolean isEndOverdue(long now, boolean busy) {
		long write = this.deadlines.write().toNanos();
		if (this.ending) {
			return now - this.endingSince >= END_NANOS + ((this.socket.blockedSince() != 0) ? write : 0);
		}
		return this.decided && !busy && now - Math.max(this.decidedAt, this.servedAt) >= END_NANOS + write;
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
		return age >= this.maxAge && (betweenFrames || age - this.maxAge >= this.deadlines.frame().toNanos());
	}

	/**
	 * Whether the connection is to end when what is in flight has been answered.
	 * @param now the current {@link System#nanoTime()}
	 * @param idle whether nothing is in flight, nor half read
	 * @return why, or {@code null}
	 */
	@Nullable CloseReason finishNow(long now, boolean idle) {
		if (!this.opened) {
			return null;
		}
		if (idle && isPastAge(now - this.deadlines.lifetime().ageGraceNanos(), true)) {
			return CloseReason.MAX_AGE;
		}
		return (idle && now - this.servedAt >= this.deadlines.lifetime().idleNanos()) ? CloseReason.IDLE_TIMEOUT : null;
	}

}

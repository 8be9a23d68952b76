package io.sluice.listener;

import java.util.concurrent.TimeUnit;

import io.sluice.CloseReason;
import org.jspecify.annotations.Nullable;

/**
 * When a connection has had its time. Its fields are set by whoever does something
 * anyway, and looked at by the sweeper a few times a second.
 */
final class Expiry {

	/** How long a client may take to close when it has been told to. */
	static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final Deadlines deadlines;

	private final ConnectionInput input;

	private final ReplyOutput output;

	private final long createdAt = System.nanoTime();

	private final long maxAge;

	/** When the latest request ended; not volatile, as the sweeper looks again. */
	private long servedAt = this.createdAt;

	private volatile boolean opened;

	private volatile boolean ending;

	private volatile long endingSince;

	Expiry(Deadlines deadlines, ConnectionInput input, ReplyOutput output) {
		this.deadlines = deadlines;
		this.input = input;
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
	 * The client has been told of the end.
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
		return this.output.isStuck(now, this.deadlines.write().toNanos()) ? CloseReason.WRITE_TIMEOUT : null;
	}

	/**
	 * Whether a client that has been told of the end has not closed in time.
	 * @param now the current {@link System#nanoTime()}
	 */
	boolean isEndOverdue(long now) {
		return this.ending && now - this.endingSince >= PATIENCE_NANOS;
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
		long activeAt = Math.max(this.servedAt, this.input.readAt());
		return (idle && now - activeAt >= this.deadlines.lifetime().idleNanos()) ? CloseReason.IDLE_TIMEOUT : null;
	}

}

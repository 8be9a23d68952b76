package io.sluice.listener;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.sluice.CloseReason;
import io.sluice.connection.SluiceConnection;
import io.sluice.process.LogLimit;
import io.sluice.process.MemoryBudget;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;

/**
 * Makes room when the memory for clients is used up. It closes the connections that hold
 * the most memory and have made no progress for a second, until there is room for every
 * waiting connection and for the replies that were refused a moment ago. Used by the
 * sweeper; keeps no state while there is room.
 */
@RequiredArgsConstructor
@Slf4j(topic = "io.sluice.listener")
final class MemoryRelief {

	private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

	/**
	 * The least progress, in bytes: a client that sends and reads less within the
	 * patience makes no progress.
	 */
	private static final int PROGRESS = 1024;

	/**
	 * The time for which there must be room for a refused reply, because more replies
	 * follow.
	 */
	private static final long REFUSED_NANOS = 3 * PATIENCE_NANOS;

	private final MemoryBudget budget;

	private final LogLimit warnings = new LogLimit();

	/** The progress of the connections that hold much memory. */
	private Map<SluiceConnection, Progress> progress = Map.of();

	/**
	 * The time without a stuck connection after which progress no longer protects a
	 * connection: clients that send slowly could otherwise hold all memory for as long as
	 * a frame may take.
	 */
	private static final long TRICKLE_NANOS = 5 * PATIENCE_NANOS;

	/** The bytes of replies that were refused, and the time of the latest refusal. */
	private long refused;

	private long refusedAt;

	/** The latest time at which there was room, or at which a connection was closed. */
	private long relievedAt = System.nanoTime();

	/**
	 * Check all connections if memory is short.
	 * @param listeners the listeners of the connections
	 * @param now the current {@link System#nanoTime()}
	 */
	void sweep(Collection<SweptListener> listeners, long now) {
		recordRefusal(now);
		if (this.budget.shortage(this.refused) == 0) {
			this.progress = Map.of();
			this.relievedAt = now;
			return;
		}
		boolean progressCounts = now - this.relievedAt < TRICKLE_NANOS;
		Map<SluiceConnection, Progress> latest = new HashMap<>();
		List<Holder> stuck = new ArrayList<>();
		listeners.stream().flatMap((listener) -> listener.openConnections().stream()).forEach((connection) -> {
			long held = connection.heldMemory();
			if (held >= PROGRESS) {
				Progress current = progressOf(connection, now);
				latest.put(connection, current);
				if (!progressCounts || now - current.since() >= PATIENCE_NANOS) {
					stuck.add(new Holder(connection, held, connection.isIdle()));
				}
			}
		});
		this.progress = latest;
		close(stuck, now);
	}

	private void recordRefusal(long now) {
		long latest = this.budget.takeRefused();
		if (latest > 0) {
			this.refused = latest;
			this.refusedAt = now;
		}
		else if (now - this.refusedAt >= REFUSED_NANOS) {
			this.refused = 0;
		}
	}

	private Progress progressOf(SluiceConnection connection, long now) {
		Progress before = this.progress.get(connection);
		long moved = connection.movedBytes();
		return (before != null && moved - before.moved() < PROGRESS) ? before : new Progress(moved, now);
	}

	/**
	 * Idle connections come last, because being idle is legitimate.
	 */
	private void close(List<Holder> stuck, long now) {
		stuck.sort(Comparator.comparing(Holder::idle).thenComparing(Holder::held, Comparator.reverseOrder()));
		long missing = this.budget.shortage(this.refused);
		for (Holder holder : stuck) {
			if (missing <= 0) {
				return;
			}
			if (holder.connection().closeNow(CloseReason.MEMORY_LIMIT)) {
				missing -= holder.held();
				this.relievedAt = now;
				warn(holder.connection());
			}
		}
	}

	private void warn(SluiceConnection connection) {
		this.warnings.log(log,
				"[{}] connection {} closed: the memory for clients is spent ({} KB, 'sluice.limits.memory'), "
						+ "and the connections that hold most of it neither send nor read",
				connection.client().listener(), connection.getConnectionId(), this.budget.max() / 1024);
	}

	/**
	 * The progress of a connection.
	 *
	 * @param moved the bytes read and written
	 * @param since the {@link System#nanoTime()} of the latest progress
	 */
	private record Progress(long moved, long since) {

	}

	/**
	 * A connection that could be closed.
	 *
	 * @param connection the connection
	 * @param held the bytes that it holds
	 * @param idle whether no request is in flight and no frame is half read
	 */
	private record Holder(SluiceConnection connection, long held, boolean idle) {

	}

}

package io.sluice.telemetry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

import io.sluice.PushResult.Outcome;
import io.sluice.telemetry.ConnectionEvent.Kind;
import io.sluice.telemetry.ConnectionEvent.Transfer;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * The opening of a connection, the names of its session, and its latest messages. It
 * takes some 50 bytes until the first message, then 200, and 330 when it is full.
 * <p>
 * Any thread. The monitor is held for a few stores, and by a reader for one copy: it
 * costs a few nanoseconds, and no thread waits for a client here. A reader sees whole
 * events in their order, and all that were recorded before it looked. A message whose
 * outcome is not known is no event yet.
 */
@RequiredArgsConstructor
public final class RecentEvents {

	/** The number of messages that are kept. */
	static final int CAPACITY = 8;

	/** A client that rarely speaks needs little memory. */
	private static final int FIRST_CAPACITY = 4;

	private static final Kind[] NO_KINDS = {};

	private static final long[] NO_NUMBERS = {};

	private static final @Nullable String[] NO_LABELS = {};

	private static final String OK = ListenerMetrics.OK;

	private static final String LATE = "late";

	private final long openedAt;

	/**
	 * The kind of each message. Grows up to the capacity and is then a ring, as are the
	 * next two fields.
	 */
	private Kind[] kinds = NO_KINDS;

	/**
	 * Two for each message: its stamp, which is the time since the opening with the
	 * partial flag in the lowest bit, and its two sizes.
	 */
	private long[] numbers = NO_NUMBERS;

	/** Two for each message: its outcome and its route. */
	private @Nullable String[] labels = NO_LABELS;

	/** The place of the next message. */
	private int next;

	private int kept;

	/** Not in the ring, so that no number of messages pushes a name out. */
	private @Nullable Naming latestNaming;

	/**
	 * Record the end of a request.
	 * @param at the {@link System#nanoTime()} of its end
	 * @param size the size of its payload
	 * @param route its route, or {@code null}
	 * @param outcome its outcome, as it was counted
	 * @param replySize the size of its reply's payload
	 */
	public void recordRequest(long at, int size, @Nullable String route, String outcome, int replySize) {
		record(Kind.REQUEST, stamp(at, false), (long) size << Integer.SIZE | replySize, outcome, route);
	}

	/**
	 * Record the end of a push, or of the message of an ask.
	 * @param kind one of the two
	 * @param at the {@link System#nanoTime()} at which the connection was given it
	 * @param size the size of its payload
	 * @param outcome what became of it
	 * @param partial whether the client may have received a part of it
	 */
	public void recordPush(Kind kind, long at, int size, Outcome outcome, boolean partial) {
		boolean torn = partial && outcome != Outcome.WRITTEN;
		record(kind, stamp(at, torn), (long) size << Integer.SIZE, outcome.name(), null);
	}

	/**
	 * Record an answer to an ask.
	 * @param at the {@link System#nanoTime()} at which it came
	 * @param size the size of its payload
	 * @param late whether its ask had already ended
	 */
	public void recordAnswer(long at, int size, boolean late) {
		record(Kind.ANSWER, stamp(at, false), (long) size << Integer.SIZE, late ? LATE : OK, null);
	}

	private long stamp(long at, boolean partial) {
		return (at - this.openedAt) << 1 | (partial ? 1 : 0);
	}

	private synchronized void record(Kind kind, long stamp, long sizes, String outcome, @Nullable String route) {
		if (this.next == this.kinds.length) {
			grow(Math.max(FIRST_CAPACITY, 2 * this.next));
		}
		int pair = 2 * this.next;
		this.kinds[this.next] = kind;
		this.numbers[pair] = stamp;
		this.numbers[pair + 1] = sizes;
		this.labels[pair] = outcome;
		this.labels[pair + 1] = route;
		this.next = (this.next + 1) % CAPACITY;
		this.kept = Math.min(this.kept + 1, CAPACITY);
	}

	private void grow(int capacity) {
		this.kinds = Arrays.copyOf(this.kinds, capacity);
		this.numbers = Arrays.copyOf(this.numbers, 2 * capacity);
		this.labels = Arrays.copyOf(this.labels, 2 * capacity);
	}

	/**
	 * Record that the session got a name. A name that it got before is not recorded
	 * again, so that there are never more than a session may have.
	 * @param at the {@link System#nanoTime()} at which it got it
	 * @param name the name
	 */
	public synchronized void recordName(long at, String name) {
		for (Naming naming = this.latestNaming; naming != null; naming = naming.before()) {
			if (naming.name().equals(name)) {
				return;
			}
		}
		this.latestNaming = new Naming(name, at, this.latestNaming);
	}

	/**
	 * The events, the oldest first.
	 * @param now the present
	 */
	public List<ConnectionEvent> list(Moment now) {
		List<ConnectionEvent> events = new ArrayList<>(CAPACITY + 2);
		events.add(new ConnectionEvent(Kind.OPENED, now.timeOf(this.openedAt), null, null));
		addTo(events, now);
		events.sort(Comparator.comparing(ConnectionEvent::at));
		return events;
	}

	private synchronized void addTo(List<ConnectionEvent> events, Moment now) {
		for (Naming naming = this.latestNaming; naming != null; naming = naming.before()) {
			events.add(new ConnectionEvent(Kind.IDENTIFIED, now.timeOf(naming.at()), naming.name(), null));
		}
		for (int back = this.kept; back > 0; back--) {
			events.add(message(Math.floorMod(this.next - back, CAPACITY), now));
		}
	}

	private ConnectionEvent message(int place, Moment now) {
		long stamp = this.numbers[2 * place];
		long sizes = this.numbers[2 * place + 1];
		String outcome = String.valueOf(this.labels[2 * place]).toLowerCase(Locale.ROOT);
		return new ConnectionEvent(this.kinds[place], now.timeOf(this.openedAt + (stamp >> 1)), null, new Transfer(
				(int) (sizes >> Integer.SIZE), outcome, (stamp & 1) != 0, this.labels[2 * place + 1], (int) sizes));
	}

	/**
	 * A name that the session got.
	 *
	 * @param name the name
	 * @param at the {@link System#nanoTime()} at which it got it
	 * @param before the name before it, or {@code null}
	 */
	private record Naming(String name, long at, @Nullable Naming before) {

	}

}

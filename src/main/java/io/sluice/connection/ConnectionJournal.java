package io.sluice.connection;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

import io.sluice.CloseReason;
import io.sluice.ErrorCode;
import io.sluice.spi.RequestObserver;
import io.sluice.telemetry.AccessEntry;
import io.sluice.telemetry.AccessEntry.End;
import io.sluice.telemetry.AccessEntry.Payload;
import io.sluice.telemetry.AccessEntry.Result;
import io.sluice.telemetry.AccessEntry.Span;
import io.sluice.telemetry.AccessEntry.Traffic;
import io.sluice.telemetry.AccessLog;
import io.sluice.telemetry.ListenerMetrics;
import io.sluice.telemetry.ListenerTelemetry;
import io.sluice.telemetry.RecentError;
import io.sluice.telemetry.RecentEvents;
import org.jspecify.annotations.Nullable;

/**
 * Records the requests and the end of one connection in the metrics, the access log, the
 * observer and the memory of its latest events and errors.
 */
final class ConnectionJournal implements DropRecorder {

	private static final long DROP_SPACING = TimeUnit.MILLISECONDS.toNanos(100);

	private final ListenerContext listener;

	private final ConnectionContext connection;

	/** Remembers the latest events; {@code null} if nothing does. */
	private final @Nullable RecentEvents recent;

	// The following fields are not volatile: the thread that closes the connection, or
	// shows it, may see a stale value.
	private long requests;

	private @Nullable String outcome;

	private boolean frameRejected;

	/** The time from which a drop is remembered again; 0 before the first. */
	private long nextDropAt;

	ConnectionJournal(ListenerContext listener, ConnectionContext connection) {
		this.listener = listener;
		this.connection = connection;
		this.recent = listener.telemetry().events().begin(connection.acceptedAt());
	}

	/**
	 * The memory of the latest events, or {@code null} if there is none. Any thread.
	 */
	@Nullable RecentEvents recent() {
		return this.recent;
	}

	/**
	 * The number of requests read. Any thread.
	 */
	long requests() {
		return this.requests;
	}

	/**
	 * Count a request that has been read.
	 */
	void recordRequest() {
		this.requests++;
		this.outcome = null;
		this.frameRejected = false;
	}

	/**
	 * Record the end of a request in metrics and observer.
	 * @param exchange the request
	 * @param newOutcome {@code ok}, the tag of an error code, or the tag of a close
	 * reason
	 * @param failure the exception that caused the outcome, if any
	 * @return the current {@link System#nanoTime()}
	 */
	long countEnd(RequestExchange exchange, String newOutcome, @Nullable Throwable failure) {
		long now = countEnd(exchange, newOutcome);
		exchange.observed().recordEnd(exchange.route(), newOutcome, failure);
		return now;
	}

	/**
	 * Record the end of a request that ended with its connection. The observer belongs to
	 * the application and may block, so it runs on a thread of its own: the caller may be
	 * the sweeper.
	 * @param exchange the request
	 * @param newOutcome the tag of an error code or of a close reason
	 */
	void countDisconnect(RequestExchange exchange, String newOutcome) {
		long now = countEnd(exchange, newOutcome);
		logEnd(exchange, newOutcome, now, 0);
		RequestObserver.Observed observed = exchange.observed();
		if (observed != RequestObserver.Observed.NOTHING) {
			Thread.startVirtualThread(() -> observed.recordEnd(exchange.route(), newOutcome, null));
		}
	}

	private long countEnd(RequestExchange exchange, String newOutcome) {
		long now = System.nanoTime();
		telemetry().metrics().requestEnded(exchange.route(), newOutcome, now - exchange.startedAt());
		return now;
	}

	/**
	 * Remember a request that has ended, and write its access log entry.
	 * @param exchange the request
	 * @param newOutcome the outcome as it was counted
	 * @param now the {@link System#nanoTime()} at which the outcome was counted
	 * @param replied the size of the reply's payload
	 */
	void logEnd(RequestExchange exchange, String newOutcome, long now, int replied) {
		this.outcome = newOutcome;
		if (this.recent != null) {
			this.recent.recordRequest(now, exchange.request().getPayload().length, exchange.route(), newOutcome,
					replied);
			if (!ListenerMetrics.OK.equals(newOutcome)) {
				rememberError(RecentError.Kind.REQUEST, newOutcome, exchange.route());
			}
		}
		AccessLog log = telemetry().accessLog();
		if (log.hasRequests()) {
			byte[] payload = exchange.request().getPayload();
			log.log(new AccessEntry(this.connection.client(), Span.untilNow(now - exchange.startedAt()),
					new Traffic(1, payload.length, replied), new Result(exchange.route(), exchange.fallback(),
							newOutcome, beginning(payload, log.payloadBytes())),
					null));
		}
	}

	/**
	 * Record an answer to an ask. Any thread.
	 * @param size the size of its payload
	 * @param late whether its ask had already ended
	 */
	void recordAnswer(int size, boolean late) {
		if (late) {
			telemetry().metrics().replyDropped();
		}
		if (this.recent != null) {
			this.recent.recordAnswer(System.nanoTime(), size, late);
		}
	}

	/**
	 * Record that the session got a name. Any thread.
	 */
	void recordName(String name) {
		if (this.recent != null) {
			this.recent.recordName(System.nanoTime(), name);
		}
	}

	/**
	 * Count input that is not a frame.
	 * @param newOutcome the tag of an error code
	 */
	void countRejectedFrame(String newOutcome) {
		telemetry().metrics().frameRejected(newOutcome);
	}

	/**
	 * Count bytes that a framing dropped, and remember the error: the client gets no
	 * answer, so nothing else names it.
	 */
	@Override
	public void recordDrop() {
		countRejectedFrame(ErrorCode.BAD_FRAME.tag());
		if (this.recent != null && isDropDue(System.nanoTime())) {
			rememberError(RecentError.Kind.FRAME, ErrorCode.BAD_FRAME.tag(), null);
		}
	}

	/**
	 * Whether a drop is remembered. One byte can be a half frame, so it must not cost as
	 * much as an error, nor push out the errors of others.
	 */
	private boolean isDropDue(long now) {
		if (this.nextDropAt != 0 && now - this.nextDropAt < 0) {
			return false;
		}
		this.nextDropAt = now + DROP_SPACING;
		return true;
	}

	/**
	 * Write an access log entry for input that is not a frame.
	 * @param newOutcome the outcome as it was counted
	 * @param replied the size of the error reply's payload
	 */
	void logRejectedFrame(String newOutcome, int replied) {
		this.outcome = newOutcome;
		this.frameRejected = true;
		if (this.recent != null) {
			rememberError(RecentError.Kind.FRAME, newOutcome, null);
		}
		AccessLog log = telemetry().accessLog();
		if (log.hasRequests()) {
			log.log(new AccessEntry(this.connection.client(), Span.untilNow(0), new Traffic(0, 0, replied),
					new Result(null, null, newOutcome, null), null));
		}
	}

	/**
	 * Write an access log entry for the end of the connection, and remember it if it is
	 * an error. Any thread.
	 * @param end the close reason and the phase
	 * @param traffic the requests and bytes of the connection
	 * @param latestRoute the route of the latest request
	 */
	void logClose(End end, Traffic traffic, @Nullable String latestRoute) {
		// an end that follows an error of the same name is not a second error
		if (this.recent != null && End.isError(end.reason()) && !end.reason().tag().equals(this.outcome)) {
			rememberError(RecentError.Kind.CONNECTION, end.reason().tag(), latestRoute);
		}
		AccessLog log = telemetry().accessLog();
		if (log.isOn()) {
			Result latest = (this.requests > 0 || this.outcome != null)
					? new Result(this.frameRejected ? null : latestRoute, null, this.outcome, null) : null;
			log.log(new AccessEntry(this.connection.client(), Span.untilNow(age()), traffic, latest, end));
		}
	}

	/**
	 * Count the end of the connection. Any thread.
	 * @param reason the close reason
	 */
	void countClose(CloseReason reason) {
		telemetry().metrics().connectionClosed(reason, age());
	}

	private void rememberError(RecentError.Kind kind, String reason, @Nullable String route) {
		telemetry().events().record(RecentError.now(kind, this.connection.client(), reason, route));
	}

	private long age() {
		return System.nanoTime() - this.connection.acceptedAt();
	}

	private @Nullable Payload beginning(byte[] payload, int length) {
		return (length > 0) ? new Payload(Arrays.copyOf(payload, Math.min(length, payload.length)),
				this.listener.protocol().charset()) : null;
	}

	private ListenerTelemetry telemetry() {
		return this.listener.telemetry();
	}

}

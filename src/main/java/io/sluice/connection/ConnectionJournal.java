package io.sluice.connection;

import java.util.Arrays;

import io.sluice.CloseReason;
import io.sluice.spi.RequestObserver;
import io.sluice.telemetry.AccessEntry;
import io.sluice.telemetry.AccessEntry.End;
import io.sluice.telemetry.AccessEntry.Payload;
import io.sluice.telemetry.AccessEntry.Result;
import io.sluice.telemetry.AccessEntry.Span;
import io.sluice.telemetry.AccessEntry.Traffic;
import io.sluice.telemetry.AccessLog;
import io.sluice.telemetry.ListenerTelemetry;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * Tells metrics, access log and observer of the requests and the end of one connection.
 */
@RequiredArgsConstructor
final class ConnectionJournal {

	private final ListenerContext listener;

	private final ConnectionContext connection;

	private final long openedAt = System.nanoTime();

	// None of these is volatile: a thread that closes the connection, or looks at it, may
	// see what was true a moment ago.
	private long requests;

	private @Nullable String outcome;

	private boolean frameRejected;

	/**
	 * When the connection was accepted, a {@link System#nanoTime()}.
	 */
	long openedAt() {
		return this.openedAt;
	}

	/**
	 * How many requests have been read. Any thread.
	 */
	long requests() {
		return this.requests;
	}

	/**
	 * Take note of a request that has been read.
	 */
	void recordRequest() {
		this.requests++;
		this.outcome = null;
	}

	/**
	 * Tell metrics and observer of a request's end.
	 * @param exchange the request
	 * @param newOutcome {@code ok}, an error code's tag, or a close reason's
	 * @param failure what was thrown, if something was
	 * @return the current {@link System#nanoTime()}
	 */
	long countEnd(RequestExchange exchange, String newOutcome, @Nullable Throwable failure) {
		long now = countEnd(exchange, newOutcome);
		exchange.observed().ended(exchange.route(), newOutcome, failure);
		return now;
	}

	/**
	 * Tell metrics and observer of a request that ended with its connection. The caller
	 * may be the sweeper, and an observer is not Sluice's, and may take its time.
	 * @param exchange the request
	 * @param newOutcome an error code's tag, or a close reason's
	 */
	void countDisconnect(RequestExchange exchange, String newOutcome) {
		long now = countEnd(exchange, newOutcome);
		logEnd(exchange, newOutcome, now, 0);
		RequestObserver.Observed observed = exchange.observed();
		if (observed != RequestObserver.Observed.NOTHING) {
			Thread.startVirtualThread(() -> observed.ended(exchange.route(), newOutcome, null));
		}
	}

	private long countEnd(RequestExchange exchange, String newOutcome) {
		long now = System.nanoTime();
		telemetry().metrics().requestEnded(exchange.route(), newOutcome, now - exchange.startedAt());
		return now;
	}

	/**
	 * Tell the access log of a request that has ended, and whose reply, if any, is on its
	 * way.
	 * @param exchange the request
	 * @param newOutcome as it was counted
	 * @param now when it was counted
	 * @param replied the size of the reply's payload
	 */
	void logEnd(RequestExchange exchange, String newOutcome, long now, int replied) {
		this.outcome = newOutcome;
		AccessLog log = telemetry().accessLog();
		if (log.hasRequests()) {
			byte[] payload = exchange.request().getPayload();
			log.log(new AccessEntry(this.connection.client(), Span.endingNow(now - exchange.startedAt()),
					new Traffic(1, payload.length, replied),
					new Result(exchange.route(), newOutcome, beginning(payload, log.payloadBytes())), null));
		}
	}

	/**
	 * Take note of input that is no frame.
	 * @param newOutcome an error code's tag
	 */
	void countRejectedFrame(String newOutcome) {
		telemetry().metrics().frameRejected(newOutcome);
	}

	/**
	 * Tell the access log of input that is no frame, and has been answered.
	 * @param newOutcome as it was counted
	 * @param replied the size of the error reply's payload
	 */
	void logRejectedFrame(String newOutcome, int replied) {
		this.outcome = newOutcome;
		this.frameRejected = true;
		AccessLog log = telemetry().accessLog();
		if (log.hasRequests()) {
			log.log(new AccessEntry(this.connection.client(), Span.endingNow(0), new Traffic(0, 0, replied),
					new Result(null, newOutcome, null), null));
		}
	}

	/**
	 * Tell the access log of the connection's end. Any thread.
	 * @param end how it ended
	 * @param traffic what went over it
	 * @param latestRoute the route of its latest request
	 */
	void logClose(End end, Traffic traffic, @Nullable String latestRoute) {
		AccessLog log = telemetry().accessLog();
		if (log.isOn()) {
			Result latest = (this.requests > 0 || this.outcome != null)
					? new Result(this.frameRejected ? null : latestRoute, this.outcome, null) : null;
			log.log(new AccessEntry(this.connection.client(), Span.endingNow(System.nanoTime() - this.openedAt),
					traffic, latest, end));
		}
	}

	/**
	 * Tell metrics of the connection's end. Any thread.
	 * @param reason why it was closed
	 */
	void countClose(CloseReason reason) {
		telemetry().metrics().connectionClosed(reason, System.nanoTime() - this.openedAt);
	}

	private @Nullable Payload beginning(byte[] payload, int length) {
		return (length > 0) ? new Payload(Arrays.copyOf(payload, Math.min(length, payload.length)),
				this.listener.protocol().charset()) : null;
	}

	private ListenerTelemetry telemetry() {
		return this.listener.telemetry();
	}

}

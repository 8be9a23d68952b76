package io.sluice.listener;

import java.util.Arrays;

import io.sluice.CloseReason;
import io.sluice.telemetry.AccessEntry;
import io.sluice.telemetry.AccessEntry.End;
import io.sluice.telemetry.AccessEntry.Payload;
import io.sluice.telemetry.AccessEntry.Result;
import io.sluice.telemetry.AccessEntry.Span;
import io.sluice.telemetry.AccessEntry.Traffic;
import io.sluice.telemetry.AccessLog;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * What the access log is told of one connection.
 */
@RequiredArgsConstructor
final class AccessTrail {

	private final SluiceServerConnectionFactory factory;

	private final SluiceConnection connection;

	// Neither is volatile: who closes the connection, or looks at it, may see what was
	// true a moment ago.

	private long requests;

	private @Nullable String outcome;

	private boolean frameRejected;

	/**
	 * How many requests have been read. Any thread.
	 */
	long requests() {
		return this.requests;
	}

	/**
	 * A request has been read.
	 */
	void requestBegun() {
		this.requests++;
		this.outcome = null;
	}

	/**
	 * A request has ended, and its reply, if any, is on its way.
	 * @param exchange the request
	 * @param newOutcome what became of it
	 * @param nanos how long it took
	 * @param replied the size of the reply's payload
	 */
	void requestEnded(RequestExchange exchange, String newOutcome, long nanos, int replied) {
		this.outcome = newOutcome;
		AccessLog log = this.factory.accessLog();
		if (log.hasRequests()) {
			byte[] payload = exchange.request().getPayload();
			log.log(new AccessEntry(this.connection.client(), Span.endingNow(nanos),
					new Traffic(1, payload.length, replied),
					new Result(exchange.route(), newOutcome, beginning(payload, log.payloadBytes())), null));
		}
	}

	/**
	 * What came in was no request.
	 * @param newOutcome an error code's tag
	 * @param replied the size of the error answer's payload
	 */
	void frameRejected(String newOutcome, int replied) {
		this.outcome = newOutcome;
		this.frameRejected = true;
		AccessLog log = this.factory.accessLog();
		if (log.hasRequests()) {
			log.log(new AccessEntry(this.connection.client(), Span.endingNow(0), new Traffic(0, 0, replied),
					new Result(null, newOutcome, null), null));
		}
	}

	/**
	 * The connection ends.
	 * @param reason why
	 * @param conversation what was said on it
	 */
	void connectionEnded(CloseReason reason, Conversation conversation) {
		AccessLog log = this.factory.accessLog();
		if (log.isOn()) {
			Result latest = (this.requests > 0 || this.outcome != null)
					? new Result(this.frameRejected ? null : conversation.route(), this.outcome, null) : null;
			log.log(new AccessEntry(this.connection.client(),
					Span.endingNow(System.nanoTime() - conversation.expiry().createdAt()),
					conversation.traffic(this.requests), latest, new End(reason, conversation.phase())));
		}
	}

	private @Nullable Payload beginning(byte[] payload, int length) {
		return (length > 0) ? new Payload(Arrays.copyOf(payload, Math.min(length, payload.length)),
				this.factory.protocol().charset()) : null;
	}

}

package io.sluice.connection;

import java.util.Map;

import io.sluice.spi.FailureTable;
import io.sluice.spi.Framing;

/**
 * How a listener handles a failed request.
 *
 * @param table maps an exception to the error that the client sees
 * @param usual the error replies
 * @param chosen the error replies of connections whose framing has been chosen, by that
 * framing
 */
public record ErrorHandling(FailureTable table, ErrorReplies usual, Map<Framing, ErrorReplies> chosen) {

	ErrorReplies replies(Framing framing) {
		return this.chosen.getOrDefault(framing, this.usual);
	}

}

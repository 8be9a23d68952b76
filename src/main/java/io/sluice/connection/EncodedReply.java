package io.sluice.connection;

import io.sluice.CloseReason;
import io.sluice.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * What the client gets for one request.
 *
 * @param bytes a reply or an error reply that the framing can carry, or {@code null} for
 * none
 * @param outcome the outcome of the request for the metrics
 * @param closeReason the reason to close the connection after it, or {@code null} to go
 * on
 * @param error whether the bytes are an error reply
 */
// never compared
@SuppressWarnings("ArrayRecordComponent")
record EncodedReply(byte @Nullable [] bytes, String outcome, @Nullable CloseReason closeReason, boolean error) {

	/** No reply, for a request that has ended with its connection. */
	static final EncodedReply NONE = new EncodedReply(null, "", null, false);

	/** Stands for a reply for which there is no memory left. */
	static final EncodedReply NO_MEMORY = new EncodedReply(null, ErrorCode.HANDLER_ERROR.tag(),
			CloseReason.MEMORY_LIMIT, true);

	/**
	 * The size of the bytes, or 0.
	 */
	int size() {
		return (this.bytes != null) ? this.bytes.length : 0;
	}

	/**
	 * The same outcome without a reply.
	 */
	EncodedReply withoutBytes() {
		return new EncodedReply(null, this.outcome, null, this.error);
	}

}

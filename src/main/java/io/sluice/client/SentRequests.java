package io.sluice.client;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Finds the request that a reply answers. Used under the lock of {@link RequestQueue}.
 */
sealed interface SentRequests permits OrderedRequests, KeyedRequests {

	/**
	 * Whether the reply of a request could be distinguished from the other replies.
	 * @return {@link Admission#TAKEN} if it could
	 */
	Admission admit(Request request);

	/**
	 * Record a request that is queued and not yet sent.
	 */
	void recordQueued(Request request);

	/**
	 * Forget a request that will not be sent.
	 */
	void forget(Request request);

	/**
	 * Record that a request is being sent.
	 */
	void recordSent(Request request);

	/**
	 * Take the request that a reply answers.
	 * @return the request, which may have ended without the reply or with an earlier one;
	 * {@code null} if the reply answers none
	 */
	@Nullable Request take(byte[] reply);

	/**
	 * Settle the requests whose deadlines have passed. Their replies are still recognized
	 * as late.
	 * @return the requests that this call has settled
	 */
	List<Request> expire(long now);

	/**
	 * Whether other requests may be sent after those that have timed out.
	 */
	boolean toleratesTimeout();

	/**
	 * Whether a request still waits for its reply.
	 */
	boolean hasWaiting();

	/**
	 * The number of requests that were sent and have no reply. Where a timeout is
	 * tolerated, requests that have timed out do not count.
	 */
	int size();

	/**
	 * Take all requests, when the connection has ended.
	 * @return those that have not ended
	 */
	List<Request> takeAll();

}

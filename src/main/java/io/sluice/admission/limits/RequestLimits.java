package io.sluice.admission.limits;

/**
 * The largest numbers of requests of a listener, of which 0 is no limit.
 *
 * @param inFlight in progress at once
 * @param outstandingOfAddress outstanding requests of an address before its next request
 * is answered {@code BUSY}
 * @param perSecond of a connection in a second
 * @param delay whether a request over the rate waits, instead of being answered
 * {@code RATE_LIMITED}
 */
public record RequestLimits(int inFlight, int outstandingOfAddress, int perSecond, boolean delay) {

}

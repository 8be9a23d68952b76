package io.sluice.upstream;

import io.sluice.client.SharedConnection;
import io.sluice.process.Backoff;
import io.sluice.process.LogLimit;

/**
 * The terms that the connections of all clients share.
 *
 * @param upstream the name of the upstream, for the log
 * @param connection how the requests of a client share its connection
 * @param reconnect the delays between attempts to connect
 * @param lostPushes limits the warnings of pushes that cannot be forwarded
 */
record StickyTerms(String upstream, SharedConnection.Terms connection, Backoff reconnect, LogLimit lostPushes) {

}

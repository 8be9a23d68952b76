package io.sluice.upstream;

import io.sluice.client.SharedConnection;

/**
 * A client's own connection that has been opened.
 *
 * @param address the address that it leads to
 * @param connection the connection
 */
record StickyLink(UpstreamAddress address, SharedConnection connection) {

}

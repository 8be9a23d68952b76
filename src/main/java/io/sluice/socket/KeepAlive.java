package io.sluice.socket;

/**
 * The keep-alive probes of the operating system on a silent connection.
 *
 * @param idleSeconds the silence before the first probe (TCP_KEEPIDLE)
 * @param intervalSeconds the time between probes (TCP_KEEPINTERVAL)
 * @param count the number of unanswered probes that end the connection (TCP_KEEPCOUNT)
 */
public record KeepAlive(int idleSeconds, int intervalSeconds, int count) {

}

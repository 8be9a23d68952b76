package io.sluice.socket;

/**
 * When the system probes a connection on which nothing comes.
 *
 * @param idleSeconds the silence before the first probe (TCP_KEEPIDLE)
 * @param intervalSeconds the time between probes (TCP_KEEPINTERVAL)
 * @param count the number of probes without an answer that end the connection
 * (TCP_KEEPCOUNT)
 */
public record KeepAlive(int idleSeconds, int intervalSeconds, int count) {

}

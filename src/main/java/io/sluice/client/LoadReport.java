package io.sluice.client;

import java.util.Map;

/**
 * The result of a load.
 *
 * @param connections the number of connections that were opened
 * @param connectSeconds the time to open all connections, in seconds
 * @param seconds the time from the start to the end of the duration or, if it came later,
 * to the last reply
 * @param messages the number of messages with a reply that is not an error reply
 * @param messagesPerSecond {@code messages} divided by {@code seconds}
 * @param errors the number of errors by description
 * @param latencyMicros the latency in microseconds by percentile; 100 is the maximum;
 * empty without a reply that is not an error reply
 */
public record LoadReport(int connections, double connectSeconds, double seconds, long messages,
		double messagesPerSecond, Map<String, Long> errors, Map<String, Double> latencyMicros) {

}

package io.sluice.client;

import java.util.Map;

/**
 * What came of a load.
 *
 * @param connections how many connections were opened
 * @param connectSeconds how long opening them took
 * @param seconds how long messages were sent, or longer: until the last answer
 * @param messages how many messages were answered, not counting error replies
 * @param messagesPerSecond that many a second
 * @param errors how often what went wrong
 * @param latencyMicros the latency at each percentile, in microseconds, and the largest
 * as 100
 */
public record LoadReport(int connections, double connectSeconds, double seconds, long messages,
		double messagesPerSecond, Map<String, Long> errors, Map<String, Double> latencyMicros) {

}

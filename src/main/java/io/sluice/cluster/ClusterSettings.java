package io.sluice.cluster;

import java.time.Duration;

/**
 * The settings of a pod in its cluster.
 *
 * @param pod the name of the pod
 * @param prefix what the names of the engine's channels begin with
 * @param clockSkew how far the clocks of two pods may be apart
 * @param maxPayload the longest message to another pod, and the longest answer, in bytes
 */
public record ClusterSettings(String pod, String prefix, Duration clockSkew, int maxPayload) {
}

package io.sluice.cluster;

import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * Another pod, as it has described itself.
 *
 * @param id the id of its process: after a restart, it is another
 * @param name its name
 * @param connections the number of its open connections
 * @param names the number of its sessions' names
 * @param complete whether the engine knows all these names since it was last connected
 * @param listeners the names of its listeners
 * @param loads the numbers of connections of its listeners that rebalance
 * @param leases the roles of the leases that it holds
 * @param clockOffset how far its clock is ahead of that of this pod, including the time
 * that the envelope took
 * @param seen the {@link System#nanoTime()} at which it was last heard of
 */
public record Pod(String id, String name, long connections, long names, boolean complete, Set<String> listeners,
		Map<String, Integer> loads, Set<String> leases, Duration clockOffset, long seen) {
}

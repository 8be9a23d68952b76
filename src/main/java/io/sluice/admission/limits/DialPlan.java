package io.sluice.admission.limits;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

import io.sluice.process.Backoff;
import io.sluice.process.Lease;
import io.sluice.socket.HostAndPort;
import org.jspecify.annotations.Nullable;

/**
 * Which servers a listener connects to.
 *
 * @param targets the servers; one connection to each
 * @param local the local address, or {@code null} for any
 * @param timeout the longest time that a connect may take
 * @param backoff the delays between two attempts
 * @param lease the lease without which there is no connection, or {@code null} for none
 */
public record DialPlan(List<HostAndPort> targets, @Nullable InetAddress local, Duration timeout, Backoff backoff,
		@Nullable Lease lease) {

	public DialPlan {
		targets = List.copyOf(targets);
	}

}

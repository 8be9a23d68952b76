package io.sluice.autoconfigure;

import java.time.Duration;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The times of the leases of listeners with 'leader' and of upstreams with 'singleton'.
 *
 * @param timeToLive Time from a renewal after which another process may acquire a lease
 * whose holder has vanished, from 1s to 1h.
 * @param heartbeat Time between two renewals of a lease, from 100ms.
 * @param margin Time before the end of the time to live at which a holder that could not
 * renew its lease closes its connections, from 10ms. It covers pauses of the process and
 * differences of clocks.
 * @param commandTimeout Maximum time for one attempt to acquire or renew a lease, from
 * 10ms.
 */
record LeaseProperties(@DefaultValue("10s") Duration timeToLive, @DefaultValue("2s") Duration heartbeat,
		@DefaultValue("1s") Duration margin, @DefaultValue("1s") Duration commandTimeout) {

}

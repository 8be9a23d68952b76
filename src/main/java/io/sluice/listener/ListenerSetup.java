package io.sluice.listener;

import io.sluice.connection.ListenerContext;

/**
 * The parts of a listener.
 *
 * @param endpoint where it listens
 * @param context the parts that its connections share
 * @param acceptance how it accepts connections
 * @param upkeep the sweeper and the thread monitor
 * @param shutdown how it stops
 */
public record ListenerSetup(Endpoint endpoint, ListenerContext context, Acceptance acceptance, Upkeep upkeep,
		Shutdown shutdown) {
}

package io.sluice.listener;

import io.sluice.connection.ListenerContext;

/**
 * What a listener consists of.
 *
 * @param endpoint where it listens
 * @param context what its connections share
 * @param acceptance how it accepts
 * @param upkeep what looks after its connections and threads
 * @param shutdown how it stops
 */
public record ListenerSetup(Endpoint endpoint, ListenerContext context, Acceptance acceptance, Upkeep upkeep,
		Shutdown shutdown) {
}

package io.sluice.listener;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.sluice.connection.SluiceConnection;

/**
 * The requests of a listener that were in progress at a moment. Any thread.
 */
public final class RequestsInProgress {

	private final Set<SluiceConnection> connections;

	RequestsInProgress(Stream<SluiceConnection> connections) {
		this.connections = connections.filter(RequestsInProgress::isBusy)
			.collect(Collectors.toCollection(ConcurrentHashMap::newKeySet));
	}

	private static boolean isBusy(SluiceConnection connection) {
		return connection.requestsInProgress() > 0;
	}

	/**
	 * Whether all of them have ended. May return {@code false} for longer if further
	 * requests follow on their connections.
	 */
	public boolean isOver() {
		this.connections.removeIf((connection) -> !isBusy(connection));
		return this.connections.isEmpty();
	}

}

package io.sluice.upstream;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

import org.springframework.integration.ip.tcp.connection.TcpConnection;
import org.springframework.integration.ip.tcp.connection.TcpSender;

/**
 * The connections of a sticky upstream, one for each client. Listeners notify the pool of
 * their clients.
 */
@RequiredArgsConstructor
final class StickyPool implements TcpSender {

	private final AddressChoice addresses;

	private final StickyTerms terms;

	/**
	 * The connections of the connected clients, by the ids of the clients' own
	 * connections.
	 */
	private final Map<String, StickyConnection> connections = new ConcurrentHashMap<>();

	/** The connections of clients that are gone, until these connections have ended. */
	private final Set<StickyConnection> leaving = ConcurrentHashMap.newKeySet();

	private volatile boolean running;

	@Override
	public void addNewConnection(TcpConnection client) {
		StickyConnection connection = this.connections.computeIfAbsent(client.getConnectionId(),
				(id) -> new StickyConnection(new StickyClient(client, this.terms), this.addresses, this.terms));
		if (this.running) {
			connection.start();
		}
	}

	@Override
	public void removeDeadConnection(TcpConnection client) {
		StickyConnection connection = this.connections.remove(client.getConnectionId());
		if (connection != null) {
			this.leaving.add(connection);
			connection.leave();
			if (!this.running) {
				// a stopped upstream has no sweeper that would end it
				connection.end();
				this.leaving.remove(connection);
			}
		}
	}

	/**
	 * The way to a client's own connection.
	 * @param client the id of the client's connection
	 * @return {@code null} if there is no such client
	 */
	@Nullable Dispatcher dispatcher(String client) {
		StickyConnection connection = this.connections.get(client);
		if (connection == null) {
			return null;
		}
		if (this.running) {
			// does nothing unless the upstream was stopped when the client connected
			connection.start();
		}
		return connection.dispatcher();
	}

	void start() {
		this.running = true;
	}

	/**
	 * Close the clients after the replies to the requests that they have sent.
	 */
	void finishClients() {
		this.connections.values().forEach(StickyConnection::finishClient);
	}

	/**
	 * Close the connections, and those of the clients.
	 */
	void stop() {
		this.running = false;
		this.connections.values().forEach(StickyConnection::stop);
		this.leaving.forEach(StickyConnection::end);
		this.leaving.clear();
	}

	/**
	 * The number of requests that wait for connections.
	 */
	int waiting() {
		return this.connections.values().stream().map(StickyConnection::dispatcher).mapToInt(Dispatcher::waiting).sum();
	}

	/**
	 * End requests whose deadlines have passed. Called by one thread.
	 */
	void expire(long now) {
		this.connections.values().forEach((connection) -> connection.expire(now));
		this.leaving.removeIf((connection) -> connection.expire(now));
	}

}

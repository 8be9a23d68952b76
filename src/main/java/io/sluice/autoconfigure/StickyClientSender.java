package io.sluice.autoconfigure;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import lombok.RequiredArgsConstructor;

import org.springframework.integration.ip.tcp.connection.TcpConnection;
import org.springframework.integration.ip.tcp.connection.TcpSender;

/**
 * The clients of a listener at a sticky upstream. New ones are added while a route of the
 * listener leads there.
 */
@RequiredArgsConstructor
final class StickyClientSender implements TcpSender {

	private final TcpSender upstream;

	/** The ids of the clients' connections. */
	private final Set<String> clients = ConcurrentHashMap.newKeySet();

	/** Whether a route leads to the upstream. */
	private boolean routed;

	/**
	 * Add the clients that connect from now on.
	 * @return {@code false} if that was so before
	 */
	synchronized boolean begin() {
		boolean before = this.routed;
		this.routed = true;
		return !before;
	}

	/**
	 * Add no more clients.
	 * @return whether no client needs the upstream
	 */
	synchronized boolean end() {
		this.routed = false;
		return this.clients.isEmpty();
	}

	private synchronized boolean add(String client) {
		if (this.routed) {
			this.clients.add(client);
		}
		return this.routed;
	}

	@Override
	public void addNewConnection(TcpConnection client) {
		if (add(client.getConnectionId())) {
			this.upstream.addNewConnection(client);
		}
	}

	@Override
	public void removeDeadConnection(TcpConnection client) {
		this.clients.remove(client.getConnectionId());
		// also one that has ended while it was added, and is not known any more
		this.upstream.removeDeadConnection(client);
	}

}

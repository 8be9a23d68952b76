package io.sluice.listener;

import io.sluice.telemetry.PluginGuard;

import org.springframework.integration.ip.tcp.connection.TcpConnection;
import org.springframework.integration.ip.tcp.connection.TcpSender;

/**
 * A part of the application that is told of connections in order to send to them.
 *
 * @param sender what is told
 * @param guard keeps its failures from the connections; the same for all senders of a
 * listener
 */
record GuardedSender(TcpSender sender, PluginGuard guard) implements TcpSender {

	@Override
	public void addNewConnection(TcpConnection connection) {
		this.guard.run(() -> this.sender.addNewConnection(connection));
	}

	@Override
	public void removeDeadConnection(TcpConnection connection) {
		this.guard.run(() -> this.sender.removeDeadConnection(connection));
	}

}

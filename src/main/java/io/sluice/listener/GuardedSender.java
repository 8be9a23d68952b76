package io.sluice.listener;

import io.sluice.telemetry.PluginGuard;

import org.springframework.integration.ip.tcp.connection.TcpConnection;
import org.springframework.integration.ip.tcp.connection.TcpSender;

/**
 * Shields connections from a sender of the application.
 *
 * @param sender the sender
 * @param guard keeps the sender's failures from the connections; all senders of a
 * listener share it
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

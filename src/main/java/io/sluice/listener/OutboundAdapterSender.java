package io.sluice.listener;

import org.springframework.integration.ip.tcp.connection.TcpConnection;
import org.springframework.integration.ip.tcp.connection.TcpSender;
import org.springframework.integration.ip.tcp.outbound.TcpSendingMessageHandler;

/**
 * Gives Spring Integration's outbound adapter connections that it can send to but not
 * close.
 *
 * @param adapter the adapter
 */
record OutboundAdapterSender(TcpSendingMessageHandler adapter) implements TcpSender {

	/**
	 * Wrap an outbound adapter.
	 * @param sender a sender that the application registers
	 * @return {@code sender} itself unless it is an outbound adapter
	 */
	static TcpSender of(TcpSender sender) {
		return (sender instanceof TcpSendingMessageHandler adapter) ? new OutboundAdapterSender(adapter) : sender;
	}

	@Override
	public void addNewConnection(TcpConnection connection) {
		this.adapter.addNewConnection(new SendOnlyConnection(connection));
	}

	@Override
	public void removeDeadConnection(TcpConnection connection) {
		this.adapter.removeDeadConnection(connection);
	}

}

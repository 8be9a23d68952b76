package io.sluice.listener;

import java.util.List;

import lombok.RequiredArgsConstructor;

import org.springframework.integration.ip.tcp.connection.TcpConnection;
import org.springframework.integration.ip.tcp.connection.TcpSender;

/**
 * Makes one connection known to those that push, from its opening to its end: each is
 * told of both, or of neither. Any thread.
 */
@RequiredArgsConstructor
final class SenderRoster {

	private final SluiceServerConnectionFactory factory;

	private volatile boolean listed;

	private boolean ended;

	/**
	 * Whether those that push know the connection.
	 */
	boolean isListed() {
		return this.listed;
	}

	/**
	 * The connection is open.
	 * @param connection the connection
	 */
	synchronized void enter(TcpConnection connection) {
		if (!this.ended) {
			this.listed = true;
			senders().forEach((sender) -> sender.addNewConnection(connection));
		}
	}

	/**
	 * The connection has ended.
	 * @param connection the connection
	 */
	synchronized void leave(TcpConnection connection) {
		this.ended = true;
		if (this.listed) {
			this.listed = false;
			senders().forEach((sender) -> sender.removeDeadConnection(connection));
		}
	}

	private List<TcpSender> senders() {
		return this.factory.getSenders();
	}

}

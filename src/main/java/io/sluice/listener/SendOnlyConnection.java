package io.sluice.listener;

import javax.net.ssl.SSLSession;

import org.jspecify.annotations.Nullable;

import org.springframework.core.serializer.Deserializer;
import org.springframework.core.serializer.Serializer;
import org.springframework.integration.ip.tcp.connection.SocketInfo;
import org.springframework.integration.ip.tcp.connection.TcpConnection;
import org.springframework.integration.ip.tcp.connection.TcpListener;
import org.springframework.messaging.Message;

/**
 * A connection as Spring Integration's outbound adapter sees it. The adapter closes a
 * connection after every failed push, even if only the message was at fault. A push that
 * breaks the connection has already closed it, with the correct close reason.
 */
record SendOnlyConnection(TcpConnection connection) implements TcpConnection {

	@Override
	public void send(Message<?> message) {
		this.connection.send(message);
	}

	/** Does nothing; see the class. */
	@Override
	public void close() {
	}

	@Override
	public void run() {
		throw new UnsupportedOperationException("The connection has a thread");
	}

	@Override
	public boolean isOpen() {
		return this.connection.isOpen();
	}

	@Override
	public @Nullable Object getPayload() {
		return this.connection.getPayload();
	}

	@Override
	public String getHostName() {
		return this.connection.getHostName();
	}

	@Override
	public String getHostAddress() {
		return this.connection.getHostAddress();
	}

	@Override
	public int getPort() {
		return this.connection.getPort();
	}

	@Override
	public String getConnectionId() {
		return this.connection.getConnectionId();
	}

	@Override
	public boolean isServer() {
		return this.connection.isServer();
	}

	@Override
	public Deserializer<?> getDeserializer() {
		return this.connection.getDeserializer();
	}

	@Override
	public Serializer<?> getSerializer() {
		return this.connection.getSerializer();
	}

	@Override
	public @Nullable TcpListener getListener() {
		return this.connection.getListener();
	}

	@Override
	public long incrementAndGetConnectionSequence() {
		return this.connection.incrementAndGetConnectionSequence();
	}

	@Override
	public @Nullable Object getDeserializerStateKey() {
		return this.connection.getDeserializerStateKey();
	}

	@Override
	public @Nullable SSLSession getSslSession() {
		return this.connection.getSslSession();
	}

	@Override
	public @Nullable SocketInfo getSocketInfo() {
		return this.connection.getSocketInfo();
	}

}

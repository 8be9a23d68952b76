package io.sluice.listener;

import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;

import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

import io.sluice.CloseReason;
import io.sluice.spi.Opening.Opened;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.integration.ip.tcp.connection.TcpNetConnection;

/**
 * What Spring Integration and its users see of a connection: what it says of itself is
 * what the headers of its requests say, and the events it publishes come in pairs. Its id
 * is made at the accept, and begins with the address that the socket came from.
 */
abstract class ConnectionAdapter extends TcpNetConnection {

	private final EventState events = new EventState();

	/** What broke it, if something did. */
	private volatile @Nullable Throwable failure;

	ConnectionAdapter(Socket socket, ApplicationEventPublisher publisher, SluiceServerConnectionFactory factory) {
		super(socket, true, false, publisher, factory.getComponentName());
	}

	abstract String listenerName();

	/** The client, or where the socket came from as long as that is not known. */
	abstract InetSocketAddress peer();

	/** Of a connection that is not open yet, what is known of its client. */
	abstract @Nullable Opened opened();

	/** Why it is closed, or {@code null} while it is open. */
	abstract @Nullable CloseReason closeReason();

	/** Take no further request, and end when what has been read is answered. */
	abstract void finish(CloseReason reason);

	/**
	 * The client's address, as the header {@code ip_address} has it.
	 */
	@Override
	public String getHostAddress() {
		return peer().getAddress().getHostAddress();
	}

	/**
	 * The same as {@link #getHostAddress()}, as names are not looked up.
	 */
	@Override
	public String getHostName() {
		return getHostAddress();
	}

	/**
	 * The client's port, as the header {@code ip_tcp_remotePort} has it.
	 */
	@Override
	public int getPort() {
		return peer().getPort();
	}

	/**
	 * The TLS session, from the end of the handshake on.
	 */
	@Override
	public @Nullable SSLSession getSslSession() {
		Opened current = opened();
		return (current != null && current.socket() instanceof SSLSocket tls) ? tls.getSession() : null;
	}

	/**
	 * None, as no {@link org.springframework.core.serializer.Deserializer} reads from it.
	 */
	@Override
	public @Nullable Object getDeserializerStateKey() {
		return null;
	}

	/**
	 * Take no further request, and end when what has been read is answered.
	 */
	@Override
	public void shutdownInput() {
		finish(CloseReason.HANDLER_REQUESTED);
	}

	/**
	 * The same as {@link #shutdownInput()}: replies that are due come first.
	 */
	@Override
	public void shutdownOutput() {
		finish(CloseReason.HANDLER_REQUESTED);
	}

	@Override
	public String toString() {
		return "connection %s of %s to '%s'".formatted(getConnectionId(), peer(), listenerName());
	}

	/**
	 * Note what breaks the connection, before it is closed; the first one counts.
	 */
	void noteFailure(Throwable cause) {
		if (this.failure == null && closeReason() == null) {
			this.failure = cause;
		}
	}

	/**
	 * Publish that it is open, unless it has been closed meanwhile.
	 */
	@Override
	protected void publishConnectionOpenEvent() {
		if (this.events.beginOpen()) {
			super.publishConnectionOpenEvent();
			if (this.events.finishOpen()) {
				publishEnd();
			}
		}
	}

	/**
	 * Publish that it is closed, where it has been published that it is open.
	 */
	@Override
	protected void publishConnectionCloseEvent() {
		if (this.events.close()) {
			publishEnd();
		}
	}

	private void publishEnd() {
		CloseReason reason = closeReason();
		Throwable cause = this.failure;
		if (cause == null && reason == CloseReason.CLIENT_RESET) {
			cause = new SocketException("The client's connection broke");
		}
		if (cause != null) {
			publishConnectionExceptionEvent(cause);
		}
		super.publishConnectionCloseEvent();
	}

}

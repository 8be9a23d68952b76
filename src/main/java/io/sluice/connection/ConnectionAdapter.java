package io.sluice.connection;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.List;

import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

import io.sluice.CloseReason;
import io.sluice.socket.PolledSocket;
import io.sluice.spi.ConnectionOpener;
import io.sluice.spi.OpenedSocket;
import io.sluice.spi.ProxyPeer;
import io.sluice.spi.TlsPeer;
import io.sluice.telemetry.AccessEntry.Client;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.integration.ip.tcp.connection.SocketInfo;
import org.springframework.integration.ip.tcp.connection.TcpNetConnection;
import org.springframework.integration.ip.tcp.connection.TcpSender;

/**
 * What Spring Integration and its users see of a connection: what it says of itself is
 * what the headers of its requests say, and senders and event listeners hear that it is
 * open and then that it is closed, or neither. Its id is made at the accept, and begins
 * with the address that the socket came from.
 */
abstract class ConnectionAdapter extends TcpNetConnection implements ConnectionContext {

	private final String listener;

	private final PolledSocket socket;

	private final Announcement announcement = new Announcement();

	private List<TcpSender> senders = List.of();

	/** Of a connection that is not open yet, what is known of its client. */
	private volatile @Nullable OpenedSocket opened;

	/** What broke it, if something did. */
	private volatile @Nullable Throwable failure;

	ConnectionAdapter(String listener, PolledSocket socket, ApplicationEventPublisher publisher, String factoryName) {
		super(socket, true, false, publisher, factoryName);
		this.listener = listener;
		this.socket = socket;
	}

	/** Take no further request, and end when what has been read is answered. */
	abstract void finish(CloseReason reason);

	void setOpened(OpenedSocket opened) {
		this.opened = opened;
	}

	@Nullable OpenedSocket opened() {
		return this.opened;
	}

	@Override
	public InetSocketAddress peer() {
		OpenedSocket current = this.opened;
		return (current != null) ? current.peer() : ConnectionOpener.remote(this.socket);
	}

	@Override
	public @Nullable ProxyPeer proxy() {
		OpenedSocket current = this.opened;
		return (current != null) ? current.proxy() : null;
	}

	@Override
	public @Nullable TlsPeer tls() {
		OpenedSocket current = this.opened;
		return (current != null) ? current.tls() : null;
	}

	@Override
	public Client client() {
		return new Client(this.listener, getConnectionId(), peer(), proxy(), tls());
	}

	@Override
	public @Nullable InetAddress localAddress() {
		SocketInfo info = getSocketInfo();
		return (info != null) ? info.getLocalAddress() : null;
	}

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
		OpenedSocket current = this.opened;
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

	/**
	 * Take note of the listener's senders, who hear of the connection when it is open: it
	 * cannot be pushed to before.
	 */
	@Override
	public void registerSenders(List<TcpSender> listenerSenders) {
		this.senders = listenerSenders;
	}

	/**
	 * None of its own: they are the listener's.
	 */
	@Override
	public List<TcpSender> getSenders() {
		return List.of();
	}

	/**
	 * Whether senders know the connection. Any thread.
	 */
	boolean isAnnounced() {
		return this.announcement.isOpen();
	}

	@Override
	public void noteFailure(Throwable cause) {
		if (this.failure == null && !lifecycle().isClosed()) {
			this.failure = cause;
		}
	}

	/**
	 * Announce that it is open, unless it has been closed meanwhile.
	 */
	@Override
	protected void publishConnectionOpenEvent() {
		if (this.announcement.beginOpen()) {
			this.senders.forEach((sender) -> sender.addNewConnection(this));
			super.publishConnectionOpenEvent();
			if (this.announcement.finishOpen()) {
				announceEnd();
			}
		}
	}

	/**
	 * Announce that it is closed, where it has been announced that it is open.
	 */
	@Override
	protected void publishConnectionCloseEvent() {
		if (this.announcement.close()) {
			announceEnd();
		}
	}

	private void announceEnd() {
		this.senders.forEach((sender) -> sender.removeDeadConnection(this));
		Throwable cause = this.failure;
		if (cause == null && lifecycle().reason() == CloseReason.CLIENT_RESET) {
			cause = new SocketException("The client's connection broke");
		}
		if (cause != null) {
			publishConnectionExceptionEvent(cause);
		}
		super.publishConnectionCloseEvent();
	}

	@Override
	public String toString() {
		return "connection %s of %s to '%s'".formatted(getConnectionId(), peer(), this.listener);
	}

}

package io.sluice.connection;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;

import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

import io.sluice.CloseReason;
import io.sluice.session.Session;
import io.sluice.session.SessionConnection;
import io.sluice.socket.PolledSocket;
import io.sluice.spi.ConnectionOpener;
import io.sluice.spi.OpenedSocket;
import io.sluice.spi.ProxyPeer;
import io.sluice.spi.TlsPeer;
import io.sluice.telemetry.AccessEntry.Client;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.integration.ip.tcp.connection.SocketInfo;
import org.springframework.integration.ip.tcp.connection.TcpListener;
import org.springframework.integration.ip.tcp.connection.TcpMessageMapper;
import org.springframework.integration.ip.tcp.connection.TcpNetConnection;
import org.springframework.integration.ip.tcp.connection.TcpSender;
import org.springframework.messaging.Message;

/**
 * A connection as Spring Integration and its users see it. Its values are those of the
 * request headers. The gateway receives its requests. Senders and event listeners receive
 * the open event and then the close event, or neither. The connection id is made when the
 * socket is accepted and begins with the remote address of the socket.
 */
abstract class ConnectionAdapter extends TcpNetConnection implements ConnectionContext, SessionConnection {

	private final ListenerContext listener;

	private final PolledSocket socket;

	private final ApplicationEventPublisher publisher;

	private final Announcement announcement = new Announcement();

	private List<TcpSender> senders = List.of();

	/**
	 * The opened socket; until the connection is open, only what is known of its client.
	 */
	private volatile @Nullable OpenedSocket opened;

	/** The connection as the application sees it; {@code null} until it is open. */
	private volatile @Nullable Session session;

	/** The first failure that broke the connection. */
	private volatile @Nullable Throwable failure;

	ConnectionAdapter(ListenerContext listener, PolledSocket socket, ApplicationEventPublisher publisher,
			String factoryName) {
		super(socket, true, false, publisher, factoryName);
		this.listener = listener;
		this.socket = socket;
		this.publisher = publisher;
	}

	void setOpened(OpenedSocket opened) {
		this.opened = opened;
	}

	/**
	 * Open the session. Called by the connection's thread.
	 */
	void openSession() {
		this.session = this.listener.sessions().open(this);
	}

	@Override
	public @Nullable Session session() {
		return this.session;
	}

	/**
	 * Whether an ask is pending. Any thread.
	 */
	boolean isAsking() {
		Session current = this.session;
		return current != null && current.isAsking();
	}

	@Override
	public void publish(Object event) {
		this.publisher.publishEvent(event);
	}

	@Nullable OpenedSocket openedSocket() {
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
		Session current = this.session;
		return client((current != null) ? current.givenIdentities() : Set.of());
	}

	/**
	 * The client with the names by which it can be found.
	 */
	Client reachableClient() {
		Session current = this.session;
		return client((current != null) ? current.identities() : Set.of());
	}

	private Client client(Set<String> identities) {
		return new Client(this.listener.name(), getConnectionId(), peer(), proxy(), tls(), identities);
	}

	@Override
	public @Nullable InetAddress localAddress() {
		SocketInfo info = getSocketInfo();
		return (info != null) ? info.getLocalAddress() : null;
	}

	/**
	 * The client's address, as in the header {@code ip_address}.
	 */
	@Override
	public String getHostAddress() {
		return peer().getAddress().getHostAddress();
	}

	/**
	 * The same as {@link #getHostAddress()}: names are never looked up.
	 */
	@Override
	public String getHostName() {
		return getHostAddress();
	}

	/**
	 * The client's port, as in the header {@code ip_tcp_remotePort}.
	 */
	@Override
	public int getPort() {
		return peer().getPort();
	}

	/**
	 * The TLS session; present once the handshake has ended.
	 */
	@Override
	public @Nullable SSLSession getSslSession() {
		OpenedSocket current = this.opened;
		return (current != null && current.socket() instanceof SSLSocket tls) ? tls.getSession() : null;
	}

	/**
	 * Always {@code null}: no {@link org.springframework.core.serializer.Deserializer}
	 * reads from this connection.
	 */
	@Override
	public @Nullable Object getDeserializerStateKey() {
		return null;
	}

	/**
	 * Take no further request, and close after the requests already read have been
	 * answered.
	 */
	@Override
	public void shutdownInput() {
		finish(CloseReason.HANDLER_REQUESTED);
	}

	/**
	 * The same as {@link #shutdownInput()}: pending replies are written first.
	 */
	@Override
	public void shutdownOutput() {
		finish(CloseReason.HANDLER_REQUESTED);
	}

	/**
	 * Send a request into the listener's flow.
	 * @param exchange the request
	 * @throws RuntimeException any exception that the flow throws on the calling thread
	 */
	void dispatch(RequestExchange exchange) {
		TcpListener gateway = getListener();
		if (gateway == null) {
			throw new IllegalStateException("The listener has no gateway");
		}
		gateway.onMessage(map(exchange));
	}

	/**
	 * The request as the application's mapper converts it, or the plain request if there
	 * is no such mapper.
	 */
	private Message<?> map(RequestExchange exchange) {
		TcpMessageMapper mapper = getMapper();
		if (mapper == this.listener.requests().mapper()) {
			return exchange.request();
		}
		Message<?> mapped = mapper.toMessage(this, exchange.request().getHeaders());
		if (mapped == null) {
			throw new IllegalStateException("The TcpMessageMapper returned no message");
		}
		return mapped;
	}

	/**
	 * Keep the listener's senders. They receive the connection when it is open, because a
	 * push is not possible before.
	 */
	@Override
	public void registerSenders(List<TcpSender> listenerSenders) {
		this.senders = listenerSenders;
	}

	/**
	 * Always empty: the senders belong to the listener.
	 */
	@Override
	public List<TcpSender> getSenders() {
		return List.of();
	}

	/**
	 * Whether the senders know the connection. Any thread.
	 */
	boolean isAnnounced() {
		return this.announcement.isOpen();
	}

	@Override
	public void recordFailure(Throwable cause) {
		if (this.failure == null && !lifecycle().isClosed()) {
			this.failure = cause;
		}
	}

	/**
	 * Publish the open event, unless the connection has been closed in the meantime.
	 */
	@Override
	protected void publishConnectionOpenEvent() {
		if (this.announcement.beginOpen()) {
			try {
				this.senders.forEach((sender) -> sender.addNewConnection(this));
				super.publishConnectionOpenEvent();
				Session opened = this.session;
				if (opened != null) {
					opened.announce();
				}
			}
			finally {
				if (this.announcement.finishOpen()) {
					announceEnd();
				}
			}
		}
	}

	/**
	 * Publish the close event, if the open event has been published.
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
		if (cause != null) {
			publishConnectionExceptionEvent(cause);
		}
		super.publishConnectionCloseEvent();
		Session ended = this.session;
		if (ended != null) {
			ended.end(lifecycle().reasonOr(CloseReason.SERVER_ERROR));
		}
	}

	@Override
	public String toString() {
		return "connection %s of %s to '%s'".formatted(getConnectionId(), peer(), this.listener.name());
	}

}

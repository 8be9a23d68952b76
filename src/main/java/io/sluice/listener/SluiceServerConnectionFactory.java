package io.sluice.listener;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import io.sluice.CloseReason;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

import org.springframework.integration.ip.tcp.connection.TcpConnectionSupport;
import org.springframework.integration.ip.tcp.connection.TcpNetServerConnectionFactory;

/**
 * One listener: binds its port when it starts, accepts on a thread of its own that keeps
 * the JVM alive, and knows its open connections.
 */
@Slf4j(topic = "io.sluice.listener")
public final class SluiceServerConnectionFactory extends TcpNetServerConnectionFactory {

	/** Less than the 30 seconds that Spring waits for a phase of the shutdown. */
	private static final Duration DRAIN_LIMIT = Duration.ofSeconds(29);

	/** How long an idle client may take to close when it is told to. */
	private static final Duration IDLE_LIMIT = Duration.ofSeconds(1);

	private static final Duration DRAIN_POLL = Duration.ofMillis(5);

	private final Endpoint endpoint;

	private final Protocol protocol;

	private final ListenerMetrics metrics;

	private final Sweeper sweeper;

	private final ReplyFlusher flusher;

	private final WarningLimit warnings = new WarningLimit();

	private @Nullable ServerSocket bound;

	private @Nullable Thread acceptor;

	public SluiceServerConnectionFactory(Endpoint endpoint, Protocol protocol, ListenerMetrics metrics, Sweeper sweeper,
			ReplyFlusher flusher) {
		super(endpoint.port());
		this.endpoint = endpoint;
		this.protocol = protocol;
		this.metrics = metrics;
		this.sweeper = sweeper;
		this.flusher = flusher;
		metrics.activeRequests(this::countActiveRequests);
		setBacklog(endpoint.backlog());
		setTcpNetConnectionSupport((socket, server, lookupHost, publisher, name) -> connect(socket));
	}

	/**
	 * The listener's name.
	 * @return the name it is configured under
	 */
	public String getName() {
		return this.endpoint.name();
	}

	/**
	 * How many connections are open; costs no scan.
	 * @return the number of connections
	 */
	public int getConnectionCount() {
		return this.connections.size();
	}

	private int countActiveRequests() {
		int active = 0;
		for (TcpConnectionSupport connection : this.connections.values()) {
			active += ((SluiceConnection) connection).isBusy() ? 1 : 0;
		}
		return active;
	}

	Protocol protocol() {
		return this.protocol;
	}

	ListenerMetrics metrics() {
		return this.metrics;
	}

	ReplyFlusher flusher() {
		return this.flusher;
	}

	WarningLimit warnings() {
		return this.warnings;
	}

	/**
	 * Bind and begin to accept.
	 * @throws ListenerStartException if the port cannot be bound
	 */
	@Override
	public void start() {
		this.lifecycleMonitor.lock();
		try {
			if (isActive()) {
				return;
			}
			this.bound = bind();
			setActive(true);
			setListening(true);
			this.sweeper.watch(this);
			this.acceptor = Thread.ofPlatform().name("sluice-" + getName() + "-accept").daemon(false).start(this);
			log.info("[{}] listening on {}", getName(), this.endpoint.describe(this.bound.getLocalPort()));
		}
		finally {
			this.lifecycleMonitor.unlock();
		}
	}

	private ServerSocket bind() {
		try {
			return super.createServerSocket(this.endpoint.port(), this.endpoint.backlog(), this.endpoint.address());
		}
		catch (IOException ex) {
			throw new ListenerStartException(this.endpoint, ex);
		}
	}

	/**
	 * Give the accept loop the socket that was bound at the start.
	 */
	@Override
	protected ServerSocket createServerSocket(int port, int backlog, @Nullable InetAddress whichNic)
			throws IOException {
		ServerSocket socket = this.bound;
		if (socket == null) {
			throw new SocketException("The listener has been stopped");
		}
		return socket;
	}

	@Override
	public int getPort() {
		ServerSocket socket = this.bound;
		return (socket != null) ? socket.getLocalPort() : this.endpoint.port();
	}

	private SluiceConnection connect(Socket socket) {
		try {
			return new SluiceConnection(this, socket, getApplicationEventPublisher());
		}
		catch (IOException | OutOfMemoryError | StackOverflowError ex) {
			// an Error would end the accept loop
			throw new IllegalStateException("A connection could not be set up", ex);
		}
	}

	/**
	 * Set the socket's options; a client that is gone already is found by its
	 * connection's first read, and must not end the accept loop.
	 */
	@Override
	protected void setSocketAttributes(Socket socket) {
		try {
			super.setSocketAttributes(socket);
		}
		catch (SocketException ex) {
			log.debug("[{}] {} went away before it was served", getName(), socket.getRemoteSocketAddress(), ex);
		}
	}

	@Override
	public void setTaskExecutor(Executor taskExecutor) {
		super.setTaskExecutor((connection) -> {
			try {
				taskExecutor.execute(connection);
			}
			catch (RejectedExecutionException | OutOfMemoryError ex) {
				// neither may end the accept loop, nor leave the connection registered
				log.warn("[{}] a connection was closed, as there is no thread for it: {}", getName(), ex.toString());
				((SluiceConnection) connection).close(CloseReason.SERVER_ERROR);
			}
		});
	}

	/**
	 * Do nothing at every accept: a connection that closes removes itself.
	 */
	@Override
	protected void harvestClosedConnections() {
	}

	void forget(SluiceConnection connection) {
		this.connections.remove(connection.getConnectionId());
	}

	void sweep(long now) {
		this.connections.forEach((id, connection) -> ((SluiceConnection) connection).sweep(now));
	}

	/**
	 * Listen no more, let every connection finish the requests it has read, and close
	 * what is left after 29 seconds.
	 */
	@Override
	public void stop() {
		ServerSocket socket = this.bound;
		if (socket == null) {
			return;
		}
		stopAccepting(socket);
		this.connections.forEach((id, connection) -> ((SluiceConnection) connection).drain());
		awaitDrained();
		this.connections.forEach((id, connection) -> ((SluiceConnection) connection).close(CloseReason.DRAINING));
		super.stop();
		this.sweeper.forget(this);
		this.bound = null;
		log.info("[{}] stopped", getName());
	}

	private void stopAccepting(ServerSocket socket) {
		try {
			socket.close();
			Thread thread = this.acceptor;
			if (thread != null && thread != Thread.currentThread()) {
				thread.join();
			}
		}
		catch (IOException ex) {
			log.debug("[{}] the server socket did not close cleanly", getName(), ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void awaitDrained() {
		try {
			awaitNoConnection(IDLE_LIMIT);
			this.connections.forEach((id, connection) -> ((SluiceConnection) connection).endNow());
			awaitNoConnection(DRAIN_LIMIT.minus(IDLE_LIMIT));
		}
		catch (InterruptedException ex) {
			// whoever stops the listener is in a hurry
			Thread.currentThread().interrupt();
		}
		if (!this.connections.isEmpty()) {
			log.warn("[{}] {} connections were still busy and are closed now", getName(), this.connections.size());
		}
	}

	private void awaitNoConnection(Duration limit) throws InterruptedException {
		long begin = System.nanoTime();
		while (!this.connections.isEmpty() && System.nanoTime() - begin < limit.toNanos()) {
			Thread.sleep(DRAIN_POLL);
		}
	}

}

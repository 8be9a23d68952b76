package io.sluice.listener;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

import javax.net.ServerSocketFactory;
import javax.net.SocketFactory;

import io.sluice.CloseReason;
import io.sluice.process.MemoryBudget;
import io.sluice.process.VitalLoop;
import io.sluice.process.VitalThreads;
import io.sluice.socket.PolledSocket;
import io.sluice.spi.Intake;
import io.sluice.spi.RequestGate;
import io.sluice.spi.RequestObserver;
import io.sluice.telemetry.AccessLog;
import io.sluice.telemetry.GuardedRequestObserver;
import io.sluice.telemetry.ListenerMetrics;
import io.sluice.telemetry.PluginGuard;
import io.sluice.telemetry.WarningLimit;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.integration.ip.tcp.connection.TcpMessageMapper;
import org.springframework.integration.ip.tcp.connection.TcpSender;
import org.springframework.integration.ip.tcp.connection.TcpSocketFactorySupport;
import org.springframework.messaging.Message;

/**
 * One listener: binds its port when it starts, accepts on a thread of its own that keeps
 * the JVM alive, and knows its open connections.
 */
@Slf4j(topic = "io.sluice.listener")
public final class SluiceServerConnectionFactory extends StrictServerConnectionFactory {

	private final Endpoint endpoint;

	private final Protocol protocol;

	private final ListenerMetrics metrics;

	private final Sweeper sweeper;

	private final ReplyFlusher flusher;

	private final WarningLimit warnings = new WarningLimit();

	private final PluginGuard senderGuard;

	private final OpenConnections open = new OpenConnections(this.connections);

	private final OutstandingRequests outstanding;

	private Function<InetAddress, RequestGate> gates = (client) -> RequestGate.OPEN;

	private TargetPolicy targetPolicy = TargetPolicy.DEFAULT;

	private Intake intake = Intake.OPEN;

	private Shutdown shutdown = Shutdown.DEFAULT;

	private AccessLog accessLog = AccessLog.OFF;

	private RequestObserver observer = RequestObserver.NONE;

	private MemoryBudget memory = MemoryBudget.UNLIMITED;

	private VitalThreads threads = VitalThreads.UNWATCHED;

	/** From a start to the stop that ends it. */
	private volatile boolean accepting;

	/** What has been accepted and not been handed to a thread yet; the acceptor's. */
	private @Nullable Socket pending;

	/** The connection of that; the acceptor's. */
	private @Nullable SluiceConnection pendingConnection;

	private volatile boolean draining;

	private @Nullable TcpMessageMapper requestMapper;

	private @Nullable ServerSocket bound;

	private @Nullable Thread acceptor;

	public SluiceServerConnectionFactory(Endpoint endpoint, Protocol protocol, ListenerMetrics metrics, Sweeper sweeper,
			ReplyFlusher flusher) {
		super(endpoint);
		this.endpoint = endpoint;
		this.protocol = protocol;
		this.metrics = metrics;
		this.sweeper = sweeper;
		this.flusher = flusher;
		this.senderGuard = new PluginGuard(endpoint.name(), "a sender that is told of connections");
		this.outstanding = new OutstandingRequests(endpoint.name());
		metrics.outstandingRequests(this.outstanding::count);
		metrics.listening(this::isListening);
		metrics.activeRequests(this.open::countBusy);
		metrics.drainRemaining(() -> this.draining ? this.open.count() : 0);
		useConnectionSupport((socket, server, lookupHost, publisher, name) -> connect(socket));
	}

	/**
	 * The listener's name.
	 * @return the name it is configured under
	 */
	public String getName() {
		return this.endpoint.name();
	}

	@Override
	String listenerName() {
		return getName();
	}

	/**
	 * What makes the socket that listens.
	 * @param sockets makes server sockets that accept {@link PolledSocket}s
	 */
	public void setServerSocketFactory(ServerSocketFactory sockets) {
		useSocketFactories(new TcpSocketFactorySupport() {

			@Override
			public ServerSocketFactory getServerSocketFactory() {
				return sockets;
			}

			@Override
			public SocketFactory getSocketFactory() {
				return SocketFactory.getDefault();
			}

		});
	}

	/**
	 * What makes payloads of replies.
	 * @param mapper makes arrays of bytes
	 */
	public void setReplyMapper(TcpMessageMapper mapper) {
		super.setMapper(mapper);
	}

	/**
	 * Let a mapper make messages of requests, and payloads of replies, in place of the
	 * listener's own ways.
	 * @param mapper such as one that supplies custom headers
	 */
	@Override
	public void setMapper(TcpMessageMapper mapper) {
		super.setMapper(mapper);
		this.requestMapper = mapper;
	}

	Message<?> map(RequestExchange exchange) {
		TcpMessageMapper mapper = this.requestMapper;
		if (mapper == null) {
			return exchange.request();
		}
		Message<?> mapped = mapper.toMessage(exchange.connection(), exchange.request().getHeaders());
		if (mapped == null) {
			throw new IllegalStateException("The message mapper gives no message");
		}
		return mapped;
	}

	/**
	 * The open connections.
	 * @return a view of them as they come and go
	 */
	public OpenConnections openConnections() {
		return this.open;
	}

	/**
	 * What the requests of each connection must pass.
	 * @param gates gives one to each connection, by its client's address
	 */
	public void setRequestGates(Function<InetAddress, RequestGate> gates) {
		this.gates = gates;
	}

	/**
	 * Bound the requests that have ended and whose targets still run.
	 * @param max how many there may be before new requests are answered {@code BUSY}, or
	 * 0 for any number
	 */
	public void setMaxOutstanding(int max) {
		this.outstanding.setMax(max);
	}

	/**
	 * The requests that have ended and whose targets still run.
	 * @return a view of them as they come and go
	 */
	public OutstandingRequests outstanding() {
		return this.outstanding;
	}

	/**
	 * What happens to a handler that still runs when its request has ended.
	 * @param targetPolicy says that
	 */
	public void setTargetPolicy(TargetPolicy targetPolicy) {
		this.targetPolicy = targetPolicy;
	}

	TargetPolicy targetPolicy() {
		return this.targetPolicy;
	}

	/**
	 * What decides whether it accepts for now.
	 * @param intake decides it
	 */
	public void setIntake(Intake intake) {
		this.intake = intake;
	}

	/**
	 * What decides whether it accepts for now.
	 * @return decides it, and may be told to
	 */
	public Intake getIntake() {
		return this.intake;
	}

	/**
	 * How the listener stops.
	 * @param shutdown the times it takes
	 */
	public void setShutdown(Shutdown shutdown) {
		this.shutdown = shutdown;
	}

	/**
	 * What is told of the ends of connections and requests.
	 * @param accessLog takes note of them
	 */
	public void setAccessLog(AccessLog accessLog) {
		this.accessLog = accessLog;
	}

	AccessLog accessLog() {
		return this.accessLog;
	}

	/**
	 * What follows requests.
	 * @param observer follows them
	 */
	public void setRequestObserver(RequestObserver observer) {
		this.observer = GuardedRequestObserver.of(getName(), observer);
	}

	/**
	 * What connections take their memory from.
	 * @param memory the budget of all listeners
	 */
	public void setMemory(MemoryBudget memory) {
		this.memory = memory;
		this.outstanding.setMemory(memory);
	}

	MemoryBudget memory() {
		return this.memory;
	}

	/**
	 * Who hears of the end of the thread that accepts.
	 * @param threads hears of it
	 */
	public void setVitalThreads(VitalThreads threads) {
		this.threads = threads;
	}

	RequestObserver observer() {
		return this.observer;
	}

	/**
	 * Whether the listener is about to stop; it may still listen.
	 * @return {@code true} until it has stopped
	 */
	public boolean isDraining() {
		return this.draining;
	}

	/**
	 * Where events are published. A listener of the application's that fails does not
	 * reach the connection that the event is about.
	 */
	@Override
	public void setApplicationEventPublisher(ApplicationEventPublisher publisher) {
		PluginGuard guard = new PluginGuard(getName(), "a listener of a connection's event");
		super.setApplicationEventPublisher((event) -> guard.run(() -> publisher.publishEvent(event)));
	}

	@Override
	public void registerSender(TcpSender sender) {
		super.registerSender(guarded(sender));
	}

	@Override
	public boolean unregisterSender(TcpSender sender) {
		return super.unregisterSender(guarded(sender));
	}

	private TcpSender guarded(TcpSender sender) {
		return new GuardedSender(OutboundAdapterSender.of(sender), this.senderGuard);
	}

	RequestGate newGate(InetAddress client) {
		return this.gates.apply(client);
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
			this.accepting = true;
			String thread = "sluice-" + getName() + "-accept";
			this.acceptor = Thread.ofPlatform()
				.name(thread)
				.daemon(false)
				.start(new VitalLoop(thread, this.threads, () -> this.accepting, this::acceptAll));
			log.info("[{}] listening on {}", getName(), this.endpoint.describe(this.bound.getLocalPort()));
		}
		finally {
			this.lifecycleMonitor.unlock();
		}
	}

	/**
	 * Accept until the server socket is closed. What fails, an Error too, is not to end
	 * that: what was being accepted is closed, and there is a pause.
	 * @return {@code false} once the socket is closed
	 */
	private boolean acceptAll() {
		boolean failed = true;
		try {
			super.run();
			failed = false;
			return false;
		}
		finally {
			if (failed) {
				setActive(true);
				setListening(true);
				closePending();
			}
		}
	}

	private void closePending() {
		SluiceConnection connection = this.pendingConnection;
		Socket socket = this.pending;
		handedOver();
		try {
			if (connection != null) {
				connection.close(CloseReason.SERVER_ERROR);
			}
		}
		finally {
			closeQuietly(socket);
		}
	}

	private void handedOver() {
		this.pending = null;
		this.pendingConnection = null;
	}

	private void closeQuietly(@Nullable Socket socket) {
		try {
			if (socket != null) {
				socket.close();
			}
		}
		catch (IOException ex) {
			log.debug("[{}] a socket did not close cleanly", getName(), ex);
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
		if (!(socket instanceof PolledSocket polled)) {
			throw new IllegalStateException(
					"A listener's server socket must accept PolledSockets, not " + socket.getClass().getName());
		}
		SluiceConnection connection = new SluiceConnection(this, polled, getApplicationEventPublisher());
		this.pendingConnection = connection;
		return connection;
	}

	/**
	 * Set the socket's options; a client that is gone already is found by its
	 * connection's first read, and must not end the accept loop.
	 */
	@Override
	protected void setSocketAttributes(Socket socket) {
		this.pending = socket;
		try {
			super.setSocketAttributes(socket);
		}
		catch (SocketException ex) {
			log.debug("[{}] {} went away before it was served", getName(), socket.getRemoteSocketAddress(), ex);
		}
	}

	/**
	 * Where connections run.
	 * @param taskExecutor runs each until it ends
	 */
	public void setConnectionExecutor(Executor taskExecutor) {
		useExecutor((connection) -> {
			try {
				taskExecutor.execute(connection);
			}
			catch (RejectedExecutionException | OutOfMemoryError ex) {
				// not to leave the connection registered
				log.warn("[{}] a connection was closed, as there is no thread for it: {}", getName(), ex.toString());
				((SluiceConnection) connection).close(CloseReason.SERVER_ERROR);
			}
			handedOver();
		});
	}

	/**
	 * The connections that a message can be sent to.
	 * @return their ids, without connections that are in their handshake or at their end
	 */
	@Override
	public List<String> getOpenConnectionIds() {
		return this.open.idsForPushes();
	}

	/**
	 * Close a connection, as {@code handler_requested}. One that is about to end is left
	 * to its end.
	 */
	@Override
	public boolean closeConnection(String connectionId) {
		return this.open.close(connectionId);
	}

	/**
	 * Do nothing at every accept: a connection that closes removes itself.
	 */
	@Override
	protected void harvestClosedConnections() {
	}

	/**
	 * Go on accepting for {@code accept-for}, then listen no more, let every connection
	 * finish the requests it has read, and close what is left after {@code timeout}.
	 */
	@Override
	public void stop() {
		ServerSocket socket = this.bound;
		if (socket == null) {
			return;
		}
		this.draining = true;
		try {
			Drain drain = new Drain(getName(), this.shutdown, this.open);
			drain.acceptOn();
			stopAccepting(socket);
			drain.finish();
			this.open.close(CloseReason.DRAINING);
			super.stop();
		}
		finally {
			this.sweeper.forget(this);
			this.bound = null;
			this.draining = false;
		}
		log.info("[{}] stopped", getName());
	}

	private void stopAccepting(ServerSocket socket) {
		this.accepting = false;
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
		finally {
			// a thread that had not begun to accept has not said so
			setListening(false);
		}
	}

}

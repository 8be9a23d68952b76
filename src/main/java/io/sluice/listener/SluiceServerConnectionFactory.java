package io.sluice.listener;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;

import io.sluice.CloseReason;
import io.sluice.connection.OutstandingRequestTracker;
import io.sluice.connection.SluiceConnection;
import io.sluice.process.Lease;
import io.sluice.process.VitalLoop;
import io.sluice.socket.Dialed;
import io.sluice.socket.HostAndPort;
import io.sluice.socket.PolledSocket;
import io.sluice.spi.AcceptSwitch;
import io.sluice.spi.FailureTable;
import io.sluice.telemetry.ListenerMetrics;
import io.sluice.telemetry.PluginGuard;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.integration.ip.tcp.connection.TcpSender;

/**
 * A listener. It binds its port at the start, accepts on a thread that keeps the JVM
 * alive, and knows its open connections.
 */
@Slf4j(topic = "io.sluice.listener")
public final class SluiceServerConnectionFactory extends StrictServerConnectionFactory implements SweptListener {

	private final ListenerSetup setup;

	private final PluginGuard senderGuard;

	private final ConnectionRegistry registry = new ConnectionRegistry(this.connections);

	/** Whether the listener accepts: from the start to the stop. */
	private volatile boolean accepting;

	private final PendingClient pending;

	private volatile boolean draining;

	private @Nullable ServerSocket bound;

	private @Nullable Thread acceptor;

	/**
	 * Create a listener that does not listen yet.
	 * @param setup its parts
	 */
	public SluiceServerConnectionFactory(ListenerSetup setup) {
		super(setup.endpoint());
		this.setup = setup;
		this.pending = new PendingClient(getName());
		this.senderGuard = new PluginGuard(getName(), "a TcpSender of the application");
		ListenerMetrics metrics = setup.context().telemetry().metrics();
		metrics.outstandingRequests(outstanding()::count);
		metrics.listening(this::isListening);
		metrics.activeRequests(this.registry::countRequests);
		metrics.drainRemaining(() -> this.draining ? this.registry.count() : 0);
		Lease lease = setup.acceptance().lease();
		if (lease != null) {
			// before the sockets, so that their connections know why they end
			lease.add(this.registry);
			metrics.leading(lease::isValid);
		}
		setMapper(setup.context().requests().mapper());
		useConnectionSupport((socket, server, lookupHost, publisher, name) -> connect(socket));
		useServerSockets(setup.acceptance().sockets());
		useExecutor(this::execute);
	}

	/**
	 * The listener's name.
	 * @return its name in the configuration
	 */
	public String getName() {
		return this.setup.endpoint().name();
	}

	/**
	 * The servers that this listener connects to instead of listening.
	 * @return their addresses; empty for a listener that listens
	 */
	public List<HostAndPort> getDialed() {
		return this.setup.endpoint().dialed();
	}

	/**
	 * The lease without which this listener does not connect.
	 * @return {@code null} if it needs none
	 */
	public @Nullable Lease getLease() {
		return this.setup.acceptance().lease();
	}

	@Override
	String listenerName() {
		return getName();
	}

	/**
	 * The open connections.
	 * @return a live view
	 */
	@Override
	public ConnectionRegistry openConnections() {
		return this.registry;
	}

	/**
	 * The requests that ended before their targets.
	 * @return a live view
	 */
	public OutstandingRequestTracker outstanding() {
		return this.setup.context().requests().outstanding();
	}

	/**
	 * The switch that suspends and resumes accepting.
	 * @return the switch
	 */
	public AcceptSwitch acceptSwitch() {
		return this.setup.acceptance().acceptSwitch();
	}

	/**
	 * Check the deadlines of connections and requests, and report repeated failures.
	 * Called by the sweeper.
	 */
	@Override
	public void sweep(long now) {
		this.registry.sweep(now);
		outstanding().sweep(now, this.setup.context().protocol().timeouts());
		failures().sweep(now);
	}

	private FailureTable failures() {
		return this.setup.context().protocol().errors().table();
	}

	/**
	 * Whether the listener is about to stop; it may still listen.
	 * @return {@code true} until it has stopped
	 */
	public boolean isDraining() {
		return this.draining;
	}

	/**
	 * Set the publisher of events. An event listener of the application that fails does
	 * not affect the connection of the event.
	 */
	@Override
	public void setApplicationEventPublisher(ApplicationEventPublisher publisher) {
		PluginGuard guard = new PluginGuard(getName(), "an event listener of the application");
		super.setApplicationEventPublisher((event) -> guard.run(() -> publisher.publishEvent(event)));
	}

	@Override
	public void registerSender(TcpSender sender) {
		super.registerSender(guard(sender));
	}

	@Override
	public boolean unregisterSender(TcpSender sender) {
		return super.unregisterSender(guard(sender));
	}

	/**
	 * Register a sender, unless it is registered, and notify it of the open connections.
	 * The listener may be running.
	 */
	public void introduce(TcpSender sender) {
		TcpSender guarded = guard(sender);
		if (!getSenders().contains(guarded)) {
			super.registerSender(guarded);
		}
		this.registry.introduce(guarded);
	}

	private TcpSender guard(TcpSender sender) {
		return new GuardedSender(OutboundAdapterSender.of(sender), this.senderGuard);
	}

	/**
	 * Bind the port and begin to accept.
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
			this.setup.upkeep().sweeper().watch(this);
			this.accepting = true;
			Thread thread = new VitalLoop("sluice-" + getName() + "-accept", this.setup.upkeep().threads(),
					() -> this.accepting, this::acceptAll)
				.newThread(Thread.ofPlatform().daemon(false));
			this.acceptor = thread;
			thread.start();
			logStart(this.bound.getLocalPort());
		}
		finally {
			this.lifecycleMonitor.unlock();
		}
	}

	private void logStart(int port) {
		if (this.setup.endpoint().isDialing()) {
			log.info("[{}] connecting to {}", getName(), getDialed());
		}
		else {
			log.info("[{}] listening on {}", getName(), this.setup.endpoint().describe(port));
		}
	}

	/**
	 * Accept until the server socket is closed. A failure, even an {@link Error}, must
	 * not end the loop: the client being accepted is closed, and the loop pauses.
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
				this.pending.close();
			}
		}
	}

	private ServerSocket bind() {
		try {
			return super.createServerSocket(this.setup.endpoint().port(), this.setup.endpoint().backlog(),
					this.setup.endpoint().address());
		}
		catch (IOException ex) {
			throw new ListenerStartException(this.setup.endpoint(), ex);
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
		return (socket != null) ? socket.getLocalPort() : this.setup.endpoint().port();
	}

	private SluiceConnection connect(Socket socket) {
		if (!(socket instanceof PolledSocket polled)) {
			throw new IllegalStateException(
					"A listener's server socket must accept PolledSockets, not " + socket.getClass().getName());
		}
		SluiceConnection connection = new SluiceConnection(this.setup.context(), polled, this.registry,
				getApplicationEventPublisher(), getComponentName());
		if (socket instanceof Dialed dialed) {
			dialed.servedWhen(connection::hasServed);
		}
		this.pending.connect(connection);
		return connection;
	}

	/**
	 * Set the socket's options. If the client is already gone, the first read of the
	 * connection finds it: an exception here would end the accept loop.
	 */
	@Override
	protected void setSocketAttributes(Socket socket) {
		this.pending.accept(socket);
		try {
			super.setSocketAttributes(socket);
		}
		catch (SocketException ex) {
			log.debug("[{}] {} went away before it was served", getName(), socket.getRemoteSocketAddress(), ex);
		}
	}

	private void execute(Runnable task) {
		try {
			this.setup.acceptance().connections().execute(task);
		}
		catch (RejectedExecutionException | OutOfMemoryError ex) {
			// the connection must not stay registered
			log.warn("[{}] a connection was closed, as there is no thread for it: {}", getName(), ex.toString());
			((SluiceConnection) task).close(CloseReason.SERVER_ERROR);
		}
		this.pending.detach();
	}

	/**
	 * The connections that can take a push.
	 * @return their ids, without connections that are in their handshake or at their end
	 */
	@Override
	public List<String> getOpenConnectionIds() {
		return this.registry.idsForPushes();
	}

	/**
	 * Close a connection, with the close reason {@code handler_requested}. A connection
	 * that already ends is left alone.
	 */
	@Override
	public boolean closeConnection(String connectionId) {
		return this.registry.close(connectionId);
	}

	/**
	 * Does nothing: a connection that closes removes itself, so no scan is needed at
	 * every accept.
	 */
	@Override
	protected void harvestClosedConnections() {
	}

	/**
	 * Go on accepting for {@code accept-for}, then stop listening, let every connection
	 * finish the requests it has read, and close the remaining connections after {@code
	 * timeout}.
	 */
	@Override
	public void stop() {
		ServerSocket socket = this.bound;
		if (socket == null) {
			return;
		}
		this.draining = true;
		try {
			Drain drain = new Drain(getName(), this.setup.shutdown(), this.registry);
			if (!this.setup.endpoint().isDialing()) {
				drain.keepAccepting();
			}
			stopAccepting(socket);
			drain.finish();
			this.registry.close(CloseReason.DRAINING);
			super.stop();
		}
		finally {
			this.setup.upkeep().sweeper().remove(this);
			failures().reportRest();
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
			// an accept thread that never ran has not reset the flag
			setListening(false);
			setActive(false);
		}
	}

}

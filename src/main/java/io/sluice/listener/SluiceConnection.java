package io.sluice.listener;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import io.sluice.CloseReason;
import io.sluice.process.MemoryBudget;
import io.sluice.process.MemoryKind;
import io.sluice.socket.PolledSocket;
import io.sluice.spi.Opening;
import io.sluice.spi.Opening.Opened;
import io.sluice.spi.ProxyPeer;
import io.sluice.spi.RefusedException;
import io.sluice.spi.TlsPeer;
import io.sluice.telemetry.AccessEntry.Client;
import io.sluice.telemetry.ConnectionInfo;
import io.sluice.telemetry.Moment;
import io.sluice.telemetry.Phase;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.integration.ip.tcp.connection.SocketInfo;
import org.springframework.integration.ip.tcp.connection.TcpSender;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageDeliveryException;

/**
 * One client's connection and the thread that serves it: it is opened, its requests are
 * served, and it ends once, for one reason.
 */
@Slf4j(topic = "io.sluice.listener")
final class SluiceConnection extends ConnectionAdapter {

	private final SluiceServerConnectionFactory factory;

	private final PolledSocket socket;

	private final Conversation conversation;

	private final SenderRoster roster;

	private final AtomicReference<@Nullable CloseReason> closed = new AtomicReference<>();

	/** Of a connection that is not open yet, what is known of its client. */
	private volatile @Nullable Opened opened;

	/** Whether its end has taken too long. */
	private volatile boolean overdue;

	/** The thread that serves it, or 0 before there is one. */
	private volatile long threadId;

	SluiceConnection(SluiceServerConnectionFactory factory, PolledSocket socket, ApplicationEventPublisher publisher) {
		super(socket, publisher, factory);
		this.factory = factory;
		this.socket = socket;
		this.conversation = new Conversation(factory, this, socket);
		this.roster = new SenderRoster(factory);
		factory.metrics().connectionOpened();
	}

	Protocol protocol() {
		return this.factory.protocol();
	}

	@Override
	String listenerName() {
		return this.factory.getName();
	}

	@Override
	InetSocketAddress peer() {
		Opened current = this.opened;
		return (current != null) ? current.peer() : Opening.remote(this.socket);
	}

	@Override
	@Nullable Opened opened() {
		return this.opened;
	}

	@Nullable ProxyPeer proxy() {
		Opened current = this.opened;
		return (current != null) ? current.proxy() : null;
	}

	@Nullable TlsPeer tls() {
		Opened current = this.opened;
		return (current != null) ? current.tls() : null;
	}

	Client client() {
		return new Client(listenerName(), getConnectionId(), peer(), proxy(), tls());
	}

	/** What can be seen of it. Any thread. */
	ConnectionInfo info(Moment now) {
		return this.conversation.info(client(), now);
	}

	/**
	 * The id of the thread that serves it, or 0 before there is one. Any thread.
	 */
	long threadId() {
		return this.threadId;
	}

	/**
	 * What a mapper makes a message of.
	 * @throws IllegalStateException if no request is under way
	 */
	@Override
	public byte[] getPayload() {
		return this.conversation.payload();
	}

	/** What it is at. Any thread. */
	Phase phase() {
		return this.conversation.phase();
	}

	@Nullable InetAddress localAddress() {
		SocketInfo info = getSocketInfo();
		return (info != null) ? info.getLocalAddress() : null;
	}

	@Override
	public void run() {
		this.threadId = Thread.currentThread().threadId();
		try {
			runUntilClosed();
		}
		finally {
			this.conversation.drop();
		}
	}

	private void runUntilClosed() {
		CloseReason reason = null;
		try {
			open();
			this.roster.enter(this);
			publishConnectionOpenEvent();
			reason = this.conversation.serve();
			this.conversation.flush();
			end(reason);
		}
		catch (RefusedException ex) {
			log.debug("[{}] connection {} is refused: {}", listenerName(), getConnectionId(), ex.getMessage());
			reason = ex.reason();
		}
		catch (IOException ex) {
			log.debug("[{}] connection {} broke: {}", listenerName(), getConnectionId(), ex.toString());
			reason = breakOff(reason, ex);
		}
		catch (RuntimeException | Error ex) {
			log.error("[{}] connection {} failed", listenerName(), getConnectionId(), ex);
			noteFailure(ex);
		}
		finally {
			close((reason != null) ? reason : CloseReason.SERVER_ERROR);
		}
	}

	private CloseReason breakOff(@Nullable CloseReason decided, IOException ex) {
		if (decided == null && tls() == null && hasOpened() && this.conversation.isUntouched()) {
			// a client that only looks in may leave with a reset
			return CloseReason.CLIENT_CLOSED;
		}
		noteFailure(ex);
		return (decided != null) ? decided : CloseReason.CLIENT_RESET;
	}

	private void open() throws IOException {
		Opened now = protocol().opening()
			.open(this.socket, this.conversation.memory(), (client) -> this.opened = client);
		this.conversation.open(now);
		this.opened = now;
		this.conversation.expiry().opened();
	}

	/**
	 * End the output in a way that lets the client read it, and close.
	 * @param reason why
	 */
	void end(CloseReason reason) {
		endOutput(reason);
		discardAndClose(reason);
	}

	/**
	 * Tell the client of the end. Waits only where a write does.
	 * @param reason why
	 */
	void endOutput(CloseReason reason) {
		Opened current = this.opened;
		try {
			if (current != null && hasOpened() && !isClosed()) {
				this.conversation.end().decide(reason);
				this.conversation.endOutput(reason, current);
			}
		}
		catch (IOException ex) {
			log.debug("[{}] connection {} broke at its end: {}", listenerName(), getConnectionId(), ex.toString());
			close(reason);
		}
	}

	/**
	 * Give the client the time to close first, and close.
	 * @param reason why
	 */
	void discardAndClose(CloseReason reason) {
		try {
			if (reason != CloseReason.CLIENT_CLOSED && !isClosed()) {
				this.conversation.end().discardInput();
			}
		}
		catch (IOException ex) {
			log.debug("[{}] connection {} broke at its end: {}", listenerName(), getConnectionId(), ex.toString());
		}
		finally {
			close(reason);
		}
	}

	/**
	 * Does nothing: a connection cannot be pushed to before it is open.
	 */
	@Override
	public void registerSenders(List<TcpSender> senders) {
	}

	/**
	 * None of its own: they are the listener's, and told by the {@link SenderRoster}.
	 */
	@Override
	public List<TcpSender> getSenders() {
		return List.of();
	}

	/**
	 * Whether those that push know it, and its output has not ended. Any thread.
	 */
	boolean isOpenForPushes() {
		return this.roster.isListed() && !this.conversation.end().isEnding();
	}

	/**
	 * Send a message that is no reply, such as one that the application pushes. Returns
	 * when the operating system has taken it.
	 * @throws MessageDeliveryException if it was not sent: of a message that cannot be
	 * sent, and of a connection that is not open yet, the connection takes no harm
	 */
	@Override
	public void send(Message<?> message) {
		if (!hasOpened()) {
			throw new MessageDeliveryException(message,
					"[%s] connection %s is not open yet".formatted(listenerName(), getConnectionId()));
		}
		byte[] bytes = this.conversation.encode(message);
		MemoryBudget memory = this.factory.memory();
		if (!memory.tryTake(MemoryKind.REPLIES, bytes.length)) {
			throw new MessageDeliveryException(message,
					"[%s] no memory is left for a push of %d bytes to connection %s ('sluice.limits.memory')"
						.formatted(listenerName(), bytes.length, getConnectionId()));
		}
		try {
			this.conversation.push(bytes);
		}
		catch (IOException ex) {
			if (!this.conversation.end().isEnding()) {
				noteFailure(ex);
				close(CloseReason.CLIENT_RESET);
			}
			throw new MessageDeliveryException(message,
					"[%s] connection %s is closed".formatted(listenerName(), getConnectionId()), ex);
		}
		catch (RuntimeException | Error ex) {
			if (this.conversation.isTorn()) {
				close(CloseReason.SERVER_ERROR);
			}
			throw ex;
		}
		finally {
			memory.release(MemoryKind.REPLIES, bytes.length);
		}
	}

	/**
	 * Called by the sweeper, which neither writes nor blocks.
	 * @param now the current {@link System#nanoTime()}
	 */
	void sweep(long now) {
		this.conversation.checkDeadlines(now);
		if (this.conversation.isReset(this.socket, now)) {
			closeFromSweeper(CloseReason.CLIENT_RESET);
			return;
		}
		Expiry expiry = this.conversation.expiry();
		CloseReason decided = this.conversation.end().reason();
		CloseReason overdue = expiry.closeNow(now);
		if (overdue != null) {
			this.overdue = overdue == CloseReason.WRITE_TIMEOUT;
			closeFromSweeper((decided != null) ? decided : overdue);
		}
		else if (decided != null) {
			sweepEnd(decided, now);
		}
		else {
			CloseReason due = expiry.finishNow(now, isIdle());
			if (due != null) {
				finish(due);
			}
		}
	}

	private void sweepEnd(CloseReason decided, long now) {
		Expiry expiry = this.conversation.expiry();
		if (expiry.isEndOverdue(now, this.conversation.isAnswering())) {
			this.overdue = true;
			closeFromSweeper(decided);
		}
		else if (expiry.isInputOverdue(now)) {
			this.conversation.end().endInput();
		}
	}

	/**
	 * Whether nothing is in flight, nor half read. Any thread.
	 */
	boolean isIdle() {
		return this.conversation.isIdle();
	}

	/**
	 * Close without blocking.
	 * @param reason why
	 * @return {@code false} where the connection was closed already
	 */
	boolean closeFromSweeper(CloseReason reason) {
		boolean first = disconnect(reason);
		if (first) {
			// the listeners of the close event are not Sluice's, and may take their time
			Thread.startVirtualThread(this::leave);
		}
		return first;
	}

	/**
	 * How much memory a close would give back. Any thread.
	 * @return bytes, about
	 */
	long heldMemory() {
		return this.conversation.held();
	}

	/**
	 * How many bytes have come and gone. Any thread.
	 */
	long movedBytes() {
		return this.conversation.moved();
	}

	boolean isBusy() {
		return this.conversation.isBusy();
	}

	private boolean hasOpened() {
		return this.conversation.expiry().isOpened();
	}

	boolean isClosed() {
		return this.closed.get() != null;
	}

	/**
	 * Why it is closed. Any thread.
	 * @return the reason, or {@code null} while it is open
	 */
	@Override
	@Nullable CloseReason closeReason() {
		return this.closed.get();
	}

	/**
	 * Take no further request, and end when what has been read is answered. Does not
	 * block; the first reason counts.
	 * @param reason why
	 */
	@Override
	void finish(CloseReason reason) {
		if (!this.conversation.end().decide(reason)) {
			return;
		}
		Opened current = this.opened;
		if (current == null || !hasOpened()) {
			closeFromSweeper(reason);
		}
		else {
			this.conversation.end().finish(current);
		}
	}

	/** End behind the next reply, for a drain. */
	void finishBehindReply() {
		this.conversation.end().waitForReply();
	}

	/**
	 * Close for a reason given elsewhere: by the application, or by Spring Integration
	 * where a push fails.
	 */
	@Override
	public void close() {
		if (this.conversation.end().isEnding()) {
			// it has its reason, and its last reply may still be on its way
			return;
		}
		CloseReason reason = this.conversation.end().reason();
		close((reason != null) ? reason : CloseReason.HANDLER_REQUESTED);
	}

	/**
	 * Close; the first reason counts.
	 * @param reason why
	 */
	void close(CloseReason reason) {
		if (disconnect(reason)) {
			leave();
		}
	}

	private void leave() {
		this.roster.leave(this);
		super.close();
	}

	private boolean disconnect(CloseReason reason) {
		if (!this.closed.compareAndSet(null, reason)) {
			return false;
		}
		try {
			this.conversation.ended(reason);
		}
		finally {
			release(reason);
		}
		return true;
	}

	private void release(CloseReason reason) {
		try {
			closeSocket(reason);
			// counted first: a drain that finds no connection left may be looked at
			this.factory.metrics().connectionClosed(reason, System.nanoTime() - this.conversation.expiry().createdAt());
		}
		finally {
			// else its thread would wait for a reply or for memory, and nobody look at it
			this.factory.openConnections().forget(this);
			this.conversation.disconnected(reason);
		}
		log.debug("[{}] connection {} closed: {}", listenerName(), getConnectionId(), reason.tag());
	}

	private void closeSocket(CloseReason reason) {
		try (PolledSocket closing = this.socket) {
			if (this.overdue || reason == CloseReason.MEMORY_LIMIT || closing.blockedSince() != 0) {
				// a reset: the system would keep what the client does not take, and ask
				// it about that for as long as it answers
				closing.setSoLinger(true, 0);
			}
		}
		catch (IOException ex) {
			log.debug("[{}] connection {} did not close cleanly", listenerName(), getConnectionId(), ex);
		}
	}

}

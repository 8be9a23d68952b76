package io.sluice.listener;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

import io.sluice.CloseReason;
import io.sluice.ErrorCode;
import io.sluice.framing.FrameException;
import io.sluice.framing.FrameInput;
import io.sluice.listener.ConnectionInput.LateFrameException;
import io.sluice.listener.Opening.Opened;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.integration.ip.tcp.connection.SocketInfo;
import org.springframework.integration.ip.tcp.connection.TcpNetConnection;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageDeliveryException;

/**
 * One client's connection and the thread that serves it: reads a request, has it
 * answered, and reads the next.
 */
@Slf4j(topic = "io.sluice.listener")
final class SluiceConnection extends TcpNetConnection {

	private final SluiceServerConnectionFactory factory;

	private final Socket socket;

	private final ListenerMetrics metrics;

	private final ReplyOutput output;

	private final ReplyWriter replies;

	private final Requests requests;

	private final FairShare share;

	private final ConnectionInput bytesIn;

	private final FrameInput input;

	private final Expiry expiry;

	private final ConnectionEnd end;

	private final AtomicReference<@Nullable CloseReason> closed = new AtomicReference<>();

	private volatile @Nullable Opened opened;

	SluiceConnection(SluiceServerConnectionFactory factory, Socket socket, ApplicationEventPublisher publisher) {
		super(socket, true, false, publisher, factory.getComponentName());
		this.factory = factory;
		this.socket = socket;
		this.metrics = factory.metrics();
		this.output = new ReplyOutput(this.metrics);
		this.replies = new ReplyWriter(factory, this.output);
		this.requests = new Requests(factory, this, this.output, this.replies, factory.newGate());
		this.share = new FairShare(this.output);
		this.bytesIn = new ConnectionInput(socket, this.output, this.share, this.metrics,
				protocol().deadlines().frame());
		this.input = new FrameInput(this.bytesIn);
		this.bytesIn.setInsideFrame(() -> !this.input.isEmpty());
		this.expiry = new Expiry(protocol().deadlines(), this.bytesIn, this.output);
		this.end = new ConnectionEnd(factory.getName(), this.bytesIn, this.share, this.expiry, factory.flusher());
		this.metrics.connectionOpened();
	}

	Protocol protocol() {
		return this.factory.protocol();
	}

	String listenerName() {
		return this.factory.getName();
	}

	InetSocketAddress peer() {
		Opened current = this.opened;
		return (current != null) ? current.peer() : Opening.remote(this.socket);
	}

	@Nullable InetSocketAddress proxy() {
		Opened current = this.opened;
		return (current != null) ? current.proxy() : null;
	}

	@Nullable TlsPeer tls() {
		Opened current = this.opened;
		return (current != null) ? current.tls() : null;
	}

	@Nullable InetAddress localAddress() {
		SocketInfo info = getSocketInfo();
		return (info != null) ? info.getLocalAddress() : null;
	}

	@Override
	public void run() {
		CloseReason reason = null;
		try {
			open();
			publishConnectionOpenEvent();
			reason = serve();
			this.output.flush();
			end(reason);
		}
		catch (RefusedException ex) {
			log.debug("[{}] connection {} is refused: {}", listenerName(), getConnectionId(), ex.getMessage());
			reason = ex.reason();
		}
		catch (IOException ex) {
			log.debug("[{}] connection {} broke: {}", listenerName(), getConnectionId(), ex.toString());
			reason = (reason != null) ? reason : CloseReason.CLIENT_RESET;
		}
		catch (RuntimeException | Error ex) {
			log.error("[{}] connection {} failed", listenerName(), getConnectionId(), ex);
		}
		finally {
			close((reason != null) ? reason : CloseReason.SERVER_ERROR);
		}
	}

	private void open() throws IOException {
		Opened now = protocol().opening().open(this.socket);
		this.bytesIn.open(now.socket().getInputStream());
		this.output.open(now.socket().getOutputStream());
		this.opened = now;
		this.expiry.opened();
	}

	/**
	 * Serve requests until the connection is to end.
	 * @return why it is to end
	 */
	private CloseReason serve() throws IOException {
		try {
			return serveRequests();
		}
		catch (FrameException ex) {
			reject(ex.code(), ex);
			return (ex.code() == ErrorCode.FRAME_TOO_LARGE) ? CloseReason.FRAME_TOO_LARGE : CloseReason.BAD_FRAME;
		}
		catch (LateFrameException ex) {
			reject(ErrorCode.TIMEOUT, ex);
			return CloseReason.FRAME_TIMEOUT;
		}
		catch (EOFException ex) {
			log.debug("[{}] connection {} ended inside a frame", listenerName(), getConnectionId());
			return endOfStream();
		}
	}

	private CloseReason serveRequests() throws IOException {
		CloseReason reason = this.closed.get();
		long now = System.nanoTime();
		while (reason == null) {
			byte[] frame = protocol().framing().read(this.input);
			if (frame == null) {
				return endOfStream();
			}
			this.bytesIn.frameRead();
			// the time is asked once a request: from one's end, unless more had to be
			// read
			now = this.requests.awaitGate(Math.max(now, this.bytesIn.readAt()));
			now = this.requests.serve(frame, now);
			this.expiry.served(now);
			if (this.share.isUsedUp(now)) {
				this.share.giveWay();
			}
			reason = endAfterRequest(now);
		}
		return reason;
	}

	private @Nullable CloseReason endAfterRequest(long now) {
		CloseReason reason = this.closed.get();
		if (reason == null) {
			reason = this.replies.closeAfter();
		}
		if (reason == null && this.expiry.isPastAge(now, this.input.isEmpty())) {
			reason = CloseReason.MAX_AGE;
		}
		return reason;
	}

	private CloseReason endOfStream() {
		CloseReason reason = this.end.reason();
		return (reason != null) ? reason : CloseReason.CLIENT_CLOSED;
	}

	private void reject(ErrorCode code, IOException why) throws IOException {
		log.debug("[{}] connection {} sent no frame: {}", listenerName(), getConnectionId(), why.getMessage());
		this.metrics.frameRejected(code.tag());
		this.replies.answer(code, String.valueOf(why.getMessage()), null);
	}

	/**
	 * End the output in a way that lets the client read it, and close.
	 * @param reason why
	 */
	void end(CloseReason reason) {
		Opened current = this.opened;
		try {
			if (reason != CloseReason.CLIENT_CLOSED && current != null && !isClosed()) {
				this.end.sayFarewell(current);
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
	 * Send a message that is no reply, such as one that the application pushes. Returns
	 * when the operating system has taken it.
	 */
	@Override
	public void send(Message<?> message) {
		byte[] bytes = this.replies.encode(message);
		// an interrupt of a virtual thread, such as a timeout's, would close the socket
		// that it writes to
		IOException failure = Thread.currentThread().isVirtual()
				? CompletableFuture.supplyAsync(() -> push(bytes), this.factory.flusher()).join() : push(bytes);
		if (failure != null) {
			if (!this.end.isEnding()) {
				close(CloseReason.CLIENT_RESET);
			}
			throw new MessageDeliveryException(message,
					"[%s] connection %s is closed".formatted(listenerName(), getConnectionId()), failure);
		}
	}

	private @Nullable IOException push(byte[] bytes) {
		try {
			this.replies.write(bytes);
			this.output.flush();
			return null;
		}
		catch (IOException ex) {
			return ex;
		}
	}

	/**
	 * Called by the sweeper, which neither writes nor blocks.
	 * @param now the current {@link System#nanoTime()}
	 */
	void sweep(long now) {
		this.input.spare().sweep();
		this.output.spare().sweep();
		this.requests.checkDeadline(now);
		CloseReason overdue = this.expiry.closeNow(now);
		if (overdue != null) {
			closeFromSweeper(overdue);
		}
		else if (this.expiry.isEndOverdue(now)) {
			this.end.endInput();
		}
		else {
			CloseReason due = this.expiry.finishNow(now, isIdle());
			if (due != null) {
				finish(due);
			}
		}
	}

	/**
	 * Whether nothing is in flight, nor half read. Any thread.
	 */
	boolean isIdle() {
		return !this.requests.isActive() && this.input.isEmpty();
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
			Thread.startVirtualThread(super::close);
		}
		return first;
	}

	boolean isBusy() {
		return this.requests.isActive();
	}

	boolean isClosed() {
		return this.closed.get() != null;
	}

	/**
	 * Take no further request, and end when what has been read is answered. Does not
	 * block; the first reason counts.
	 * @param reason why
	 */
	void finish(CloseReason reason) {
		if (!this.end.decide(reason)) {
			return;
		}
		Opened current = this.opened;
		if (current == null) {
			closeFromSweeper(reason);
		}
		else {
			this.end.finish(current);
		}
	}

	/**
	 * Close for a reason given elsewhere: by the application, or by Spring Integration
	 * where a push fails.
	 */
	@Override
	public void close() {
		if (this.end.isEnding()) {
			// it has its reason, and its last reply may still be on its way
			return;
		}
		CloseReason reason = this.end.reason();
		close((reason != null) ? reason : CloseReason.HANDLER_REQUESTED);
	}

	/**
	 * Close; the first reason counts.
	 * @param reason why
	 */
	void close(CloseReason reason) {
		if (disconnect(reason)) {
			super.close();
		}
	}

	private boolean disconnect(CloseReason reason) {
		if (!this.closed.compareAndSet(null, reason)) {
			return false;
		}
		try {
			this.socket.close();
		}
		catch (IOException ex) {
			log.debug("[{}] connection {} did not close cleanly", listenerName(), getConnectionId(), ex);
		}
		this.factory.forget(this);
		this.requests.disconnected();
		this.metrics.connectionClosed(reason, System.nanoTime() - this.expiry.createdAt());
		log.debug("[{}] connection {} closed: {}", listenerName(), getConnectionId(), reason.tag());
		return true;
	}

}

package io.sluice.listener;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicReference;

import io.sluice.CloseReason;
import io.sluice.ErrorCode;
import io.sluice.framing.FrameException;
import io.sluice.framing.FrameInput;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.integration.ip.tcp.connection.SocketInfo;
import org.springframework.integration.ip.tcp.connection.TcpListener;
import org.springframework.integration.ip.tcp.connection.TcpNetConnection;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageDeliveryException;
import org.springframework.messaging.support.ErrorMessage;

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

	private final FairShare share = new FairShare();

	private final ConnectionInput bytesIn;

	private final FrameInput input;

	private final long openedAt = System.nanoTime();

	private final AtomicReference<@Nullable CloseReason> closed = new AtomicReference<>();

	private volatile @Nullable Thread thread;

	private volatile @Nullable RequestExchange current;

	private volatile boolean draining;

	private volatile boolean frameLate;

	SluiceConnection(SluiceServerConnectionFactory factory, Socket socket, ApplicationEventPublisher publisher)
			throws IOException {
		super(socket, true, false, publisher, factory.getComponentName());
		this.factory = factory;
		this.socket = socket;
		this.metrics = factory.metrics();
		this.output = new ReplyOutput(socket.getOutputStream(), this.metrics);
		this.replies = new ReplyWriter(factory, this.output);
		this.bytesIn = new ConnectionInput(socket, socket.getInputStream(), this.output, this.share, this.metrics);
		this.input = new FrameInput(this.bytesIn);
		this.bytesIn.setInsideFrame(() -> !this.input.isEmpty());
		this.metrics.connectionOpened();
	}

	Protocol protocol() {
		return this.factory.protocol();
	}

	String listenerName() {
		return this.factory.getName();
	}

	InetSocketAddress peer() {
		return (InetSocketAddress) this.socket.getRemoteSocketAddress();
	}

	@Nullable InetAddress localAddress() {
		SocketInfo info = getSocketInfo();
		return (info != null) ? info.getLocalAddress() : null;
	}

	@Override
	public void run() {
		this.thread = Thread.currentThread();
		CloseReason reason = null;
		try {
			publishConnectionOpenEvent();
			reason = serve();
			this.output.flush();
			if (reason != CloseReason.CLIENT_CLOSED) {
				Farewell.say(this.socket);
			}
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

	/**
	 * Serve requests until the connection is to end.
	 * @return why it is to end
	 */
	private CloseReason serve() throws IOException {
		try {
			CloseReason reason = null;
			while (reason == null) {
				byte[] frame = protocol().framing().read(this.input);
				if (frame == null) {
					return endOfStream();
				}
				this.bytesIn.frameRead();
				serve(frame);
				reason = this.replies.closeAfter();
			}
			return reason;
		}
		catch (FrameException ex) {
			return reject(ex);
		}
		catch (EOFException ex) {
			log.debug("[{}] connection {} ended inside a frame", listenerName(), getConnectionId());
			return endOfStream();
		}
	}

	private CloseReason endOfStream() throws IOException {
		if (this.frameLate) {
			String limit = Deadlines.readable(protocol().deadlines().frame());
			this.metrics.frameRejected(ErrorCode.TIMEOUT.tag());
			this.replies.answer(ErrorCode.TIMEOUT, "the frame took longer than " + limit, null);
			return CloseReason.FRAME_TIMEOUT;
		}
		return this.draining ? CloseReason.DRAINING : CloseReason.CLIENT_CLOSED;
	}

	private CloseReason reject(FrameException ex) throws IOException {
		log.debug("[{}] connection {} sent no frame: {}", listenerName(), getConnectionId(), ex.getMessage());
		this.metrics.frameRejected(ex.code().tag());
		this.replies.answer(ex.code(), String.valueOf(ex.getMessage()), null);
		return (ex.code() == ErrorCode.FRAME_TOO_LARGE) ? CloseReason.FRAME_TOO_LARGE : CloseReason.BAD_FRAME;
	}

	private void serve(byte[] frame) throws IOException {
		if (this.output.isHolding()) {
			this.factory.flusher().flushSoon(this.output);
		}
		RequestExchange exchange = new RequestExchange(this, frame, System.nanoTime());
		this.current = exchange;
		this.metrics.requestStarted();
		dispatch(exchange);
		Object result = exchange.await();
		this.current = null;
		String outcome = ListenerMetrics.OK;
		try {
			outcome = conclude(exchange, result);
		}
		finally {
			requestEnded(exchange, outcome);
		}
	}

	private void dispatch(RequestExchange exchange) {
		try {
			TcpListener listener = getListener();
			if (listener == null) {
				throw new IllegalStateException("No gateway is connected to the listener");
			}
			listener.onMessage(exchange.request());
		}
		catch (Throwable ex) {
			if (!exchange.fail(ex)) {
				log.debug("[{}] route '{}' failed after its request had ended", listenerName(), exchange.route(), ex);
			}
		}
		finally {
			// whoever set it: an interrupted virtual thread's next I/O closes the socket
			Thread.interrupted();
		}
	}

	private String conclude(RequestExchange exchange, Object result) throws IOException {
		return switch (result) {
			case RequestExchange.End.NO_REPLY -> ListenerMetrics.OK;
			case RequestExchange.End.EXPIRED -> ErrorCode.TIMEOUT.tag();
			case ErrorMessage failure -> this.replies.fail(failure.getPayload(), exchange);
			case Message<?> reply -> this.replies.reply(reply, exchange);
			default -> ErrorCode.HANDLER_ERROR.tag();
		};
	}

	private void requestEnded(RequestExchange exchange, String outcome) throws IOException {
		long now = System.nanoTime();
		this.metrics.requestEnded(exchange.route(), outcome, now - exchange.startedAt());
		if (this.share.isUsedUp(now) && Thread.currentThread().isVirtual()) {
			this.output.flush();
			this.share.giveWay();
		}
	}

	/**
	 * Send a message that is no reply, such as one that the application pushes.
	 */
	@Override
	public void send(Message<?> message) {
		try {
			this.replies.push(message);
			// on the connection's own thread it leaves with the next reply
			if (Thread.currentThread() != this.thread) {
				this.output.flush();
			}
		}
		catch (IOException ex) {
			close(CloseReason.CLIENT_RESET);
			throw new MessageDeliveryException(message,
					"[%s] connection %s is closed".formatted(listenerName(), getConnectionId()), ex);
		}
	}

	/**
	 * Called by the sweeper, which neither writes nor blocks.
	 * @param now the current {@link System#nanoTime()}
	 */
	void checkDeadlines(long now) {
		Deadlines deadlines = protocol().deadlines();
		RequestExchange exchange = this.current;
		if (exchange != null) {
			exchange.checkDeadline(now, deadlines.request().toNanos());
		}
		if (this.output.isStuck(now, deadlines.write().toNanos())) {
			disconnectFromSweeper(CloseReason.WRITE_TIMEOUT);
		}
		else if (this.bytesIn.isFrameLate(now, deadlines.frame().toNanos())) {
			this.frameLate = true;
			this.bytesIn.end();
		}
	}

	/**
	 * A handler ignores its interrupt: its thread cannot be had back, but the connection
	 * can be ended. Called by the sweeper.
	 */
	void interruptIgnored(RequestExchange exchange) {
		if (disconnectFromSweeper(CloseReason.SERVER_ERROR)) {
			log.warn("[{}] route '{}' ignored its interrupt for {}; connection {} closed", listenerName(),
					exchange.route(), Deadlines.readable(protocol().deadlines().request()), getConnectionId());
		}
	}

	private boolean disconnectFromSweeper(CloseReason reason) {
		boolean first = disconnect(reason);
		if (first) {
			// the listeners of the close event are not Sluice's, and may take their time
			Thread.startVirtualThread(super::close);
		}
		return first;
	}

	/**
	 * Answer for a handler that may still be running, while this connection's own thread
	 * waits or is with that handler.
	 */
	void answerTimeout(RequestExchange exchange) {
		try {
			String limit = Deadlines.readable(protocol().deadlines().request());
			this.replies.answer(ErrorCode.TIMEOUT, "no reply within " + limit, exchange);
			this.output.flush();
			CloseReason reason = this.replies.closeAfter();
			if (reason != null) {
				Farewell.say(this.socket);
				close(reason);
			}
		}
		catch (IOException ex) {
			close(CloseReason.CLIENT_RESET);
		}
	}

	void replyDropped(RequestExchange exchange) {
		this.metrics.replyDropped();
		log.debug("[{}] a reply of route '{}' came after its request had ended", listenerName(), exchange.route());
	}

	/**
	 * Take no further request; what has been read completely is still answered.
	 */
	void drain() {
		this.draining = true;
		try {
			this.bytesIn.endNow();
		}
		catch (IOException ex) {
			log.debug("[{}] connection {} is closed already", listenerName(), getConnectionId(), ex);
		}
	}

	/**
	 * Close for a reason given elsewhere, by the application or because the listener
	 * stops.
	 */
	@Override
	public void close() {
		close(this.draining ? CloseReason.DRAINING : CloseReason.HANDLER_REQUESTED);
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
		this.metrics.connectionClosed(reason, System.nanoTime() - this.openedAt);
		log.debug("[{}] connection {} closed: {}", listenerName(), getConnectionId(), reason.tag());
		RequestExchange exchange = this.current;
		if (exchange != null) {
			exchange.disconnected();
		}
		return true;
	}

}

package io.sluice.listener;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicReference;

import io.sluice.CloseReason;
import io.sluice.ErrorCode;
import io.sluice.SluiceHeaders;
import io.sluice.TcpError;
import io.sluice.TcpHandlerException;
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

	private final FairShare share = new FairShare();

	private final ConnectionInput bytesIn;

	private final FrameInput input;

	private final long openedAt = System.nanoTime();

	private final AtomicReference<@Nullable CloseReason> closed = new AtomicReference<>();

	/** Set on this connection's thread: close once the current request is done with. */
	private @Nullable CloseReason closeAfter;

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
			while (this.closeAfter == null) {
				byte[] frame = protocol().framing().read(this.input);
				if (frame == null) {
					return endOfStream();
				}
				this.bytesIn.frameRead();
				serve(frame);
			}
			return this.closeAfter;
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
			answer(new TcpError(listenerName(), ErrorCode.TIMEOUT, "the frame took longer than " + limit, null));
			return CloseReason.FRAME_TIMEOUT;
		}
		return this.draining ? CloseReason.DRAINING : CloseReason.CLIENT_CLOSED;
	}

	private CloseReason reject(FrameException ex) throws IOException {
		log.debug("[{}] connection {} sent no frame: {}", listenerName(), getConnectionId(), ex.getMessage());
		this.metrics.frameRejected(ex.code().tag());
		answer(new TcpError(listenerName(), ex.code(), String.valueOf(ex.getMessage()), null));
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
			case ErrorMessage failure -> answer(errorOf(failure.getPayload(), exchange));
			case Message<?> reply -> reply(exchange, reply);
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

	private String reply(RequestExchange exchange, Message<?> reply) throws IOException {
		byte[] bytes;
		try {
			bytes = toBytes(reply);
		}
		catch (RuntimeException ex) {
			return answer(errorOf(ex, exchange));
		}
		String refusal = protocol().framing().refusal(bytes);
		if (refusal != null) {
			log.warn("[{}] the reply of route '{}' cannot be sent: {}", listenerName(), exchange.route(), refusal);
			return answer(new TcpError(listenerName(), ErrorCode.HANDLER_ERROR, "the reply cannot be sent: " + refusal,
					exchange.request()));
		}
		write(bytes);
		if (Boolean.TRUE.equals(reply.getHeaders().get(SluiceHeaders.CLOSE))) {
			this.closeAfter = CloseReason.HANDLER_REQUESTED;
		}
		return ListenerMetrics.OK;
	}

	/**
	 * Tell the client of an error as {@code errors.mode} says.
	 * @param error the error
	 * @return the error's outcome for the metrics
	 */
	private String answer(TcpError error) throws IOException {
		switch (protocol().errors().mode()) {
			case ANSWER -> writeAnswer(error);
			case CLOSE -> this.closeAfter = CloseReason.ERROR_ANSWERED;
			case SILENT -> {
				// the connection lives on
			}
		}
		return error.code().tag();
	}

	private void writeAnswer(TcpError error) throws IOException {
		byte[] bytes;
		try {
			bytes = protocol().errors().answer().apply(error);
		}
		catch (RuntimeException ex) {
			log.error("[{}] the answer to {} could not be written", listenerName(), error.code(), ex);
			this.closeAfter = CloseReason.SERVER_ERROR;
			return;
		}
		String refusal = protocol().framing().refusal(bytes);
		if (refusal == null) {
			write(bytes);
			return;
		}
		log.warn("[{}] the answer to {} cannot be sent: {}", listenerName(), error.code(), refusal);
		this.closeAfter = CloseReason.SERVER_ERROR;
	}

	private TcpError errorOf(Throwable failure, RequestExchange exchange) {
		return protocol().errors().table().errorOf(failure, exchange.request());
	}

	private byte[] toBytes(Message<?> message) {
		if (getMapper().fromMessage(message) instanceof byte[] bytes) {
			return bytes;
		}
		throw new IllegalStateException("The message mapper gives no byte[]");
	}

	private void write(byte[] bytes) throws IOException {
		synchronized (this.output) {
			protocol().framing().write(bytes, this.output);
		}
	}

	/**
	 * Send a message that is no reply, such as one that the application pushes.
	 */
	@Override
	public void send(Message<?> message) {
		byte[] bytes = toBytes(message);
		String refusal = protocol().framing().refusal(bytes);
		if (refusal != null) {
			throw new MessageDeliveryException(message,
					"[%s] the message cannot be sent: %s".formatted(listenerName(), refusal));
		}
		try {
			write(bytes);
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
			checkRequest(exchange, now - exchange.startedAt(), deadlines.request().toNanos());
		}
		if (this.output.isStuck(now, deadlines.write().toNanos())) {
			disconnectFromSweeper(CloseReason.WRITE_TIMEOUT);
		}
		else if (this.bytesIn.isFrameLate(now, deadlines.frame().toNanos())) {
			this.frameLate = true;
			this.bytesIn.end();
		}
	}

	private void checkRequest(RequestExchange exchange, long elapsed, long timeout) {
		if (elapsed < timeout) {
			return;
		}
		if (exchange.expire()) {
			exchange.interrupt();
			Thread.startVirtualThread(() -> answerTimeout(exchange));
		}
		else if (elapsed >= 2 * timeout && exchange.isExpired() && disconnectFromSweeper(CloseReason.SERVER_ERROR)) {
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
	 * Answer for a handler that may still be running; its own thread goes on once it has
	 * returned.
	 */
	private void answerTimeout(RequestExchange exchange) {
		try {
			answer(new TcpError(listenerName(), ErrorCode.TIMEOUT,
					"no reply within " + Deadlines.readable(protocol().deadlines().request()), exchange.request()));
			this.output.flush();
			if (this.closeAfter != null) {
				close(this.closeAfter);
			}
		}
		catch (IOException ex) {
			close(CloseReason.CLIENT_RESET);
		}
		finally {
			exchange.timeoutAnswered();
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
	private void close(CloseReason reason) {
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

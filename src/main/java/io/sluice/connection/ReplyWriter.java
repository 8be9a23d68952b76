package io.sluice.connection;

import java.io.IOException;

import io.sluice.CloseReason;
import io.sluice.ErrorCode;
import io.sluice.SluiceHeaders;
import io.sluice.process.MemoryBudget;
import io.sluice.process.MemoryKind;
import io.sluice.spi.RefusedException;
import io.sluice.spi.ReplyFormat;
import io.sluice.spi.TcpError;
import io.sluice.telemetry.ListenerMetrics;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageDeliveryException;
import org.springframework.messaging.converter.MessageConversionException;

/**
 * Writes the replies and error replies of one connection to its output. A message that
 * the framing cannot carry is never written.
 */
@RequiredArgsConstructor
@Slf4j(topic = "io.sluice.listener")
final class ReplyWriter {

	private final ListenerContext listener;

	private final ConnectionContext connection;

	private final ReplyOutput output;

	/**
	 * The reason to close the connection after the current reply. Written by the thread
	 * that answers a request, read before the next request.
	 */
	private @Nullable CloseReason reasonToClose;

	/** The payload size of the latest reply or error reply; used by the same threads. */
	private int size;

	/**
	 * The reason to close the connection after what has been written.
	 * @return the close reason, or {@code null} to go on
	 */
	@Nullable CloseReason reasonToClose() {
		return this.reasonToClose;
	}

	/**
	 * The payload size of the reply or error reply written since the last call.
	 * @return bytes, or 0 if nothing was written
	 */
	int takeSize() {
		int taken = this.size;
		this.size = 0;
		return taken;
	}

	/**
	 * Write a reply, or an error reply if the reply cannot be written.
	 * @param reply the reply of the target, or {@code null} if it gave none
	 * @param exchange the request
	 * @return the outcome for the metrics
	 */
	String reply(@Nullable Message<?> reply, RequestExchange exchange) throws IOException {
		byte[] bytes;
		try {
			bytes = (reply != null) ? toBytes(reply) : null;
			if (exchange.format() != null) {
				bytes = exchange.format().reply(exchange.handledRequest(), bytes);
			}
		}
		catch (MessageConversionException ex) {
			return refuse(String.valueOf(ex.getMessage()), exchange);
		}
		catch (Throwable ex) {
			return fail(ex, exchange);
		}
		String refusal = (bytes != null) ? refusal(bytes) : null;
		if (refusal != null) {
			return refuse(refusal, exchange);
		}
		if (bytes != null) {
			this.size = bytes.length;
			writeCounted(bytes);
		}
		if (reply != null) {
			accept(reply);
		}
		return ListenerMetrics.OK;
	}

	/**
	 * Apply the headers of a reply that has been written, or that has nothing to write.
	 */
	private void accept(Message<?> reply) {
		if (Boolean.TRUE.equals(reply.getHeaders().get(SluiceHeaders.CLOSE))) {
			this.reasonToClose = CloseReason.HANDLER_REQUESTED;
		}
	}

	private String refuse(String refusal, RequestExchange exchange) throws IOException {
		this.listener.telemetry()
			.warnings()
			.log(log, "[{}] the reply of route '{}' cannot be sent: {}", this.listener.name(), exchange.route(),
					refusal);
		return fail(ErrorCode.HANDLER_ERROR, "the reply cannot be sent: " + refusal, exchange);
	}

	/**
	 * Write the error reply for a failure.
	 * @param failure the exception
	 * @param exchange the failed request
	 * @return the outcome for the metrics
	 */
	String fail(Throwable failure, RequestExchange exchange) throws IOException {
		return fail(errors().table().errorOf(failure, exchange.handledRequest()), exchange.format());
	}

	/**
	 * Write the error reply for an error code.
	 * @param code the error code
	 * @param message one sentence for the client
	 * @param exchange the failed request, or {@code null} if no frame could be read
	 * @return the outcome for the metrics
	 */
	String fail(ErrorCode code, String message, @Nullable RequestExchange exchange) throws IOException {
		return fail(
				new TcpError(this.listener.name(), code, message,
						(exchange != null) ? exchange.handledRequest() : null),
				(exchange != null) ? exchange.format() : null);
	}

	/**
	 * Convert a push to bytes for {@link #push(byte[])}.
	 * @param message the message
	 * @return bytes that the framing can carry
	 * @throws MessageDeliveryException if the message cannot be sent
	 */
	byte[] encode(Message<?> message) {
		byte[] bytes;
		try {
			bytes = toBytes(message);
		}
		catch (RuntimeException ex) {
			throw new MessageDeliveryException(message,
					"[%s] the message cannot be sent: %s".formatted(this.listener.name(), ex.getMessage()), ex);
		}
		String refusal = (bytes != null) ? refusal(bytes) : "it is empty";
		if (bytes == null || refusal != null) {
			throw new MessageDeliveryException(message,
					"[%s] the message cannot be sent: %s".formatted(this.listener.name(), refusal));
		}
		return bytes;
	}

	private String fail(TcpError error, @Nullable ReplyFormat format) throws IOException {
		ErrorMode mode = errors().mode();
		if (format != null && writeErrorReply(error, format::errorReply)) {
			return error.code().tag();
		}
		if (mode == ErrorMode.ANSWER && !writeErrorReply(error, errors().errorReply()::apply)) {
			this.reasonToClose = CloseReason.SERVER_ERROR;
		}
		else if (mode == ErrorMode.CLOSE) {
			this.reasonToClose = CloseReason.ERROR_ANSWERED;
		}
		return error.code().tag();
	}

	private boolean writeErrorReply(TcpError error, ErrorReplyMaker maker) throws IOException {
		byte[] bytes = makeErrorReply(error, maker);
		if (bytes == null && !error.message().isEmpty()) {
			// the message may contain bytes of the client; every other part was checked
			// when the listener started
			bytes = makeErrorReply(new TcpError(error.listener(), error.code(), "", error.request()), maker);
		}
		if (bytes == null) {
			return false;
		}
		this.size = bytes.length;
		write(bytes);
		return true;
	}

	private byte @Nullable [] makeErrorReply(TcpError error, ErrorReplyMaker maker) {
		try {
			byte[] bytes = maker.make(error);
			String refusal = (bytes != null) ? refusal(bytes) : null;
			if (refusal == null) {
				return bytes;
			}
			log.debug("[{}] the error reply for {} cannot be sent: {}", this.listener.name(), error.code(), refusal);
		}
		catch (Throwable ex) {
			this.listener.telemetry()
				.warnings()
				.log(log, "[{}] the error reply for {} could not be made", this.listener.name(), error.code(), ex);
		}
		return null;
	}

	private ErrorHandling errors() {
		return this.listener.protocol().errors();
	}

	private @Nullable String refusal(byte[] bytes) {
		return this.listener.protocol().framing().refusal(bytes);
	}

	/**
	 * The payload as bytes, or {@code null} if the mapper finds no payload.
	 */
	private byte @Nullable [] toBytes(Message<?> message) {
		Object mapped = this.connection.getMapper().fromMessage(message);
		if (mapped == null || mapped instanceof byte[]) {
			return (byte[]) mapped;
		}
		throw new IllegalStateException("The message mapper gives no byte[]");
	}

	/**
	 * Write a long reply, charged to the budget until the operating system has taken it.
	 */
	private void writeCounted(byte[] bytes) throws IOException {
		MemoryBudget budget = this.listener.resources().memory();
		if (!budget.isWorthCounting(bytes.length)) {
			write(bytes);
			return;
		}
		if (!budget.tryTake(MemoryKind.REPLIES, bytes.length)) {
			throw new RefusedException(CloseReason.MEMORY_LIMIT,
					"there is no memory left for a reply of %d bytes".formatted(bytes.length), null);
		}
		try {
			write(bytes);
		}
		finally {
			budget.release(MemoryKind.REPLIES, bytes.length);
		}
	}

	/**
	 * Send a push; returns when the operating system has taken it. Any thread.
	 * @param bytes the result of {@link #encode(Message)}
	 */
	void push(byte[] bytes) throws IOException {
		// otherwise another thread could flush in between, and meet the failure instead
		// of the sender
		synchronized (this.output) {
			write(bytes);
			this.output.flush();
		}
	}

	private void write(byte[] bytes) throws IOException {
		this.output.write(this.listener.protocol().framing(), bytes);
	}

	/**
	 * Makes error replies.
	 */
	@FunctionalInterface
	private interface ErrorReplyMaker {

		/**
		 * Make an error reply.
		 * @return the reply, or {@code null} for none
		 */
		byte @Nullable [] make(TcpError error);

	}

}

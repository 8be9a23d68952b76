package io.sluice.connection;

import java.util.Map;

import io.sluice.CloseReason;
import io.sluice.ErrorCode;
import io.sluice.SluiceHeaders;
import io.sluice.framing.BrokenFramingException;
import io.sluice.process.DurationText;
import io.sluice.spi.FrameException;
import io.sluice.spi.Framing;
import io.sluice.spi.ReplyChannel;
import io.sluice.spi.ReplyFormat;
import io.sluice.spi.TcpError;
import io.sluice.spi.TcpErrorReply;
import io.sluice.telemetry.ListenerMetrics;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageDeliveryException;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.support.ErrorMessage;
import org.springframework.messaging.support.GenericMessage;

/**
 * Makes the replies and error replies of one connection. A reply that the framing cannot
 * carry is replaced by an error reply. Any thread.
 */
@RequiredArgsConstructor
@Slf4j(topic = "io.sluice.listener")
final class ReplyEncoder {

	/** Stands for an error reply that could not be made, or that cannot be sent. */
	private static final byte[] UNSENDABLE = {};

	private final ListenerContext listener;

	private final ConnectionContext connection;

	/**
	 * Encode the result of a request.
	 * @param result a reply, a failure, {@link ReplyChannel#DONE} or
	 * {@link RequestEnd#NO_REPLY}
	 * @param exchange the request
	 */
	EncodedReply encode(Object result, RequestExchange exchange) {
		try {
			return switch (result) {
				case ErrorMessage failure -> fail(failure.getPayload(), exchange);
				case Message<?> reply when reply != ReplyChannel.DONE -> reply(reply, exchange);
				default -> reply(null, exchange);
			};
		}
		catch (BrokenFramingException ex) {
			BrokenFramingLog.warn(this.listener, ex);
			return new EncodedReply(null, ErrorCode.HANDLER_ERROR.tag(), CloseReason.SERVER_ERROR, true);
		}
	}

	/**
	 * Encode a reply.
	 * @param reply the reply of the target, or {@code null} if it gave none
	 * @param exchange the request
	 */
	private EncodedReply reply(@Nullable Message<?> reply, RequestExchange exchange) {
		byte[] bytes;
		try {
			bytes = (reply != null) ? toBytes(reply) : null;
			if (exchange.format() != null) {
				bytes = format(exchange.format(), bytes, exchange);
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
		boolean closes = reply != null && Boolean.TRUE.equals(reply.getHeaders().get(SluiceHeaders.CLOSE));
		return new EncodedReply(bytes, ListenerMetrics.OK, closes ? CloseReason.HANDLER_REQUESTED : null, false);
	}

	private byte @Nullable [] format(ReplyFormat format, byte @Nullable [] bytes, RequestExchange exchange) {
		byte[] formatted = format.reply(exchange.handledRequest(), bytes);
		return (formatted != null && format.isText()) ? framing().toReply(formatted, exchange.request().getPayload())
				: formatted;
	}

	private EncodedReply refuse(String refusal, RequestExchange exchange) {
		this.listener.telemetry()
			.warnings()
			.replies()
			.log(log, "[{}] the reply of route '{}' cannot be sent: {}", this.listener.name(), exchange.route(),
					refusal);
		return fail(ErrorCode.HANDLER_ERROR, "the reply cannot be sent: " + refusal, exchange);
	}

	/**
	 * Encode the error reply for a failure.
	 * @param failure the exception
	 * @param exchange the failed request
	 */
	private EncodedReply fail(Throwable failure, RequestExchange exchange) {
		return fail(errors().table().errorOf(failure, exchange.handledRequest()), exchange);
	}

	private EncodedReply fail(ErrorCode code, String message, RequestExchange exchange) {
		return fail(new TcpError(this.listener.name(), code, message, exchange.handledRequest()), exchange);
	}

	/**
	 * Encode the error reply for bytes that are no frame.
	 * @param code the error code
	 * @param message one sentence for the client
	 */
	EncodedReply fail(ErrorCode code, String message) {
		return fail(new TcpError(this.listener.name(), code, message, null), null);
	}

	/**
	 * Encode the error reply for a frame that was removed.
	 * @param rejection why it was removed
	 */
	EncodedReply fail(FrameException rejection) {
		byte[] beginning = rejection.beginning();
		Message<byte[]> request = (beginning != null)
				? new GenericMessage<>(beginning, Map.of(SluiceHeaders.TRUNCATED, true)) : null;
		return fail(
				new TcpError(this.listener.name(), rejection.code(), String.valueOf(rejection.getMessage()), request),
				null);
	}

	/**
	 * Encode the error reply of a request whose deadline has passed.
	 * @param exchange the request
	 */
	EncodedReply timeout(RequestExchange exchange) {
		return fail(ErrorCode.TIMEOUT,
				"no reply within " + DurationText.of(this.listener.protocol().timeouts().request()), exchange);
	}

	private EncodedReply fail(TcpError error, @Nullable RequestExchange exchange) {
		if (exchange != null) {
			exchange.keepFailed(error);
		}
		ErrorReplies replies = errors().replies(framing());
		byte[] bytes = errorReply(error, exchange, replies);
		if (bytes == UNSENDABLE) {
			return failed(error, null, CloseReason.SERVER_ERROR);
		}
		boolean closes = bytes == null && replies.closesUnanswered().test(error);
		return failed(error, bytes, closes ? CloseReason.ERROR_ANSWERED : null);
	}

	/**
	 * The error reply of the route, or else that of the listener.
	 * @return {@code null} if the error is not answered, or {@link #UNSENDABLE}
	 */
	private byte @Nullable [] errorReply(TcpError error, @Nullable RequestExchange exchange, ErrorReplies replies) {
		ReplyFormat format = (exchange != null) ? exchange.format() : null;
		byte[] request = (exchange != null) ? exchange.request().getPayload() : payload(error);
		byte[] bytes = (format != null) ? errorReply(error, request, format::errorReply) : null;
		if (bytes != null && bytes != UNSENDABLE) {
			return bytes;
		}
		boolean wanted = format == null || format.isErrorReplyWanted(error);
		return wanted ? errorReply(error, request, replies.reply()) : null;
	}

	private static byte @Nullable [] payload(TcpError error) {
		Message<byte[]> request = error.request();
		return (request != null) ? request.getPayload() : null;
	}

	private static EncodedReply failed(TcpError error, byte @Nullable [] bytes, @Nullable CloseReason closeReason) {
		return new EncodedReply(bytes, error.code().tag(), closeReason, true);
	}

	private byte @Nullable [] errorReply(TcpError error, byte @Nullable [] request, TcpErrorReply maker) {
		byte[] bytes = makeErrorReply(error, request, maker);
		if (bytes == UNSENDABLE && !error.message().isEmpty()) {
			// the message may contain bytes of the client; every other part was checked
			// when the listener started
			bytes = makeErrorReply(new TcpError(error.listener(), error.code(), "", error.request()), request, maker);
		}
		return bytes;
	}

	private byte @Nullable [] makeErrorReply(TcpError error, byte @Nullable [] request, TcpErrorReply maker) {
		try {
			byte[] text = maker.write(error);
			byte[] bytes = (text != null) ? framing().toReply(text, request) : null;
			String refusal = (bytes != null) ? refusal(bytes) : null;
			if (refusal == null) {
				return bytes;
			}
			log.debug("[{}] the error reply for {} cannot be sent: {}", this.listener.name(), error.code(), refusal);
		}
		catch (BrokenFramingException ex) {
			BrokenFramingLog.warn(this.listener, ex);
		}
		catch (Throwable ex) {
			this.listener.telemetry()
				.warnings()
				.replies()
				.log(log, "[{}] the error reply for {} could not be made", this.listener.name(), error.code(), ex);
		}
		return UNSENDABLE;
	}

	/**
	 * Convert a push to bytes for {@link ReplyWriter#push(byte[])}.
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

	private ErrorHandling errors() {
		return this.listener.protocol().errors();
	}

	private @Nullable String refusal(byte[] bytes) {
		Framing framing = framing();
		try {
			return framing.refusal(bytes);
		}
		catch (RuntimeException ex) {
			throw BrokenFramingException.ofOutput(framing, ex);
		}
	}

	private Framing framing() {
		return this.connection.framing();
	}

	/**
	 * The payload as bytes, or {@code null} if the mapper finds no payload.
	 */
	private byte @Nullable [] toBytes(Message<?> message) {
		Object mapped = this.connection.getMapper().fromMessage(message);
		if (mapped == null || mapped instanceof byte[]) {
			return (byte[]) mapped;
		}
		throw new IllegalStateException("The TcpMessageMapper returned no byte[]");
	}

}

package io.sluice.upstream.broker;

import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;

import io.sluice.SluiceHeaders;
import io.sluice.process.LogLimit;
import io.sluice.spi.DeadLetters;
import io.sluice.spi.ReplyChannel;
import io.sluice.spi.TcpError;
import io.sluice.upstream.UpstreamException;
import io.sluice.upstream.UpstreamException.Failure;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.support.ErrorMessage;
import org.springframework.messaging.support.GenericMessage;

/**
 * Keeps requests that have failed for good at a destination of a broker, with the reason
 * as headers. Each is sent by a thread of its own, so no connection waits for the broker.
 */
@RequiredArgsConstructor
@Slf4j(topic = "io.sluice.upstream")
final class BrokerDeadLetters implements DeadLetters {

	/** The requests that may be on their way; a further one is lost. */
	private static final int MAX_UNDER_WAY = 1_000;

	/** The broker takes a reason of this length in any header. */
	private static final int MAX_REASON = 1_024;

	/** The listener's name, for the log. */
	private final String listener;

	private final BrokerChannel channel;

	/** The record's destination and key. */
	private final BrokerRecord destination;

	private final Semaphore places = new Semaphore(MAX_UNDER_WAY);

	private final LogLimit warnings = new LogLimit();

	@Override
	public CompletionStage<?> add(Message<byte[]> request, TcpError error) {
		if (!this.places.tryAcquire()) {
			return lose(new UpstreamException(Failure.NOT_SENT, "too many dead letters are on their way", null));
		}
		Letter letter = new Letter();
		var _ = letter.result.whenComplete((stored, failure) -> end(failure));
		try {
			Message<byte[]> message = message(request, error, letter);
			Thread.startVirtualThread(() -> send(message, letter));
		}
		catch (Throwable ex) {
			letter.result.completeExceptionally(ex);
		}
		return letter.result;
	}

	private void send(Message<byte[]> message, Letter letter) {
		try {
			this.channel.send(message);
		}
		catch (Throwable ex) {
			letter.result.completeExceptionally(ex);
		}
	}

	private void end(@Nullable Throwable failure) {
		this.places.release();
		if (failure != null) {
			var _ = lose(failure);
		}
	}

	private CompletionStage<?> lose(Throwable failure) {
		this.warnings.log(log, "[{}] a message that failed for good is lost, because '{}' has not stored it: {}",
				this.listener, this.channel.name(), UpstreamException.describe(failure));
		return CompletableFuture.failedFuture(failure);
	}

	/**
	 * What is known of the request is read now: later, its client may have another name.
	 */
	private Message<byte[]> message(Message<byte[]> request, TcpError error, Letter letter) {
		Object route = request.getHeaders().get(SluiceHeaders.ROUTE);
		Map<String, String> reason = new HashMap<>();
		reason.put("sluice-code", error.code().name());
		reason.put("sluice-message", reason(error.printableMessage()));
		reason.put("sluice-listener", error.listener());
		put(reason, "sluice-route", route);
		put(reason, "sluice-peer", peer(request.getHeaders()));
		put(reason, "sluice-identity", request.getHeaders().get(SluiceHeaders.IDENTITY));
		Map<String, Object> headers = new HashMap<>();
		headers.put(BrokerChannel.RECORD,
				new BrokerRecord(this.destination.destination(), this.destination.key(), null, reason));
		headers.put(MessageHeaders.REPLY_CHANNEL, letter);
		if (route != null) {
			headers.put(SluiceHeaders.ROUTE, route);
		}
		return new GenericMessage<>(request.getPayload(), new MessageHeaders(headers));
	}

	private static void put(Map<String, String> reason, String name, @Nullable Object value) {
		if (value != null) {
			reason.put(name, reason(value.toString()));
		}
	}

	private static String reason(String text) {
		return (text.length() > MAX_REASON) ? text.substring(0, MAX_REASON) : text;
	}

	private static @Nullable String peer(MessageHeaders headers) {
		return (headers.get(SluiceHeaders.PEER) instanceof InetSocketAddress peer)
				? peer.getAddress().getHostAddress() + ":" + peer.getPort() : null;
	}

	/**
	 * A request on its way to the broker.
	 */
	private static final class Letter implements ReplyChannel {

		private final CompletableFuture<@Nullable Void> result = new CompletableFuture<>();

		@Override
		public boolean send(Message<?> message, long timeout) {
			if (message instanceof ErrorMessage failure) {
				this.result.completeExceptionally(failure.getPayload());
			}
			else {
				this.result.complete(null);
			}
			return true;
		}

		@Override
		public void continueWith(CompletionStage<?> work) {
		}

	}

}

package io.sluice.upstream;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

import io.sluice.TcpSession;
import io.sluice.spi.DeadLetters;
import io.sluice.spi.Delivery;
import io.sluice.spi.Exchange;
import io.sluice.spi.Framing;
import io.sluice.spi.ReplyFormat;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.support.GenericMessage;

/**
 * Notes what becomes of a request.
 */
final class ExchangeStub implements Exchange {

	final List<Object> replies = Collections.synchronizedList(new ArrayList<>());

	final List<Object> dropped = Collections.synchronizedList(new ArrayList<>());

	final List<String> fallbacks = new ArrayList<>();

	int retries;

	volatile boolean ended;

	@Nullable CompletionStage<?> work;

	Message<byte[]> request() {
		return new GenericMessage<>("question".getBytes(StandardCharsets.UTF_8),
				Map.of(MessageHeaders.REPLY_CHANNEL, this, MessageHeaders.ERROR_CHANNEL, this, "kept", "as it is"));
	}

	@Override
	public boolean send(Message<?> message, long timeout) {
		this.replies.add(message.getPayload());
		return true;
	}

	@Override
	public void receive(Message<byte[]> received) {
		throw new UnsupportedOperationException();
	}

	@Override
	public Message<byte[]> recordRoute(String route, ReplyTiming reply, @Nullable ReplyFormat format) {
		throw new UnsupportedOperationException();
	}

	@Override
	public TcpSession session() {
		throw new UnsupportedOperationException();
	}

	@Override
	public Framing framing() {
		throw new UnsupportedOperationException();
	}

	@Override
	public void recordDeadLetters(DeadLetters letters) {
		throw new UnsupportedOperationException();
	}

	@Override
	public void deliver(Message<byte[]> request, Delivery target) {
		throw new UnsupportedOperationException();
	}

	@Override
	public boolean isEnded() {
		return this.ended;
	}

	@Override
	public void recordRetry() {
		this.retries++;
	}

	@Override
	public void recordFallback(String target) {
		this.fallbacks.add(target);
	}

	@Override
	public void dropReply(Message<?> late) {
		this.dropped.add(late.getPayload());
	}

	@Override
	public void continueWith(CompletionStage<?> newWork) {
		this.work = newWork;
	}

}

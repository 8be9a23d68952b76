package io.sluice.routing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

import io.sluice.spi.ReplyChannel;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.MessageDeliveryException;
import org.springframework.messaging.MessageHandlingException;
import org.springframework.messaging.support.ErrorMessage;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Sends each request to its target within a transaction. Replies are held until the
 * commit. If the target fails, or the commit does, the request fails and has no reply.
 */
@RequiredArgsConstructor
public final class TransactionalChannel implements MessageChannel {

	private final MessageChannel target;

	private final TransactionOperations transactions;

	/**
	 * The channel of the target inside.
	 * @param channel a channel of this class, or any other
	 * @return the channel of the target, or the other channel itself
	 */
	public static MessageChannel unwrap(MessageChannel channel) {
		return (channel instanceof TransactionalChannel transactional) ? transactional.target : channel;
	}

	@Override
	public boolean send(Message<?> request, long timeout) {
		HeldReplies held = new HeldReplies(request);
		Message<?> copy = MessageBuilder.fromMessage(request).setReplyChannel(held).setErrorChannel(held).build();
		this.transactions.executeWithoutResult((status) -> {
			if (!this.target.send(copy, timeout)) {
				throw new MessageDeliveryException(request, "The target did not take the request");
			}
			held.throwFailure();
		});
		held.release();
		return true;
	}

	@Override
	public String toString() {
		return this.target.toString();
	}

	/**
	 * What a target replies within the transaction, and later. Used by the thread of the
	 * transaction until its commit; later messages come from any thread, and go to the
	 * request, which drops and counts them.
	 */
	@RequiredArgsConstructor
	private static final class HeldReplies implements ReplyChannel {

		private final Message<?> request;

		private final List<Message<?>> replies = new ArrayList<>();

		private @Nullable Throwable failure;

		private boolean released;

		@Override
		public synchronized boolean send(Message<?> message, long timeout) {
			if (this.released) {
				return target().send(message, timeout);
			}
			if (!(message instanceof ErrorMessage error)) {
				this.replies.add(message);
			}
			else if (this.failure == null) {
				this.failure = error.getPayload();
			}
			return true;
		}

		/** The work ends after the transaction, which has been rolled back by then. */
		@Override
		public void continueWith(CompletionStage<?> work) {
			if (target() instanceof ReplyChannel channel) {
				channel.continueWith(work);
			}
		}

		synchronized void throwFailure() {
			if (this.failure instanceof RuntimeException runtime) {
				throw runtime;
			}
			if (this.failure != null) {
				throw new MessageHandlingException(this.request, this.failure);
			}
		}

		synchronized void release() {
			this.released = true;
			this.replies.forEach(target()::send);
		}

		private MessageChannel target() {
			if (this.request.getHeaders().getReplyChannel() instanceof MessageChannel channel) {
				return channel;
			}
			throw new MessageDeliveryException(this.request, "The request has no reply channel");
		}

	}

}

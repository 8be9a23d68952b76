package io.sluice.upstream;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.sluice.spi.Exchange;
import io.sluice.spi.ReplyChannel;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageDeliveryException;
import org.springframework.messaging.support.ErrorMessage;
import org.springframework.messaging.support.MessageBuilder;

/**
 * One attempt to have a request answered; the reply channel and the error channel of the
 * copy of the request that the target receives. The first message, or the exception that
 * the send throws, is the result. Whatever comes later is dropped and counted, so it can
 * never become the result of another attempt.
 */
@RequiredArgsConstructor
@Slf4j(topic = "io.sluice.upstream")
final class Attempt implements ReplyChannel {

	private final AttemptTarget target;

	/**
	 * The request. A target that still has this attempt keeps the place of the request,
	 * see {@link ReplyChannel#continueWith}.
	 */
	private final Exchange exchange;

	private final CompletableFuture<@Nullable Message<?>> result = new CompletableFuture<>();

	private final CompletableFuture<@Nullable Void> returned = new CompletableFuture<>();

	/** Completes with the first answer, or when no answer can come. */
	private final CompletableFuture<@Nullable Void> answered = new CompletableFuture<>();

	/** Written by the thread that sends. */
	private @Nullable CompletionStage<?> work;

	/**
	 * The attempt's own thread, or {@code null}; written before the attempt is awaited.
	 */
	private @Nullable Thread thread;

	/**
	 * Start on a thread of its own.
	 */
	void start(Message<?> request, AttemptThreads threads) {
		try {
			// the headers are read by the thread of the request
			Message<?> copy = copy(request);
			this.thread = threads.start(() -> sendCopy(copy));
		}
		catch (Throwable ex) {
			fail(ex);
			recordReturn(false);
		}
	}

	/**
	 * Run on the current thread.
	 */
	void run(Message<?> request) {
		try {
			sendCopy(copy(request));
		}
		catch (Throwable ex) {
			fail(ex);
			recordReturn(false);
		}
	}

	private Message<?> copy(Message<?> request) {
		return MessageBuilder.fromMessage(request).setReplyChannel(this).setErrorChannel(this).build();
	}

	private void sendCopy(Message<?> copy) {
		boolean awaited = false;
		try {
			if (!this.target.channel().send(copy)) {
				throw new MessageDeliveryException(copy, "'%s' did not take the request".formatted(this.target.name()));
			}
			awaited = this.target.reply() == Exchange.ReplyTiming.AWAITED;
		}
		catch (Throwable ex) {
			fail(ex);
		}
		finally {
			recordReturn(awaited);
		}
	}

	private void recordReturn(boolean awaited) {
		if (!awaited) {
			this.result.complete(null);
			if (this.work != null) {
				this.work.whenComplete((value, failure) -> this.answered.complete(null));
			}
			else {
				this.answered.complete(null);
			}
		}
		this.returned.complete(null);
	}

	@Override
	public void continueWith(CompletionStage<?> newWork) {
		this.work = newWork;
	}

	@Override
	public boolean send(Message<?> message, long timeout) {
		if (this.target.reply() == Exchange.ReplyTiming.NONE) {
			return this.exchange.send(message);
		}
		if (message instanceof ErrorMessage failure) {
			fail(failure.getPayload());
		}
		else if (!this.result.complete(message)) {
			this.exchange.dropReply(message);
		}
		if (this.target.reply() == Exchange.ReplyTiming.AWAITED) {
			this.answered.complete(null);
		}
		return true;
	}

	private void fail(Throwable failure) {
		if (!this.result.completeExceptionally(failure)) {
			// usually the result of the interrupt
			log.debug("'{}' failed after its attempt had ended", this.target.name(), failure);
		}
	}

	/**
	 * Completes with the reply, or {@code null} if the target gives none; or fails as the
	 * target did.
	 */
	CompletableFuture<@Nullable Message<?>> result() {
		return this.result;
	}

	/**
	 * Wait for the result.
	 * @return the reply, or {@code null} if the target gives none
	 * @throws ExecutionException with the failure of the target
	 */
	@Nullable Message<?> await(long nanos) throws InterruptedException, TimeoutException, ExecutionException {
		return this.result.get(nanos, TimeUnit.NANOSECONDS);
	}

	/**
	 * Stop waiting for the target. Its result is dropped.
	 * @param interrupt whether a thread of the attempt's own is interrupted
	 * @return {@code false} if there already is a result
	 */
	boolean abandon(boolean interrupt) {
		boolean abandoned = this.result.cancel(false);
		if (abandoned && interrupt && this.thread != null) {
			this.thread.interrupt();
		}
		return abandoned;
	}

	/**
	 * Whether the target goes on after its send has returned with a failure.
	 */
	boolean isContinuing() {
		return this.work != null;
	}

	/**
	 * Completes when the send has returned.
	 */
	CompletionStage<?> returned() {
		return this.returned;
	}

	/**
	 * Completes when the target has completed.
	 */
	CompletableFuture<?> completion() {
		return CompletableFuture.allOf(this.returned, this.answered);
	}

}

package io.sluice.upstream;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.sluice.spi.Exchange;
import io.sluice.spi.ReplyChannel;
import io.sluice.upstream.UpstreamException.Failure;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.support.ErrorMessage;

/**
 * A request to a target for which its connection waits: as long as the target has not
 * received it, it is sent again when the target can be reached.
 */
@RequiredArgsConstructor
final class WaitingRequest {

	private final WaitingChannel channel;

	private final Message<?> request;

	private final Exchange exchange;

	/** Its place among those that wait. */
	private final long number;

	/** The {@link System#nanoTime()} until which it waits. */
	private final long deadline;

	private final Runnable sending = this::resend;

	/**
	 * Send the request, or have it wait.
	 */
	void begin() {
		if (!hold(null)) {
			attempt();
		}
	}

	/**
	 * @param why why the target cannot be reached, as far as is known
	 * @return {@code false} if the target can be reached
	 */
	private boolean hold(@Nullable Throwable why) {
		if (!this.channel.outage().hold(this.number, this.sending)) {
			return false;
		}
		CompletableFuture
			.delayedExecutor(Math.max(this.deadline - System.nanoTime(), 0), TimeUnit.NANOSECONDS,
					Thread::startVirtualThread)
			.execute(() -> expire(why));
		return true;
	}

	private void expire(@Nullable Throwable why) {
		if (this.channel.outage().release(this.number, this.sending)) {
			this.exchange.send(new ErrorMessage((why != null) ? why
					: new UpstreamException(Failure.NOT_SENT, "the target could not be reached in time", null)));
		}
	}

	/**
	 * Send the request after it has waited. Does not wait for the target.
	 */
	private void resend() {
		if (this.channel.isPrompt()) {
			attempt();
		}
		else {
			Thread.startVirtualThread(this::attempt);
		}
	}

	private void attempt() {
		if (this.channel.isAnswered() && this.exchange.isEnded()) {
			// the client is gone, or has been told that it is too late
			this.exchange.send(new ErrorMessage(
					new UpstreamException(Failure.NOT_SENT, "the request ended before it was sent", null)));
			return;
		}
		AttemptTarget target = this.channel.outage().current();
		if (target.channel() instanceof GuardedChannel guarded) {
			answerBy(guarded);
			return;
		}
		Attempt attempt = new Attempt(target, this.exchange);
		var _ = attempt.result().whenComplete(this::end);
		attempt.run(this.request);
	}

	private void answerBy(GuardedChannel guarded) {
		Message<?> reply;
		try {
			reply = guarded.answer(this.request, this.exchange);
		}
		catch (Throwable ex) {
			end(null, ex);
			return;
		}
		end(reply, null);
	}

	private void end(@Nullable Message<?> reply, @Nullable Throwable failure) {
		if (failure == null) {
			this.exchange.send((reply != null) ? reply : ReplyChannel.DONE);
			return;
		}
		FailureKind kind = this.channel.sorter().kind(failure);
		if (kind == FailureKind.NOT_SENT || kind == FailureKind.UNANSWERED) {
			this.channel.outage().recordFailure(this.channel.sorter().cause(failure));
		}
		if (kind != FailureKind.NOT_SENT || this.deadline - System.nanoTime() <= 0) {
			this.exchange.send(new ErrorMessage(failure));
		}
		else if (!hold(failure)) {
			// the target is back already; this may be a thread of its client
			Thread.startVirtualThread(this::attempt);
		}
	}

}

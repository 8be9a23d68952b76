package io.sluice.upstream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

import io.sluice.ErrorCode;
import io.sluice.TcpHandlerException;
import io.sluice.spi.Exchange.ReplyTiming;
import io.sluice.spi.ReplyChannel;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.RetryTemplate;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.support.ErrorMessage;
import org.springframework.messaging.support.GenericMessage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * {@link GuardedChannel}.
 */
class GuardedChannelTests {

	private static final Duration SHORT = Duration.ofMillis(50);

	private static final Duration LONG = Duration.ofMinutes(1);

	private static final FailureSorter SORTER = new FailureSorter(
			(failure) -> (failure instanceof TcpHandlerException) ? failure : null);

	private final ExchangeStub exchange = new ExchangeStub();

	private final List<Message<?>> sent = Collections.synchronizedList(new ArrayList<>());

	private final CountDownLatch release = new CountDownLatch(1);

	private MessageChannel channel(ReplyTiming reply, MessageChannel target, @Nullable Duration timeout, int attempts) {
		return channel(reply, target, null, timeout, attempts, LONG, true);
	}

	private MessageChannel channel(ReplyTiming reply, MessageChannel target, @Nullable MessageChannel fallback,
			@Nullable Duration timeout, int attempts, Duration total, boolean interrupts) {
		RetryTemplate retry = (attempts > 1) ? new RetryTemplate(RetryPolicy.builder()
			.maxRetries(attempts - 1)
			.delay(Duration.ZERO)
			.predicate(SORTER.isOneOf(Set.of(FailureKind.NOT_SENT, FailureKind.UNANSWERED)))
			.build()) : null;
		AttemptThreads threads = new AttemptThreads(Thread.ofVirtual().factory(), (task) -> task, interrupts);
		return new GuardedChannel(
				new GuardedRoute("test", "route", new AttemptTarget("target", target, reply),
						(fallback != null) ? new AttemptTarget("fallback", fallback, ReplyTiming.ON_RETURN) : null),
				new FailurePolicy(new FailurePolicy.Time(timeout, total), retry,
						TargetGate.create("test", "route", null, null), SORTER,
						(timeout != null || fallback != null) ? threads : null));
	}

	private void send(MessageChannel channel) {
		assertThat(channel.send(this.exchange.request())).isTrue();
	}

	/** A target that answers as often as it says. */
	private MessageChannel answering(String... answers) {
		return (message, timeout) -> {
			this.sent.add(message);
			for (String answer : answers) {
				reply(message, new GenericMessage<>(answer));
			}
			return true;
		};
	}

	private MessageChannel failing(RuntimeException failure) {
		return (message, timeout) -> {
			this.sent.add(message);
			throw failure;
		};
	}

	private static void reply(Message<?> request, Message<?> reply) {
		assertThat(((MessageChannel) request.getHeaders().getReplyChannel()).send(reply)).isTrue();
	}

	private static UpstreamException failure(UpstreamException.Failure failure) {
		return new UpstreamException(failure, "as asked", null);
	}

	@Test
	void anAttemptSendsACopyWhoseReplyChannelIsItsOwn() {
		send(channel(ReplyTiming.ON_RETURN, answering("answer"), null, 1));
		Message<?> copy = this.sent.getFirst();
		assertThat(copy.getHeaders()).containsEntry("kept", "as it is").containsKeys("id", "timestamp");
		assertThat(copy.getHeaders().getReplyChannel()).isNotSameAs(this.exchange)
			.isSameAs(copy.getHeaders().getErrorChannel());
		assertThat(this.exchange.replies).containsExactly("answer");
		assertThat(this.exchange.work).isNull();
	}

	@Test
	void theFirstReplyCountsAndOthersAreDropped() {
		send(channel(ReplyTiming.ON_RETURN, answering("first", "second"), null, 1));
		assertThat(this.exchange.replies).containsExactly("first");
		assertThat(this.exchange.dropped).containsExactly("second");
	}

	@Test
	void aTargetThatReturnsWithoutReplyGivesNone() {
		send(channel(ReplyTiming.ON_RETURN, answering(), LONG, 2));
		assertThat(this.exchange.replies).isEmpty();
		assertThat(this.sent).hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aReplyMayComeLaterAndOnAnyThread(boolean ownThread) {
		send(channel(ReplyTiming.AWAITED, (message, timeout) -> {
			Thread.startVirtualThread(() -> reply(message, new GenericMessage<>("answer")));
			return true;
		}, ownThread ? LONG : null, 1));
		assertThat(this.exchange.replies).containsExactly("answer");
	}

	@Test
	void aLateReplyIsDroppedAndNeverTakenForThatOfAnotherAttempt() {
		send(channel(ReplyTiming.AWAITED, (message, timeout) -> {
			this.sent.add(message);
			if (this.sent.size() == 2) {
				reply(this.sent.getFirst(), new GenericMessage<>("late"));
				reply(message, new GenericMessage<>("answer"));
			}
			return true;
		}, SHORT, 2));
		assertThat(this.exchange.replies).containsExactly("answer");
		assertThat(this.exchange.dropped).containsExactly("late");
		assertThat(this.exchange.retries).isOne();
	}

	@Test
	void anErrorMessageFailsAnAttempt() {
		MessageChannel target = (message, timeout) -> {
			this.sent.add(message);
			reply(message, (this.sent.size() < 3) ? new ErrorMessage(failure(UpstreamException.Failure.NOT_SENT))
					: new GenericMessage<>("answer"));
			return true;
		};
		send(channel(ReplyTiming.AWAITED, target, null, 3));
		assertThat(this.exchange.replies).containsExactly("answer");
		assertThat(this.exchange.retries).isEqualTo(2);
	}

	@Test
	void theLastFailureIsReportedWhenNoAttemptIsLeft() {
		UpstreamException failure = failure(UpstreamException.Failure.NOT_SENT);
		assertThatThrownBy(() -> send(channel(ReplyTiming.ON_RETURN, failing(failure), null, 3))).isSameAs(failure);
		assertThat(this.sent).hasSize(3);
	}

	@ParameterizedTest
	@EnumSource(names = { "FAILED", "REFUSED" })
	void otherFailuresAreNotRetried(UpstreamException.Failure kind) {
		assertThatThrownBy(() -> send(channel(ReplyTiming.ON_RETURN, failing(failure(kind)), null, 3)))
			.isInstanceOf(UpstreamException.class);
		assertThat(this.sent).hasSize(1);
	}

	@Test
	void aRequestThatHasEndedIsNeitherRetriedNorSentToTheFallback() {
		MessageChannel target = (message, timeout) -> {
			this.sent.add(message);
			this.exchange.ended = true;
			throw failure(UpstreamException.Failure.NOT_SENT);
		};
		assertThatThrownBy(
				() -> send(channel(ReplyTiming.ON_RETURN, target, answering("fallback"), null, 3, LONG, true)))
			.isInstanceOf(TcpHandlerException.class);
		assertThat(this.sent).hasSize(1);
		assertThat(this.exchange.fallbacks).isEmpty();
	}

	@Test
	void anErrorThatIsAnAnswerDoesNotLeadToTheFallback() {
		TcpHandlerException answer = new TcpHandlerException(ErrorCode.BAD_PAYLOAD, "as asked");
		assertThatThrownBy(
				() -> send(channel(ReplyTiming.ON_RETURN, failing(answer), answering("no"), null, 1, LONG, true)))
			.isSameAs(answer);
		assertThat(this.exchange.fallbacks).isEmpty();
	}

	@Test
	void theFailureOfTheFallbackKeepsThatOfTheTarget() {
		UpstreamException first = failure(UpstreamException.Failure.FAILED);
		assertThatThrownBy(() -> send(channel(ReplyTiming.ON_RETURN, failing(first),
				failing(new IllegalStateException("the second")), null, 1, LONG, true)))
			.hasMessage("the second")
			.hasSuppressedException(first);
		assertThat(this.exchange.fallbacks).containsExactly("fallback");
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aTargetThatIgnoresItsInterruptIsLeftBehindAndKeepsThePlaceOfTheRequest(boolean interrupts) {
		AtomicBoolean interrupted = new AtomicBoolean();
		MessageChannel target = (message, timeout) -> {
			boolean waits = true;
			while (waits) {
				try {
					this.release.await();
					waits = false;
				}
				catch (InterruptedException ex) {
					interrupted.set(true);
				}
			}
			reply(message, new GenericMessage<>("late"));
			return true;
		};
		send(channel(ReplyTiming.ON_RETURN, target, answering("fallback"), SHORT, 1, LONG, interrupts));
		assertThat(this.exchange.replies).containsExactly("fallback");
		assertThat(this.exchange.work).isNotNull();
		assertThat(this.exchange.work.toCompletableFuture()).isNotDone();
		if (interrupts) {
			await().untilTrue(interrupted);
		}
		this.release.countDown();
		await().untilAsserted(() -> assertThat(this.exchange.work.toCompletableFuture()).isDone());
		assertThat(this.exchange.dropped).containsExactly("late");
		assertThat(interrupted.get()).isEqualTo(interrupts);
	}

	@Test
	void workThatGoesOnAfterAFailureKeepsThePlaceOfTheRequest() {
		CompletableFuture<String> work = new CompletableFuture<>();
		UpstreamException failure = failure(UpstreamException.Failure.FAILED);
		assertThatThrownBy(() -> send(channel(ReplyTiming.ON_RETURN, (message, timeout) -> {
			((ReplyChannel) message.getHeaders().getReplyChannel()).continueWith(work);
			throw failure;
		}, null, 2))).isSameAs(failure);
		assertThat(this.exchange.work.toCompletableFuture()).isNotDone();
		work.complete("done");
		assertThat(this.exchange.work.toCompletableFuture()).isDone();
	}

	@Test
	void theTimeOfTheRequestIsOverForAllAttempts() {
		assertThatExceptionOfType(TcpHandlerException.class)
			.isThrownBy(() -> send(channel(ReplyTiming.AWAITED, answering(), answering("no"), null, 3, SHORT, true)))
			.withMessage("no reply within 50ms")
			.extracting(TcpHandlerException::getCode)
			.isEqualTo(ErrorCode.TIMEOUT);
		assertThat(this.sent).hasSize(1);
		assertThat(this.exchange.fallbacks).isEmpty();
	}

	@Test
	void anInterruptedRequestInterruptsItsAttempt() throws InterruptedException {
		CountDownLatch running = new CountDownLatch(1);
		CountDownLatch interrupted = new CountDownLatch(1);
		MessageChannel guarded = channel(ReplyTiming.ON_RETURN, (message, timeout) -> {
			running.countDown();
			try {
				this.release.await();
			}
			catch (InterruptedException ex) {
				interrupted.countDown();
			}
			return true;
		}, answering("no"), null, 1, LONG, false);
		Thread request = Thread
			.startVirtualThread(() -> assertThatThrownBy(() -> send(guarded)).isInstanceOf(TcpHandlerException.class));
		running.await();
		request.interrupt();
		request.join();
		interrupted.await();
		assertThat(this.exchange.fallbacks).isEmpty();
		assertThat(this.exchange.replies).isEmpty();
	}

}

package io.sluice.connection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.sluice.connection.OutstandingRequest.Event;
import io.sluice.connection.OutstandingRequest.State;
import io.sluice.process.MemoryBudget;
import io.sluice.support.CountingGate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The place of a request that ended before its target, which is given back once.
 */
class OutstandingRequestTests {

	private static final int ROUNDS = 20_000;

	private static final Timeouts DEADLINES = new Timeouts(Duration.ofSeconds(10), Duration.ofSeconds(1),
			Duration.ofSeconds(1),
			new Lifetime(Duration.ofSeconds(1), Duration.ZERO, IdleCounts.RECEIVED, Duration.ZERO));

	private final OutstandingRequestTracker all = new OutstandingRequestTracker("test", 2, MemoryBudget.UNLIMITED);

	private final CountingGate gate = new CountingGate();

	@ParameterizedTest
	@CsvSource(textBlock = """
			RUNNING,   ANSWER,            ANSWERED
			RUNNING,   RETURN,            COMPLETED
			RUNNING,   RETURN_UNANSWERED, AWAITED
			RUNNING,   GIVE_UP,           RUNNING
			ANSWERED,  ANSWER,            ANSWERED
			ANSWERED,  RETURN,            COMPLETED
			ANSWERED,  RETURN_UNANSWERED, COMPLETED
			ANSWERED,  GIVE_UP,           ANSWERED
			AWAITED,   ANSWER,            COMPLETED
			AWAITED,   RETURN,            AWAITED
			AWAITED,   RETURN_UNANSWERED, AWAITED
			AWAITED,   GIVE_UP,           COMPLETED
			COMPLETED, ANSWER,            COMPLETED
			COMPLETED, RETURN,            COMPLETED
			COMPLETED, RETURN_UNANSWERED, COMPLETED
			COMPLETED, GIVE_UP,           COMPLETED
			""")
	void eachEventLeadsFromEachStateToOne(State from, Event event, State to) {
		assertThat(from.after(event)).isEqualTo(to);
	}

	@Test
	void theTableHasEveryStateAndEvent() {
		assertThat(State.values().length * Event.values().length).isEqualTo(16);
	}

	@Test
	void handlerThatReturnsCompletes() {
		OutstandingRequest request = newRequest();
		assertThat(this.all.count()).isOne();
		request.recordReturn(false, true, 0);
		assertThat(this.all.count()).isZero();
		assertThat(this.gate).hasToString("1 left, 0 outstanding");
	}

	@Test
	void answerOfAHandlerThatHasNotReturnedDoesNotComplete() {
		OutstandingRequest request = newRequest();
		request.answer();
		assertThat(this.all.count()).isOne();
		request.recordReturn(true, true, 0);
		assertThat(this.gate).hasToString("1 left, 0 outstanding");
	}

	@Test
	void requestThatWasNotLetInDoesNotLeave() {
		newRequest().recordReturn(false, false, 0);
		assertThat(this.gate).hasToString("0 left, 0 outstanding");
	}

	@Test
	void requestThatHadEndedOtherwiseDoesNotCount() {
		newRequest().cancel();
		assertThat(this.all.count()).isZero();
		assertThat(this.gate).hasToString("0 left, 0 outstanding");
	}

	@Test
	void answerThatNeverComesIsGivenUp() {
		OutstandingRequest request = newRequest();
		request.recordReturn(true, true, 0);
		long now = request.awaitedSince();
		this.all.sweep(now + TimeUnit.SECONDS.toNanos(99), DEADLINES);
		assertThat(this.all.count()).isOne();
		this.all.sweep(now + TimeUnit.SECONDS.toNanos(100), DEADLINES);
		assertThat(this.all.count()).isZero();
		request.answer();
		assertThat(this.gate).hasToString("1 left, 0 outstanding");
	}

	@Test
	void handlerThatHasNotReturnedIsNeverGivenUp() {
		OutstandingRequest request = newRequest();
		this.all.sweep(System.nanoTime() + TimeUnit.DAYS.toNanos(1), DEADLINES);
		assertThat(request.giveUp()).isFalse();
		assertThat(this.all.count()).isOne();
	}

	@Test
	void targetThatHasLostItsClientIsInterruptedAtItsDeadline() {
		newRequest().interruptLate(Thread.currentThread(), 10);
		this.all.sweep(9, DEADLINES);
		assertThat(Thread.interrupted()).isFalse();
		this.all.sweep(10, DEADLINES);
		assertThat(Thread.interrupted()).isTrue();
		this.all.sweep(11, DEADLINES);
		assertThat(Thread.interrupted()).isFalse();
	}

	@Test
	void targetThatHasReturnedIsNotInterrupted() {
		OutstandingRequest request = newRequest();
		request.interruptLate(Thread.currentThread(), 10);
		request.recordReturn(false, true, 0);
		this.all.sweep(10, DEADLINES);
		assertThat(Thread.interrupted()).isFalse();
	}

	@Test
	void fullIsAsManyAsThereMayBe() {
		OutstandingRequest first = newRequest();
		assertThat(this.all.isFull()).isFalse();
		newRequest();
		assertThat(this.all.isFull()).isTrue();
		first.recordReturn(false, true, 0);
		assertThat(this.all.isFull()).isFalse();
	}

	@Test
	void withoutALimitThereIsRoomForAnyNumber() {
		OutstandingRequestTracker unlimited = new OutstandingRequestTracker("test", 0, MemoryBudget.UNLIMITED);
		for (int i = 0; i < 100; i++) {
			new OutstandingRequest(null, RequestEnd.EXPIRED, unlimited, this.gate);
		}
		assertThat(unlimited.isFull()).isFalse();
		assertThat(unlimited.refusal()).isNull();
	}

	/**
	 * Whatever meets whatever: a late reply, another one, the return of the send, and the
	 * sweeper that gives up.
	 */
	@Test
	void placeIsGivenBackOnceHoweverThreadsMeet() throws Exception {
		Random random = new Random(18);
		try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
			for (int round = 0; round < ROUNDS; round++) {
				OutstandingRequest request = newRequest();
				List<Runnable> actions = new ArrayList<>(
						List.of(() -> request.recordReturn(true, true, 0), request::answer, request::answer, () -> {
							if (request.awaitedSince() != 0) {
								request.giveUp();
							}
						}));
				Collections.shuffle(actions, random);
				runTogether(threads, actions);
			}
		}
		assertThat(this.all.count()).isZero();
		assertThat(this.gate).hasToString(ROUNDS + " left, 0 outstanding");
	}

	private static void runTogether(ExecutorService threads, List<Runnable> actions) throws Exception {
		CyclicBarrier start = new CyclicBarrier(actions.size());
		List<Future<?>> running = new ArrayList<>();
		for (Runnable action : actions) {
			running.add(threads.submit(() -> {
				start.await();
				action.run();
				return null;
			}));
		}
		for (Future<?> one : running) {
			one.get(1, TimeUnit.MINUTES);
		}
	}

	private OutstandingRequest newRequest() {
		return new OutstandingRequest(null, RequestEnd.EXPIRED, this.all, this.gate);
	}

}

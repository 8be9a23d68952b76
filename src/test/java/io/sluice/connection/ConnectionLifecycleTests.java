package io.sluice.connection;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.sluice.CloseReason;
import io.sluice.connection.ConnectionLifecycle.Event;
import io.sluice.connection.ConnectionLifecycle.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link ConnectionLifecycle}: where every event leads from every state, and that the
 * first close reason wins.
 */
class ConnectionLifecycleTests {

	private final ConnectionLifecycle lifecycle = new ConnectionLifecycle();

	/**
	 * The whole table.
	 */
	@ParameterizedTest
	@CsvSource(textBlock = """
			OPENING,    OPEN,        OPEN
			OPENING,    AWAIT_REPLY, OPENING_FOR_ONE
			OPENING,    FINISH,      CLOSED
			OPENING,    END,         OPENING
			OPENING,    CLOSE,       CLOSED
			OPENING_FOR_ONE, OPEN,        LAST_REPLY
			OPENING_FOR_ONE, AWAIT_REPLY, OPENING_FOR_ONE
			OPENING_FOR_ONE, FINISH,      CLOSED
			OPENING_FOR_ONE, END,         OPENING_FOR_ONE
			OPENING_FOR_ONE, CLOSE,       CLOSED
			OPEN,       OPEN,        OPEN
			OPEN,       AWAIT_REPLY, LAST_REPLY
			OPEN,       FINISH,      FINISHING
			OPEN,       END,         ENDING
			OPEN,       CLOSE,       CLOSED
			LAST_REPLY, OPEN,        LAST_REPLY
			LAST_REPLY, AWAIT_REPLY, LAST_REPLY
			LAST_REPLY, FINISH,      FINISHING
			LAST_REPLY, END,         ENDING
			LAST_REPLY, CLOSE,       CLOSED
			FINISHING,  OPEN,        FINISHING
			FINISHING,  AWAIT_REPLY, FINISHING
			FINISHING,  FINISH,      FINISHING
			FINISHING,  END,         ENDING
			FINISHING,  CLOSE,       CLOSED
			ENDING,     OPEN,        ENDING
			ENDING,     AWAIT_REPLY, ENDING
			ENDING,     FINISH,      ENDING
			ENDING,     END,         ENDING
			ENDING,     CLOSE,       CLOSED
			CLOSED,     OPEN,        CLOSED
			CLOSED,     AWAIT_REPLY, CLOSED
			CLOSED,     FINISH,      CLOSED
			CLOSED,     END,         CLOSED
			CLOSED,     CLOSE,       CLOSED
			""")
	void eventLeadsToAState(State before, Event event, State after) {
		bringTo(before);
		boolean moved = happen(event, CloseReason.MAX_AGE);
		assertThat(before.after(event)).isEqualTo(after);
		assertThat(this.lifecycle.state()).isEqualTo(after);
		assertThat(moved).isEqualTo(before != after);
	}

	@Test
	void theTableHasEveryStateAndEvent() {
		assertThat(State.values().length * Event.values().length).isEqualTo(35);
	}

	@ParameterizedTest
	@EnumSource
	void firstReasonWins(State before) {
		bringTo(before);
		CloseReason first = this.lifecycle.reason();
		this.lifecycle.close(CloseReason.MAX_AGE);
		assertThat(this.lifecycle.reason()).isEqualTo((first != null) ? first : CloseReason.MAX_AGE);
		assertThat(this.lifecycle.reasonOr(CloseReason.OPERATOR)).isEqualTo(this.lifecycle.reason());
	}

	@ParameterizedTest
	@EnumSource
	void reasonIsThereFromTheMomentTheConnectionIsToEnd(State state) {
		bringTo(state);
		Set<State> without = EnumSet.of(State.OPENING, State.OPENING_FOR_ONE, State.OPEN, State.LAST_REPLY);
		assertThat(this.lifecycle.reason() == null).isEqualTo(without.contains(state));
		assertThat(this.lifecycle.reasonOr(CloseReason.OPERATOR) == CloseReason.OPERATOR)
			.isEqualTo(without.contains(state));
	}

	@Test
	void timeInAStateBeginsWithIt() {
		this.lifecycle.open();
		this.lifecycle.finish(CloseReason.DRAINING);
		long finishing = System.nanoTime();
		this.lifecycle.end(CloseReason.DRAINING);
		assertThat(this.lifecycle.elapsed(finishing)).isNotPositive();
		assertThat(this.lifecycle.elapsed(System.nanoTime())).isNotNegative();
	}

	/**
	 * However threads meet, one of them closes the socket, and its reason is the one that
	 * everybody sees, unless another gave one before.
	 */
	@Test
	void socketIsClosedByOneThread() throws Exception {
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			for (int round = 0; round < 2_000; round++) {
				ConnectionLifecycle shared = new ConnectionLifecycle();
				shared.open();
				List<Callable<Boolean>> closers = List.of(() -> shared.close(CloseReason.CLIENT_RESET),
						() -> shared.close(CloseReason.OPERATOR), () -> {
							shared.end(CloseReason.DRAINING);
							return shared.close(CloseReason.DRAINING);
						});
				int closed = 0;
				for (Future<Boolean> one : threads.invokeAll(closers, 1, TimeUnit.MINUTES)) {
					closed += one.get() ? 1 : 0;
				}
				assertThat(closed).isOne();
				assertThat(shared.isClosed()).isTrue();
			}
		}
	}

	private void bringTo(State state) {
		List<Event> events = switch (state) {
			case OPENING -> List.of();
			case OPENING_FOR_ONE -> List.of(Event.AWAIT_REPLY);
			case OPEN -> List.of(Event.OPEN);
			case LAST_REPLY -> List.of(Event.OPEN, Event.AWAIT_REPLY);
			case FINISHING -> List.of(Event.OPEN, Event.FINISH);
			case ENDING -> List.of(Event.OPEN, Event.END);
			case CLOSED -> List.of(Event.CLOSE);
		};
		events.forEach((event) -> happen(event, CloseReason.DRAINING));
		assertThat(this.lifecycle.state()).isEqualTo(state);
	}

	private boolean happen(Event event, CloseReason reason) {
		return switch (event) {
			case OPEN -> this.lifecycle.open();
			case AWAIT_REPLY -> this.lifecycle.awaitReply();
			case FINISH -> this.lifecycle.finish(reason) != null;
			case END -> this.lifecycle.end(reason);
			case CLOSE -> this.lifecycle.close(reason);
		};
	}

}

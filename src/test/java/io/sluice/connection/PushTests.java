package io.sluice.connection;

import java.util.List;

import io.sluice.PushResult;
import io.sluice.PushResult.Outcome;
import io.sluice.connection.Push.Event;
import io.sluice.connection.Push.State;
import io.sluice.session.PushFrame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link Push}: where every event leads from every state, and what those who wait are
 * told.
 */
class PushTests {

	private final PushQueue queue = new PushQueue(new DrilledSurroundings().listener(null),
			DrilledSurroundings.CONNECTION, null, null, null);

	private final Push push = new Push(this.queue, null, new PushFrame(new byte[1], 1, PushFrame.Purpose.BROADCAST), 0,
			0);

	@ParameterizedTest
	@CsvSource(textBlock = """
			WAITING,   BEGIN,  WRITING,   -
			WAITING,   PAUSE,  WAITING,   -
			WAITING,   PART,   WAITING,   -
			WAITING,   END,    ENDED,     WRITTEN
			WAITING,   EXPIRE, WITHDRAWN, STUCK
			WRITING,   BEGIN,  WRITING,   -
			WRITING,   PAUSE,  WAITING,   -
			WRITING,   PART,   PARTIAL,   -
			WRITING,   END,    ENDED,     WRITTEN
			WRITING,   EXPIRE, OVERDUE,   -
			OVERDUE,   BEGIN,  OVERDUE,   -
			OVERDUE,   PAUSE,  WITHDRAWN, STUCK
			OVERDUE,   PART,   PARTIAL,   STUCK PARTIAL
			OVERDUE,   END,    ENDED,     WRITTEN
			OVERDUE,   EXPIRE, OVERDUE,   -
			PARTIAL,   BEGIN,  PARTIAL,   -
			PARTIAL,   PAUSE,  PARTIAL,   -
			PARTIAL,   PART,   PARTIAL,   -
			PARTIAL,   END,    ENDED,     WRITTEN
			PARTIAL,   EXPIRE, PARTIAL,   STUCK PARTIAL
			WITHDRAWN, BEGIN,  WITHDRAWN, STUCK
			WITHDRAWN, PAUSE,  WITHDRAWN, STUCK
			WITHDRAWN, PART,   WITHDRAWN, STUCK
			WITHDRAWN, END,    WITHDRAWN, STUCK
			WITHDRAWN, EXPIRE, WITHDRAWN, STUCK
			ENDED,     BEGIN,  ENDED,     WRITTEN
			ENDED,     PAUSE,  ENDED,     WRITTEN
			ENDED,     PART,   ENDED,     WRITTEN
			ENDED,     END,    ENDED,     WRITTEN
			ENDED,     EXPIRE, ENDED,     WRITTEN
			""")
	void eventLeadsToAState(State before, Event event, State after, String told) {
		bringTo(before);
		assertThat(before.after(event)).isEqualTo(after);
		happen(event);
		assertThat(this.push.state()).isEqualTo(after);
		assertThat(told()).isEqualTo(told);
	}

	@Test
	void theTableHasEveryStateAndEvent() {
		assertThat(State.values().length * Event.values().length).isEqualTo(30);
	}

	@ParameterizedTest
	@CsvSource({ "WAITING, NOT_CONNECTED, false", "WRITING, NOT_CONNECTED, false", "PARTIAL, FAILED, true" })
	void aFailureIsPartialIfAPartHasBeenWritten(State before, Outcome outcome, boolean partial) {
		bringTo(before);
		this.push.fail(Outcome.NOT_CONNECTED, "closed");
		assertThat(this.push.result()).isCompletedWithValue(new PushResult(outcome, null, partial, "closed"));
	}

	@ParameterizedTest
	@CsvSource({ "WAITING, the client does not read", "PARTIAL, the client has stopped reading in the middle of it" })
	void aStuckPushSaysWhetherTheClientHasAPartOfIt(State before, String reason) {
		bringTo(before);
		this.push.expire();
		assertThat(this.push.result().join().outcome()).isEqualTo(Outcome.STUCK);
		assertThat(this.push.result().join().reason()).isEqualTo(reason);
	}

	@Test
	void onlyAPushThatWaitsCanBegin() {
		assertThat(this.push.begin()).isTrue();
		this.push.pause();
		this.push.expire();
		assertThat(this.push.begin()).isFalse();
	}

	private void bringTo(State state) {
		List<Event> events = switch (state) {
			case WAITING -> List.of();
			case WRITING -> List.of(Event.BEGIN);
			case OVERDUE -> List.of(Event.BEGIN, Event.EXPIRE);
			case PARTIAL -> List.of(Event.BEGIN, Event.PART);
			case WITHDRAWN -> List.of(Event.EXPIRE);
			case ENDED -> List.of(Event.END);
		};
		events.forEach(this::happen);
		assertThat(this.push.state()).isEqualTo(state);
	}

	private void happen(Event event) {
		switch (event) {
			case BEGIN -> this.push.begin();
			case PAUSE -> this.push.pause();
			case PART -> this.push.recordPart();
			case END -> this.push.recordWritten();
			case EXPIRE -> this.push.expire();
		}
	}

	private String told() {
		PushResult result = this.push.result().getNow(null);
		if (result == null) {
			return "-";
		}
		return (result.partial() && !result.isWritten()) ? result.outcome() + " PARTIAL" : result.outcome().toString();
	}

}

package io.sluice.connection;

import java.util.List;

import io.sluice.connection.ReadPermit.Event;
import io.sluice.connection.ReadPermit.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link ReadPermit}: where every event leads from every state.
 */
class ReadPermitTests {

	private final ReadPermit permit = new ReadPermit();

	/**
	 * The whole table, and what the thread is told to which the event happens.
	 */
	@ParameterizedTest
	@CsvSource(textBlock = """
			BUSY,    BEGIN_WAIT, READING, true
			BUSY,    END_WAIT,   BUSY,    true
			BUSY,    END,        ENDING,  false
			READING, BEGIN_WAIT, READING, true
			READING, END_WAIT,   BUSY,    true
			READING, END,        CUT_OFF, true
			ENDING,  BEGIN_WAIT, ENDING,  false
			ENDING,  END_WAIT,   ENDING,  true
			ENDING,  END,        ENDING,  false
			CUT_OFF, BEGIN_WAIT, CUT_OFF, false
			CUT_OFF, END_WAIT,   CUT_OFF, false
			CUT_OFF, END,        CUT_OFF, true
			""")
	void eventLeadsToAState(State before, Event event, State after, boolean told) {
		bringTo(before);
		assertThat(before.after(event)).isEqualTo(after);
		assertThat(happen(event)).isEqualTo(told);
		assertThat(this.permit.state()).isEqualTo(after);
	}

	@Test
	void theTableHasEveryStateAndEvent() {
		assertThat(State.values().length * Event.values().length).isEqualTo(12);
	}

	private void bringTo(State state) {
		List<Event> events = switch (state) {
			case BUSY -> List.of();
			case READING -> List.of(Event.BEGIN_WAIT);
			case ENDING -> List.of(Event.END);
			case CUT_OFF -> List.of(Event.BEGIN_WAIT, Event.END);
		};
		events.forEach(this::happen);
		assertThat(this.permit.state()).isEqualTo(state);
	}

	private boolean happen(Event event) {
		return switch (event) {
			case BEGIN_WAIT -> this.permit.beginWait();
			case END_WAIT -> this.permit.endWait();
			case END -> this.permit.end();
		};
	}

}

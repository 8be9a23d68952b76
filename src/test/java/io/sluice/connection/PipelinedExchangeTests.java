package io.sluice.connection;

import io.sluice.connection.PipelinedExchange.Event;
import io.sluice.connection.PipelinedExchange.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How far a request of several at once has come; {@code PipelinedExchangeDrill} lets the
 * events meet.
 */
class PipelinedExchangeTests {

	@ParameterizedTest
	@CsvSource(textBlock = """
			READ,     SEND,   SENDING
			READ,     RETURN, RETURNED
			READ,     END,    CUT_OFF
			SENDING,  SEND,   SENDING
			SENDING,  RETURN, RETURNED
			SENDING,  END,    CUT_OFF
			CUT_OFF,  SEND,   CUT_OFF
			CUT_OFF,  RETURN, LEFT
			CUT_OFF,  END,    CUT_OFF
			RETURNED, SEND,   RETURNED
			RETURNED, RETURN, RETURNED
			RETURNED, END,    LEFT
			LEFT,     SEND,   LEFT
			LEFT,     RETURN, LEFT
			LEFT,     END,    LEFT
			""")
	void eachEventLeadsFromEachStageToOne(Stage from, Event event, Stage to) {
		assertThat(from.after(event)).isEqualTo(to);
	}

	@Test
	void theTableHasEveryStageAndEvent() {
		assertThat(Stage.values().length * Event.values().length).isEqualTo(15);
	}

}

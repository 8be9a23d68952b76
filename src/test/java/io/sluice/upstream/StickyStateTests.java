package io.sluice.upstream;

import java.util.Arrays;
import java.util.stream.Stream;

import io.sluice.upstream.StickyState.Event;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static io.sluice.upstream.StickyState.CLOSED;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The life of a client's own connection to an upstream: the table of transitions.
 */
class StickyStateTests {

	@ParameterizedTest
	@CsvSource({ "NEW, OPENING, NEW, NEW, CLOSED, CLOSED", "OPENING, OPENING, FAILED, OPEN, OPENING_LAST, CLOSED",
			"FAILED, FAILED, FAILED, OPEN, CLOSED, CLOSED",
			"OPENING_LAST, OPENING_LAST, CLOSED, LAST, OPENING_LAST, CLOSED", "OPEN, OPEN, OPEN, OPEN, LAST, CLOSED",
			"LAST, LAST, LAST, LAST, LAST, CLOSED", "CLOSED, CLOSED, CLOSED, CLOSED, CLOSED, CLOSED" })
	void eventLeadsToAState(StickyState before, StickyState start, StickyState fail, StickyState open,
			StickyState leave, StickyState end) {
		assertThat(Stream.of(Event.values()).map(before::after)).containsExactly(start, fail, open, leave, end);
	}

	@Test
	void everyStateEndsAndNothingFollows() {
		assertThat(StickyState.values()).allMatch((state) -> state.after(Event.END) == CLOSED);
		assertThat(Arrays.stream(Event.values()).map(CLOSED::after)).containsOnly(CLOSED);
	}

	@ParameterizedTest
	@CsvSource({ "NEW, false, false, false", "OPENING, true, true, false", "FAILED, false, true, false",
			"OPENING_LAST, true, true, true", "OPEN, false, false, false", "LAST, false, false, true",
			"CLOSED, false, false, false" })
	void stateTellsWhatMayHappen(StickyState state, boolean expected, boolean opening, boolean last) {
		assertThat(state.isExpected()).isEqualTo(expected);
		assertThat(state.isOpening()).isEqualTo(opening);
		assertThat(state.isLast()).isEqualTo(last);
	}

}

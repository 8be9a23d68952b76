package io.sluice.connection;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Phaser;

import io.sluice.connection.Announcement.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link Announcement}: a connection's events come in pairs, and in order.
 */
class AnnouncementTests {

	private final Announcement events = new Announcement();

	/**
	 * The whole table: in each state, what is published on each call, and the state after
	 * it.
	 */
	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			NONE      | beginOpen  | true  | OPENING
			NONE      | finishOpen | false | NONE
			NONE      | close      | false | CLOSED
			OPENING   | beginOpen  | false | OPENING
			OPENING   | finishOpen | false | OPEN
			OPENING   | close      | false | CLOSE_DUE
			OPEN      | beginOpen  | false | OPEN
			OPEN      | finishOpen | false | OPEN
			OPEN      | close      | true  | CLOSED
			CLOSE_DUE | beginOpen  | false | CLOSE_DUE
			CLOSE_DUE | finishOpen | true  | CLOSED
			CLOSE_DUE | close      | false | CLOSE_DUE
			CLOSED    | beginOpen  | false | CLOSED
			CLOSED    | finishOpen | false | CLOSED
			CLOSED    | close      | false | CLOSED
			""")
	void callPublishesAndLeadsToAState(State before, String call, boolean publishes, State after) {
		bringTo(before);
		assertThat(call(call)).isEqualTo(publishes);
		assertThat(this.events.state()).isEqualTo(after);
	}

	private void bringTo(State state) {
		List<String> calls = switch (state) {
			case NONE -> List.of();
			case OPENING -> List.of("beginOpen");
			case OPEN -> List.of("beginOpen", "finishOpen");
			case CLOSE_DUE -> List.of("beginOpen", "close");
			case CLOSED -> List.of("close");
		};
		calls.forEach(this::call);
		assertThat(this.events.state()).isEqualTo(state);
	}

	private boolean call(String call) {
		return switch (call) {
			case "beginOpen" -> this.events.beginOpen();
			case "finishOpen" -> this.events.finishOpen();
			default -> this.events.close();
		};
	}

	@Test
	void connectionThatIsOpenedAndClosedAtOnceIsToldOfAsBothOrNeither() {
		for (int round = 0; round < 20_000; round++) {
			assertThat(openAndCloseAtOnce()).isIn(List.of(), List.of("open", "close"));
		}
	}

	private static List<String> openAndCloseAtOnce() {
		Announcement events = new Announcement();
		// only whoever may publish writes, and never two at a time
		List<String> published = new ArrayList<>();
		Phaser start = new Phaser(2);
		Thread closing = Thread.startVirtualThread(() -> {
			start.arriveAndAwaitAdvance();
			if (events.close()) {
				published.add("close");
			}
		});
		start.arriveAndAwaitAdvance();
		if (events.beginOpen()) {
			published.add("open");
			if (events.finishOpen()) {
				published.add("close");
			}
		}
		join(closing);
		return published;
	}

	private static void join(Thread thread) {
		try {
			thread.join();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}

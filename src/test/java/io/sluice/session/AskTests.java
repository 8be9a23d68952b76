package io.sluice.session;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import io.sluice.AskNotSentException;
import io.sluice.AskUnansweredException;
import io.sluice.PushResult;
import io.sluice.PushResult.Outcome;
import io.sluice.session.Ask.Event;
import io.sluice.session.Ask.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link Ask}: where every event leads from every state, and what the one who asked is
 * told.
 */
class AskTests {

	private final CompletableFuture<PushResult> written = new CompletableFuture<>();

	private final SessionConnectionStub connection = new SessionConnectionStub(this.written);

	private final Asks asks = new OrderedAsks("test", this.connection,
			new Correlation(null, (message) -> true, Duration.ofMinutes(1), false));

	private final Ask ask = new Ask(new PushFrame(new byte[1], 1, PushFrame.Purpose.ASK), null, 0);

	@ParameterizedTest
	@CsvSource(textBlock = """
			WAITING, SEND,   SENDING, -
			WAITING, WRITE,  WAITING, -
			WAITING, ANSWER, WAITING, -
			WAITING, EXPIRE, ENDED,   not sent
			WAITING, FAIL,   ENDED,   not sent
			SENDING, SEND,   SENDING, -
			SENDING, WRITE,  SENT,    -
			SENDING, ANSWER, ENDED,   answer
			SENDING, EXPIRE, OVERDUE, -
			SENDING, FAIL,   ENDED,   not sent
			OVERDUE, SEND,   OVERDUE, -
			OVERDUE, WRITE,  LATE,    unanswered
			OVERDUE, ANSWER, ENDED,   answer
			OVERDUE, EXPIRE, OVERDUE, -
			OVERDUE, FAIL,   ENDED,   not sent
			SENT,    SEND,   SENT,    -
			SENT,    WRITE,  SENT,    -
			SENT,    ANSWER, ENDED,   answer
			SENT,    EXPIRE, LATE,    unanswered
			LATE,    SEND,   LATE,    unanswered
			LATE,    WRITE,  LATE,    unanswered
			LATE,    ANSWER, ENDED,   unanswered
			LATE,    EXPIRE, LATE,    unanswered
			ENDED,   SEND,   ENDED,   answer
			ENDED,   WRITE,  ENDED,   answer
			ENDED,   ANSWER, ENDED,   answer
			ENDED,   EXPIRE, ENDED,   answer
			ENDED,   FAIL,   ENDED,   answer
			""")
	void eventLeadsToAState(State before, Event event, State after, String told) {
		bringTo(before);
		assertThat(before.after(event)).isEqualTo(after);
		happen(event);
		assertThat(this.ask.state()).isEqualTo(after);
		assertThat(told()).isEqualTo(told);
	}

	@ParameterizedTest
	@CsvSource({ "SENT, ENDED", "LATE, ENDED" })
	void aPushThatWasSentCannotFail(State before, State after) {
		assertThat(before.after(Event.FAIL)).isEqualTo(after);
	}

	@Test
	void theTableHasEveryStateAndEvent() {
		assertThat(State.values().length * Event.values().length).isEqualTo(28 + 2);
	}

	private void bringTo(State state) {
		List<Event> events = switch (state) {
			case WAITING -> List.of();
			case SENDING -> List.of(Event.SEND);
			case OVERDUE -> List.of(Event.SEND, Event.EXPIRE);
			case SENT -> List.of(Event.SEND, Event.WRITE);
			case LATE -> List.of(Event.SEND, Event.WRITE, Event.EXPIRE);
			case ENDED -> List.of(Event.SEND, Event.ANSWER);
		};
		events.forEach(this::happen);
		assertThat(this.ask.state()).isEqualTo(state);
	}

	private void happen(Event event) {
		switch (event) {
			case SEND -> this.asks.send(this.ask);
			case WRITE -> this.written.complete(new PushResult(Outcome.WRITTEN, null, true, ""));
			case ANSWER -> this.ask.answer("answer".getBytes(StandardCharsets.UTF_8));
			case EXPIRE -> this.ask.expire("in time");
			case FAIL -> this.ask.fail("not sent");
		}
	}

	private String told() {
		if (!this.ask.result().isDone()) {
			return "-";
		}
		try {
			return new String(this.ask.result().join(), StandardCharsets.UTF_8);
		}
		catch (CompletionException ex) {
			assertThat(ex.getCause()).isInstanceOfAny(AskNotSentException.class, AskUnansweredException.class);
			return (ex.getCause() instanceof AskNotSentException) ? "not sent" : "unanswered";
		}
	}

}

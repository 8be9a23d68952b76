package io.sluice.connection;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;

import io.sluice.CloseReason;
import io.sluice.connection.ConnectionDeadlines.Action;
import io.sluice.connection.ConnectionDeadlines.Activity;
import io.sluice.connection.ConnectionDeadlines.Due;
import io.sluice.framing.RawFraming;
import io.sluice.telemetry.ListenerMetrics;
import io.sluice.socket.WriteClaim;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * {@link ConnectionDeadlines}: which deadline has passed at which time.
 */
class ConnectionDeadlinesTests {

	private static final long SECOND = Duration.ofSeconds(1).toNanos();

	private final SocketStub socket = SocketStub.unconnected();

	private final ConnectionLifecycle lifecycle = new ConnectionLifecycle();

	/**
	 * The sweeper takes the time once, and may come to connections that are younger.
	 */
	@Test
	void connectionThatIsYoungerThanTheSweepHasNothingDue() {
		ConnectionDeadlines deadlines = unlimited();
		long before = deadlines.acceptedAt() - SECOND;
		assertThat(deadlines.due(before, Activity.IDLE)).isNull();
		this.lifecycle.open();
		assertThat(deadlines.due(before, Activity.IDLE)).isNull();
		assertThat(deadlines.endsAfterReply(before)).isFalse();
		this.lifecycle.end(CloseReason.DRAINING);
		assertThat(deadlines.due(before, Activity.IDLE)).isNull();
	}

	@Test
	void withoutLimitsNothingIsDue() {
		ConnectionDeadlines deadlines = unlimited();
		this.lifecycle.open();
		long inAYear = deadlines.acceptedAt() + Duration.ofDays(365).toNanos();
		assertThat(deadlines.due(inAYear, Activity.IDLE)).isNull();
		assertThat(deadlines.due(inAYear, Activity.READING)).isNull();
		assertThat(deadlines.due(inAYear, Activity.ANSWERING)).isNull();
		assertThat(deadlines.endsAfterReply(inAYear)).isFalse();
	}

	@Test
	void quietConnectionRestsUntilItsNextDeadlineAndForASecondAtMost() {
		ConnectionDeadlines deadlines = deadlines(
				new Lifetime(Duration.ofSeconds(10), Duration.ofSeconds(60), IdleCounts.RECEIVED, Duration.ZERO));
		long now = deadlines.acceptedAt();
		assertThat(deadlines.isResting(now)).isFalse();
		deadlines.rest(now, Long.MAX_VALUE, () -> true);
		assertThat(deadlines.isResting(now + SECOND - 1)).isTrue();
		assertThat(deadlines.isResting(now + SECOND)).isFalse();
		long due = now + 60 * SECOND;
		deadlines.rest(due - SECOND / 2, Long.MAX_VALUE, () -> true);
		assertThat(deadlines.isResting(due - 1)).isTrue();
		assertThat(deadlines.isResting(due)).isFalse();
		deadlines.rest(now, SECOND / 4, () -> true);
		assertThat(deadlines.isResting(now + SECOND / 4)).isFalse();
	}

	@Test
	void connectionWithoutLimitsRestsForASecond() {
		ConnectionDeadlines deadlines = unlimited();
		// the sweeper takes the time once
		long before = deadlines.acceptedAt() - SECOND;
		deadlines.rest(before, Long.MAX_VALUE, () -> true);
		assertThat(deadlines.isResting(before + SECOND - 1)).isTrue();
	}

	@Test
	void connectionThatIsToMoveDoesNotRest() {
		ConnectionDeadlines deadlines = unlimited();
		long now = deadlines.acceptedAt();
		deadlines.rest(now, Long.MAX_VALUE, () -> true);
		deadlines.move(now);
		assertThat(deadlines.isResting(now)).isFalse();
	}

	@Test
	void connectionThatDoesSomethingDoesNotRest() {
		ConnectionDeadlines deadlines = unlimited();
		deadlines.rest(deadlines.acceptedAt(), Long.MAX_VALUE, () -> false);
		assertThat(deadlines.isResting(deadlines.acceptedAt())).isFalse();
	}

	/** What has begun has ended a rest that had not begun. */
	@Test
	void connectionThatBeginsSomethingMeanwhileDoesNotRest() {
		ConnectionDeadlines deadlines = unlimited();
		Iterator<Boolean> quiet = List.of(true, false).iterator();
		deadlines.rest(deadlines.acceptedAt(), Long.MAX_VALUE, quiet::next);
		assertThat(deadlines.isResting(deadlines.acceptedAt())).isFalse();
		assertThat(quiet.hasNext()).isFalse();
	}

	@Test
	void openingIsBounded() {
		ConnectionDeadlines deadlines = unlimited();
		assertThat(deadlines.due(deadlines.acceptedAt() + 9 * SECOND, Activity.IDLE)).isNull();
		assertThat(deadlines.due(deadlines.acceptedAt() + 10 * SECOND, Activity.IDLE))
			.isEqualTo(new Due(Action.CLOSE, CloseReason.HANDSHAKE_TIMEOUT));
	}

	@Test
	void idleConnectionExpiresAndABusyOneDoesNot() {
		ConnectionDeadlines deadlines = deadlines(
				new Lifetime(Duration.ofSeconds(10), Duration.ofSeconds(60), IdleCounts.RECEIVED, Duration.ZERO));
		this.lifecycle.open();
		deadlines.recordServed(deadlines.acceptedAt() + 30 * SECOND);
		long due = deadlines.acceptedAt() + 90 * SECOND;
		assertThat(deadlines.due(due - SECOND, Activity.IDLE)).isNull();
		assertThat(deadlines.due(due, Activity.READING)).isNull();
		assertThat(deadlines.due(due, Activity.ANSWERING)).isNull();
		assertThat(deadlines.due(due, Activity.IDLE)).isEqualTo(new Due(Action.FINISH, CloseReason.IDLE_TIMEOUT));
	}

	@Test
	void connectionThatIsToEndBehindItsNextReplyExpiresToo() {
		ConnectionDeadlines deadlines = deadlines(
				new Lifetime(Duration.ofSeconds(10), Duration.ofSeconds(60), IdleCounts.RECEIVED, Duration.ZERO));
		this.lifecycle.open();
		this.lifecycle.awaitReply();
		assertThat(deadlines.due(deadlines.acceptedAt() + 60 * SECOND, Activity.IDLE))
			.isEqualTo(new Due(Action.FINISH, CloseReason.IDLE_TIMEOUT));
	}

	@Test
	void ageIsBoundedAndUpToATenthLess() {
		ConnectionDeadlines deadlines = deadlines(
				new Lifetime(Duration.ofSeconds(10), Duration.ZERO, IdleCounts.RECEIVED, Duration.ofSeconds(100)));
		this.lifecycle.open();
		assertThat(deadlines.endsAfterReply(deadlines.acceptedAt() + 90 * SECOND - 1)).isFalse();
		assertThat(deadlines.endsAfterReply(deadlines.acceptedAt() + 100 * SECOND)).isTrue();
		assertThat(deadlines.due(deadlines.acceptedAt() + 100 * SECOND, Activity.IDLE))
			.isEqualTo(new Due(Action.FINISH, CloseReason.MAX_AGE));
	}

	/**
	 * Ended while it is idle, the connection could take a request with it that is on its
	 * way.
	 */
	@Test
	void oldConnectionHasTimeToEndBehindAReply() {
		ConnectionDeadlines deadlines = deadlines(
				new Lifetime(Duration.ofSeconds(10), Duration.ZERO, IdleCounts.RECEIVED, Duration.ofSeconds(100)));
		this.lifecycle.open();
		long old = deadlines.acceptedAt() + 90 * SECOND;
		while (!deadlines.endsAfterReply(old)) {
			old += SECOND;
		}
		assertThat(deadlines.due(old, Activity.IDLE)).isNull();
		assertThat(deadlines.due(old + 5 * SECOND, Activity.IDLE))
			.isEqualTo(new Due(Action.FINISH, CloseReason.MAX_AGE));
	}

	@Test
	void clientThatAlwaysHasHalfAFrameSentIsOldALittleLater() {
		ConnectionDeadlines deadlines = deadlines(
				new Lifetime(Duration.ofSeconds(10), Duration.ZERO, IdleCounts.RECEIVED, Duration.ofSeconds(100)));
		this.lifecycle.open();
		assertThat(deadlines.isOverdue(deadlines.acceptedAt() + 100 * SECOND)).isFalse();
		assertThat(deadlines.isOverdue(deadlines.acceptedAt() + 130 * SECOND)).isTrue();
	}

	@Test
	void oldConnectionWithSeveralRequestsEndsInAPause() {
		ConnectionDeadlines deadlines = pipelined(Duration.ofDays(100));
		this.lifecycle.open();
		long served = deadlines.acceptedAt() + Duration.ofDays(95).toNanos();
		deadlines.recordServed(served);
		assertThat(deadlines.endsAfterReply(served)).isFalse();
		assertThat(deadlines.due(served + SECOND / 6, Activity.IDLE)).isNull();
		assertThat(deadlines.due(served + SECOND / 5, Activity.ANSWERING)).isNull();
		assertThat(deadlines.due(served + SECOND / 5, Activity.IDLE))
			.isEqualTo(new Due(Action.FINISH, CloseReason.MAX_AGE));
	}

	@Test
	void clientThatSendsSeveralRequestsAndNeverPausesIsOldALittleLater() {
		ConnectionDeadlines deadlines = pipelined(Duration.ofSeconds(100));
		this.lifecycle.open();
		long old = deadlines.acceptedAt() + 100 * SECOND;
		deadlines.recordServed(old - SECOND / 6);
		assertThat(deadlines.due(old, Activity.IDLE)).isNull();
		assertThat(deadlines.isOverdue(old)).isFalse();
		assertThat(deadlines.isOverdue(old + 30 * SECOND)).isTrue();
	}

	@Test
	void lastReplyOfSeveralRequestsIsFollowedByAPause() {
		ConnectionDeadlines deadlines = pipelined(Duration.ZERO);
		this.lifecycle.open();
		this.lifecycle.awaitReply();
		long told = deadlines.acceptedAt() + 10 * SECOND;
		deadlines.awaitReply(told);
		assertThat(deadlines.due(told + SECOND, Activity.IDLE)).isNull();
		deadlines.recordServed(told + SECOND);
		assertThat(deadlines.due(told + SECOND + SECOND / 6, Activity.IDLE)).isNull();
		assertThat(deadlines.due(told + SECOND + SECOND / 5, Activity.IDLE))
			.isEqualTo(new Due(Action.FINISH, CloseReason.DRAINING));
	}

	@Test
	void connectionThatIsToMoveEndsInAPauseOfSeveralRequests() {
		ConnectionDeadlines deadlines = pipelined(Duration.ZERO);
		this.lifecycle.open();
		long told = deadlines.acceptedAt() + 10 * SECOND;
		deadlines.move(told);
		// the next request may be on its way
		assertThat(deadlines.due(told + SECOND, Activity.IDLE)).isNull();
		deadlines.recordServed(told + SECOND);
		assertThat(deadlines.due(told + SECOND + SECOND / 5, Activity.IDLE))
			.isEqualTo(new Due(Action.FINISH, CloseReason.REBALANCED));
	}

	@Test
	void connectionThatCannotMoveStays() {
		ConnectionDeadlines deadlines = unlimited();
		this.lifecycle.open();
		long told = deadlines.acceptedAt() + 10 * SECOND;
		assertThat(deadlines.isMoving(told)).isFalse();
		deadlines.move(told);
		assertThat(deadlines.isMoving(told)).isTrue();
		assertThat(deadlines.endsAfterReply(told)).isTrue();
		assertThat(deadlines.isOverdue(told + 29 * SECOND)).isFalse();
		assertThat(deadlines.isMoving(told + 29 * SECOND)).isTrue();
		assertThat(deadlines.isMoving(told + 30 * SECOND)).isFalse();
		assertThat(deadlines.endsAfterReply(told + 30 * SECOND)).isFalse();
		assertThat(deadlines.due(told + 30 * SECOND, Activity.IDLE)).isNull();
	}

	/**
	 * Whichever thread it was that could not write.
	 */
	@Test
	void connectionWhoseOutputIsTornIsClosed() {
		ReplyOutput output = new ReplyOutput(ListenerMetrics.NONE, this.socket);
		ConnectionDeadlines deadlines = deadlines(
				new Lifetime(Duration.ofSeconds(10), Duration.ZERO, IdleCounts.RECEIVED, Duration.ZERO), output);
		this.lifecycle.open();
		output.open(new WithoutMemory());
		assertThatExceptionOfType(OutOfMemoryError.class)
			.isThrownBy(() -> output.write(new RawFraming(1 << 20), new byte[1 << 20]));
		assertThat(deadlines.due(deadlines.acceptedAt(), Activity.ANSWERING))
			.isEqualTo(new Due(Action.CLOSE, CloseReason.SERVER_ERROR));
	}

	private static final class WithoutMemory implements ReplySink {

		@Override
		public ByteBuffer take() {
			throw new OutOfMemoryError("for a test");
		}

		@Override
		public boolean write(ByteBuffer bytes, WriteClaim claim) {
			throw new OutOfMemoryError("for a test");
		}

		@Override
		public void tryWrite(ByteBuffer bytes, WriteClaim claim) {
			throw new OutOfMemoryError("for a test");
		}

		@Override
		public void close() {
		}

		@Override
		public void release(ByteBuffer buffer) {
			throw new AssertionError("nothing was taken");
		}

	}

	@Test
	void writeThatWaitsIsBounded() {
		ConnectionDeadlines deadlines = unlimited();
		this.lifecycle.open();
		long due = deadlines.acceptedAt() + 31 * SECOND;
		this.socket.block(deadlines.acceptedAt() + SECOND);
		assertThat(deadlines.due(due - 1, Activity.ANSWERING)).isNull();
		assertThat(deadlines.due(due, Activity.ANSWERING)).isEqualTo(new Due(Action.RESET, CloseReason.WRITE_TIMEOUT));
		this.socket.block(0);
		assertThat(deadlines.due(due, Activity.ANSWERING)).isNull();
	}

	@Test
	void endComesWithinTheTimeOfAWriteUnlessARequestIsBeingAnswered() {
		ConnectionDeadlines deadlines = unlimited();
		this.lifecycle.open();
		this.lifecycle.finish(CloseReason.DRAINING);
		long decided = System.nanoTime();
		Due reset = new Due(Action.RESET, CloseReason.DRAINING);
		deadlines.recordServed(decided);
		assertThat(deadlines.due(decided + 32 * SECOND, Activity.READING)).isNull();
		assertThat(deadlines.due(decided + 33 * SECOND, Activity.ANSWERING)).isNull();
		assertThat(deadlines.due(decided + 33 * SECOND, Activity.READING)).isEqualTo(reset);
		deadlines.recordServed(decided + 10 * SECOND);
		assertThat(deadlines.due(decided + 33 * SECOND, Activity.READING)).isNull();
		assertThat(deadlines.due(decided + 43 * SECOND, Activity.IDLE)).isEqualTo(reset);
	}

	@Test
	void clientThatHasBeenToldOfTheEndHasLessTimeUnlessAWriteWaits() {
		ConnectionDeadlines deadlines = unlimited();
		this.lifecycle.open();
		this.lifecycle.end(CloseReason.DRAINING);
		long told = System.nanoTime();
		Due reset = new Due(Action.RESET, CloseReason.DRAINING);
		assertThat(deadlines.due(told + SECOND, Activity.ANSWERING))
			.isEqualTo(new Due(Action.END_INPUT, CloseReason.DRAINING));
		assertThat(deadlines.due(told + 3 * SECOND, Activity.ANSWERING)).isEqualTo(reset);
		this.socket.block(told + 3 * SECOND);
		assertThat(deadlines.due(told + 32 * SECOND, Activity.ANSWERING))
			.isEqualTo(new Due(Action.END_INPUT, CloseReason.DRAINING));
		assertThat(deadlines.due(told + 33 * SECOND, Activity.ANSWERING))
			.matches((due) -> due.action() == Action.RESET);
	}

	@Test
	void closedConnectionHasNothingDue() {
		ConnectionDeadlines deadlines = unlimited();
		this.lifecycle.open();
		this.lifecycle.close(CloseReason.CLIENT_CLOSED);
		assertThat(deadlines.due(deadlines.acceptedAt() + 1000 * SECOND, Activity.IDLE)).isNull();
	}

	private ConnectionDeadlines unlimited() {
		return deadlines(new Lifetime(Duration.ofSeconds(10), Duration.ZERO, IdleCounts.RECEIVED, Duration.ZERO));
	}

	private ConnectionDeadlines deadlines(Lifetime lifetime) {
		return deadlines(lifetime, new ReplyOutput(ListenerMetrics.NONE, this.socket));
	}

	private ConnectionDeadlines pipelined(Duration maxAge) {
		return deadlines(new Lifetime(Duration.ofSeconds(10), Duration.ZERO, IdleCounts.RECEIVED, maxAge), true,
				new ReplyOutput(ListenerMetrics.NONE, this.socket));
	}

	private ConnectionDeadlines deadlines(Lifetime lifetime, ReplyOutput output) {
		return deadlines(lifetime, false, output);
	}

	private ConnectionDeadlines deadlines(Lifetime lifetime, boolean pipelined, ReplyOutput output) {
		Duration half = Duration.ofSeconds(30);
		return new ConnectionDeadlines(new Timeouts(half, half, half, lifetime), pipelined, this.lifecycle, this.socket,
				output);
	}

}

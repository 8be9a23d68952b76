package io.sluice.upstream;

import java.time.Duration;

import io.sluice.ErrorCode;
import io.sluice.TcpHandlerException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.awaitility.Awaitility.await;

/**
 * {@link TargetGate}.
 */
class TargetGateTests {

	private final Exception failure = new IllegalStateException("as asked");

	private static TargetGate gate(@Nullable Duration openFor, @Nullable Integer maxInFlight) {
		return TargetGate.create("test", "route", (openFor != null) ? new BreakerSettings(50, 4, openFor) : null,
				maxInFlight);
	}

	private void fail(TargetGate gate, FailureKind kind, int times) {
		for (int i = 0; i < times; i++) {
			gate.enter();
			gate.recordFailure(kind, this.failure, 1);
			gate.leave();
		}
	}

	private static void succeed(TargetGate gate, int times) {
		for (int i = 0; i < times; i++) {
			gate.enter();
			gate.recordAnswer(1);
			gate.leave();
		}
	}

	private static void assertOpen(TargetGate gate) {
		assertThatExceptionOfType(TcpHandlerException.class).isThrownBy(gate::enter)
			.withMessageContaining("circuit breaker")
			.extracting(TcpHandlerException::getCode)
			.isEqualTo(ErrorCode.UPSTREAM_UNAVAILABLE);
	}

	@ParameterizedTest
	@EnumSource(names = { "NOT_SENT", "UNANSWERED", "FAILED", "FAULT", "OVERDUE" })
	void theBreakerOpensAtItsRateInAWholeWindow(FailureKind kind) {
		TargetGate gate = gate(Duration.ofDays(1), null);
		fail(gate, kind, 2);
		succeed(gate, 2);
		assertOpen(gate);
	}

	@ParameterizedTest
	@EnumSource(mode = Mode.EXCLUDE, names = { "NOT_SENT", "UNANSWERED", "FAILED", "FAULT", "OVERDUE" })
	void otherFailuresDoNotOpenIt(FailureKind kind) {
		TargetGate gate = gate(Duration.ofDays(1), null);
		fail(gate, kind, 20);
		assertThatNoException().isThrownBy(gate::enter);
	}

	@Test
	void itTriesTheTargetAgainAndCloses() {
		TargetGate gate = gate(Duration.ofMillis(1), null);
		fail(gate, FailureKind.FAILED, 4);
		await().ignoreExceptions().untilAsserted(gate::enter);
		gate.recordAnswer(1);
		succeed(gate, 3);
		fail(gate, FailureKind.FAILED, 1);
		succeed(gate, 10);
	}

	@Test
	void itOpensAgainIfTheTargetStillFails() {
		TargetGate gate = gate(Duration.ofSeconds(2), null);
		fail(gate, FailureKind.FAILED, 4);
		await().ignoreExceptions().untilAsserted(gate::enter);
		gate.recordFailure(FailureKind.FAILED, this.failure, 1);
		fail(gate, FailureKind.FAILED, 3);
		assertOpen(gate);
	}

	@Test
	void attemptsThatTellNothingDoNotUseUpTheTrials() {
		TargetGate gate = gate(Duration.ofMillis(1), null);
		fail(gate, FailureKind.FAILED, 4);
		await().ignoreExceptions().untilAsserted(gate::enter);
		gate.recordFailure(FailureKind.ENDED, this.failure, 1);
		fail(gate, FailureKind.ENDED, 10);
		succeed(gate, 10);
	}

	@Test
	void anAttemptOverTheLimitIsBusyAndTheBreakerDoesNotCountIt() {
		TargetGate gate = gate(Duration.ofDays(1), 1);
		gate.enter();
		for (int i = 0; i < 10; i++) {
			assertThatExceptionOfType(TcpHandlerException.class).isThrownBy(gate::enter)
				.extracting(TcpHandlerException::getCode)
				.isEqualTo(ErrorCode.BUSY);
		}
		gate.recordAnswer(1);
		gate.leave();
		succeed(gate, 2);
	}

}

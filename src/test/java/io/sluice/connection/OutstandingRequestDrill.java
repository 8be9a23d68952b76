package io.sluice.connection;

import io.sluice.process.MemoryBudget;
import io.sluice.support.CountingGate;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.jetbrains.lincheck.datastructures.verifier.EpsilonVerifier;
import org.junit.jupiter.api.Test;

/**
 * {@link OutstandingRequest}: however the target's answers, the return of its send and
 * the sweeper meet, the request's place is given back once, and until then it counts.
 */
public class OutstandingRequestDrill {

	private final OutstandingRequestTracker all = new OutstandingRequestTracker("test", 0, MemoryBudget.UNLIMITED);

	private final CountingGate gate = new CountingGate();

	private final OutstandingRequest request = new OutstandingRequest(null, RequestEnd.EXPIRED, this.all, this.gate);

	@Operation
	public void answer() {
		this.request.answer();
	}

	@Operation
	public void giveUp() {
		this.request.giveUp();
	}

	@Operation(runOnce = true, nonParallelGroup = "connection")
	public void returnFromSend() {
		this.request.recordReturn(false, true, 0);
	}

	@Operation(runOnce = true, nonParallelGroup = "connection")
	public void returnUnanswered() {
		this.request.recordReturn(true, true, 0);
	}

	@Validate
	public void placeIsGivenBackOnceOrCounts() {
		int left = this.gate.left();
		int outstanding = this.gate.outstanding();
		if (left + outstanding != 1 || left < 0 || outstanding < 0 || outstanding != this.all.count()) {
			throw new IllegalStateException(
					"%d left, %d outstanding, count %d".formatted(left, outstanding, this.all.count()));
		}
	}

	@Test
	void placeIsGivenBackOnceHoweverThreadsMeet() {
		new ModelCheckingOptions().verifier(EpsilonVerifier.class)
			.iterations(40)
			.invocationsPerIteration(300)
			.threads(2)
			.actorsBefore(1)
			.actorsPerThread(2)
			.actorsAfter(0)
			.check(OutstandingRequestDrill.class);
	}

}

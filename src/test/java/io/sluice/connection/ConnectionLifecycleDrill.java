package io.sluice.connection;

import io.sluice.CloseReason;
import io.sluice.connection.ConnectionLifecycle.State;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * {@link ConnectionLifecycle}: what any threads are told of their events is what they
 * would be told if one event came after the other. The sequential specification is the
 * class itself, as {@link ConnectionLifecycleTests} walks through its table.
 */
public class ConnectionLifecycleDrill {

	private final ConnectionLifecycle lifecycle = new ConnectionLifecycle();

	@Operation
	public boolean open() {
		return this.lifecycle.open();
	}

	@Operation
	public boolean awaitReply() {
		return this.lifecycle.awaitReply();
	}

	@Operation
	public @Nullable State finish() {
		return this.lifecycle.finish(CloseReason.DRAINING);
	}

	@Operation
	public boolean end() {
		return this.lifecycle.end(CloseReason.MAX_AGE);
	}

	@Operation
	public boolean closeAfterReset() {
		return this.lifecycle.close(CloseReason.CLIENT_RESET);
	}

	@Operation
	public boolean closeByOperator() {
		return this.lifecycle.close(CloseReason.OPERATOR);
	}

	@Operation
	public State state() {
		return this.lifecycle.state();
	}

	@Operation
	public @Nullable CloseReason reason() {
		return this.lifecycle.reason();
	}

	@Validate
	public void reasonIsThereWhereItIsToEnd() {
		boolean toEnd = this.lifecycle.state().compareTo(State.FINISHING) >= 0;
		if (toEnd != (this.lifecycle.reason() != null)) {
			throw new IllegalStateException(this.lifecycle.state() + " with reason " + this.lifecycle.reason());
		}
	}

	@Test
	void eventsOfSeveralThreadsAreAsIfOneCameAfterTheOther() {
		new ModelCheckingOptions().iterations(50)
			.invocationsPerIteration(1_000)
			.threads(2)
			.actorsBefore(2)
			.actorsPerThread(3)
			.actorsAfter(2)
			.check(ConnectionLifecycleDrill.class);
	}

}

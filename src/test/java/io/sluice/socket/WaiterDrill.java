package io.sluice.socket;

import java.net.SocketTimeoutException;
import java.nio.channels.SelectionKey;
import java.util.concurrent.atomic.AtomicInteger;

import io.sluice.socket.Waiter.Effect;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.jetbrains.lincheck.datastructures.verifier.EpsilonVerifier;
import org.junit.jupiter.api.Test;

/**
 * {@link Waiter}: however a reading thread, the poller and others meet, what a waiter
 * says of its socket is true afterwards. What they return is not checked: it depends on
 * how they meet.
 */
public class WaiterDrill {

	private static final long PASSED = 1;

	private final SelectorModel socket = new SelectorModel();

	private final WakeableSelector selector = new WakeableSelector(this.socket);

	private final Waiter waiter = new Waiter(SelectionKey.OP_READ);

	private volatile boolean closed;

	/** Whether a listener waits in place of the reading thread. */
	private volatile boolean listening;

	private final AtomicInteger calls = new AtomicInteger();

	private final AtomicInteger waits = new AtomicInteger();

	@Operation(nonParallelGroup = "reader")
	public void await() {
		isWaitEnded(false);
	}

	@Operation(nonParallelGroup = "reader")
	public void listen() {
		if (!this.listening) {
			this.listening = true;
			this.waits.incrementAndGet();
			if (!this.waiter.await(this::call, this.socket.key(), this.selector)) {
				call();
			}
		}
	}

	private void call() {
		this.calls.incrementAndGet();
		this.listening = false;
	}

	@Operation(nonParallelGroup = "reader")
	public void awaitTurn() {
		isWaitEnded(true);
	}

	@Operation(nonParallelGroup = "reader")
	public void takeReady() {
		if (!this.listening) {
			this.waiter.takeReady();
		}
	}

	/** The socket is always ready. */
	@Operation(nonParallelGroup = "poller")
	public void look() {
		SelectionKey key = this.socket.key();
		if ((key.interestOps() & SelectionKey.OP_READ) != 0 && this.waiter.ready(key) == Effect.YIELDS) {
			this.waiter.setQueued();
		}
	}

	@Operation(nonParallelGroup = "poller")
	public void takeTurn() {
		this.waiter.takeTurn();
	}

	@Operation
	public void nudge() {
		this.waiter.nudge();
	}

	@Operation
	public void wake() {
		this.waiter.wake();
	}

	@Operation
	public void close() {
		this.waiter.close();
		this.closed = true;
	}

	@Validate
	public void nextWaitIsWatchedOrEndsAtOnce() {
		boolean watched = (this.socket.key().interestOps() & SelectionKey.OP_READ) != 0;
		int pending = this.waits.get() - this.calls.get();
		if (pending != (this.listening ? 1 : 0)) {
			throw new IllegalStateException("A listener is called twice, or never");
		}
		if (this.listening && (this.closed || !watched)) {
			throw new IllegalStateException("A listener waits, and nothing will call it");
		}
		if (this.closed && !isWaitEnded(false)) {
			throw new IllegalStateException("A wait goes on although the socket is closed");
		}
		if (!this.closed && !watched && !this.waiter.isUnwatched()) {
			throw new IllegalStateException("The next wait counts on a poller that does not look");
		}
	}

	private boolean isWaitEnded(boolean yielding) {
		if (this.listening) {
			return false;
		}
		try {
			this.waiter.await(this.socket.key(), this.selector, PASSED, yielding);
			return true;
		}
		catch (SocketTimeoutException ex) {
			return false;
		}
	}

	@Test
	void waiterSaysWhatIsTrueOfItsSocket() {
		new ModelCheckingOptions().verifier(EpsilonVerifier.class)
			.iterations(60)
			.invocationsPerIteration(300)
			.threads(2)
			.actorsBefore(2)
			.actorsPerThread(2)
			.actorsAfter(0)
			.check(WaiterDrill.class);
	}

}

package io.sluice.process;

import java.io.Flushable;
import java.io.IOException;
import java.net.SocketException;

import org.jspecify.annotations.Nullable;

/**
 * What one connection has taken of the budget for its input. Used by the connection's
 * thread unless a method says otherwise.
 */
public final class MemoryAccount extends MemoryWaiter {

	private final MemoryBudget budget;

	private long frames;

	/** Other threads may see what was true a moment ago. */
	private long tls;

	private Flushable beforeQueueing = () -> {
	};

	private Flushable whileQueued = this.beforeQueueing;

	/**
	 * An account with nothing in it.
	 * @param budget what is taken from
	 */
	public MemoryAccount(MemoryBudget budget) {
		this.budget = budget;
	}

	/**
	 * The budget that is taken from. Any thread.
	 */
	public MemoryBudget budget() {
		return this.budget;
	}

	/**
	 * Say what to do for a wait, on the thread that waits. What either throws ends the
	 * wait.
	 * @param before flushed before others have to wait for this one, so it may wait
	 * itself
	 * @param queued flushed whenever it is about to wait, and does not
	 */
	public void beforeWaiting(Flushable before, Flushable queued) {
		this.beforeQueueing = before;
		this.whileQueued = queued;
	}

	/**
	 * What TLS holds of it. Any thread.
	 * @return bytes
	 */
	public long tls() {
		return this.tls;
	}

	/**
	 * Whether no other connection has waited for longer.
	 */
	public boolean isFirst() {
		return this.budget.isTurnOf(this);
	}

	/**
	 * Take memory for the connection's input, unless others have waited for longer.
	 * @param kind what for
	 * @param bytes how much
	 * @return {@code false} where it does not fit, and is not to be allocated
	 */
	public boolean tryTake(MemoryKind kind, long bytes) {
		if (!isFirst() || !this.budget.tryTake(kind, bytes)) {
			return false;
		}
		count(kind, bytes);
		return true;
	}

	/**
	 * Take memory for the connection's input; waits until there is room.
	 * @param kind what for
	 * @param bytes how much
	 * @throws SocketException if the account is closed meanwhile
	 * @throws IOException what is thrown by what is done before the wait
	 */
	public void take(MemoryKind kind, long bytes) throws IOException {
		if (!tryTake(kind, bytes)) {
			await(kind, bytes, () -> tryTake(kind, bytes) ? kind : null);
		}
	}

	/**
	 * Wait until something can be taken.
	 * @param kind what for
	 * @param bytes how much is waited for
	 * @param attempt tries to take it
	 * @return what the attempt has taken
	 */
	public <T> T await(MemoryKind kind, long bytes, Attempt<T> attempt) throws IOException {
		this.beforeQueueing.flush();
		beginWait();
		this.budget.enqueue(this, kind, bytes);
		try {
			clearSignal();
			T taken = attempt.take();
			while (taken == null) {
				this.whileQueued.flush();
				park();
				clearSignal();
				taken = attempt.take();
			}
			return taken;
		}
		finally {
			endWait();
			this.budget.dequeue(this, kind, bytes);
		}
	}

	/**
	 * Give back what was taken.
	 * @param kind what it was for
	 * @param bytes how much
	 */
	public void release(MemoryKind kind, long bytes) {
		count(kind, -bytes);
		this.budget.release(kind, bytes);
	}

	/**
	 * A frame that was taken for is a message now, released by the part that has it then.
	 * @param bytes how much
	 */
	public void becomePayload(long bytes) {
		count(MemoryKind.FRAMES, -bytes);
		this.budget.move(MemoryKind.FRAMES, MemoryKind.PAYLOADS, bytes);
	}

	/**
	 * What is of another kind is held by what took it.
	 */
	private void count(MemoryKind kind, long bytes) {
		if (kind == MemoryKind.FRAMES) {
			this.frames += bytes;
		}
		else if (kind == MemoryKind.TLS) {
			this.tls += bytes;
		}
	}

	/**
	 * The connection's thread has ended: give back what it still holds.
	 */
	public void releaseAll() {
		release(MemoryKind.FRAMES, this.frames);
		release(MemoryKind.TLS, this.tls);
	}

	/**
	 * Tries to take memory.
	 *
	 * @param <T> what is made of it
	 */
	@FunctionalInterface
	public interface Attempt<T> {

		/**
		 * Try once.
		 * @return what has been taken, or {@code null} where there is no room
		 */
		@Nullable T take();

	}

}

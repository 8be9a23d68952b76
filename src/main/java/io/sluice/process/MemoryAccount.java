package io.sluice.process;

import java.io.IOException;
import java.net.SocketException;

import org.jspecify.annotations.Nullable;

/**
 * The memory that one connection has taken from the budget for its input. Used by the
 * connection's thread unless a method says otherwise.
 */
public final class MemoryAccount extends MemoryWaiter {

	private final MemoryBudget budget;

	private long frames;

	/** Not volatile: other threads may see a stale value. */
	private long tls;

	private WaitActions actions = WaitActions.NONE;

	/**
	 * Create an empty account.
	 * @param budget the budget to take memory from
	 */
	public MemoryAccount(MemoryBudget budget) {
		this.budget = budget;
	}

	/**
	 * The budget. Any thread.
	 */
	public MemoryBudget budget() {
		return this.budget;
	}

	/**
	 * Set the actions around a wait.
	 */
	public void onWait(WaitActions newActions) {
		this.actions = newActions;
	}

	/**
	 * The bytes that TLS holds. Any thread.
	 * @return bytes
	 */
	public long tls() {
		return this.tls;
	}

	/**
	 * Whether no other connection has waited longer.
	 */
	public boolean isFirst() {
		return this.budget.queue().isTurnOf(this);
	}

	/**
	 * Take memory for the connection's input, unless other connections have waited
	 * longer.
	 * @param kind the kind of memory
	 * @param bytes the number of bytes
	 * @return {@code false} if there is no room; the caller must not allocate then
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
	 * @param kind the kind of memory
	 * @param bytes the number of bytes
	 * @throws SocketException if the account is closed in the meantime
	 * @throws IOException an exception of an action around the wait
	 */
	public void take(MemoryKind kind, long bytes) throws IOException {
		if (!tryTake(kind, bytes)) {
			await(kind, bytes, () -> tryTake(kind, bytes) ? kind : null);
		}
	}

	/**
	 * Wait until an attempt succeeds. A connection that has to write in the meantime
	 * leaves the queue, because the others would wait for its client too.
	 * @param kind the kind of memory
	 * @param bytes the number of bytes awaited
	 * @param attempt tries to take the memory
	 * @return the result of the attempt
	 */
	public <T> T await(MemoryKind kind, long bytes, Attempt<T> attempt) throws IOException {
		T taken = null;
		while (taken == null) {
			this.actions.beforeQueueing();
			this.budget.queue().add(this, kind, bytes);
			try {
				taken = awaitSignals(attempt);
			}
			finally {
				this.budget.queue().remove(this, kind, bytes);
			}
		}
		return taken;
	}

	/**
	 * Wait in the same way for something other than memory. The thread that brings it
	 * about calls {@link #wake()}.
	 * @param attempt looks for it
	 * @return the result of the attempt
	 */
	public <T> T await(Attempt<T> attempt) throws IOException {
		T taken = null;
		while (taken == null) {
			this.actions.beforeQueueing();
			taken = awaitSignals(attempt);
		}
		return taken;
	}

	/**
	 * @return {@code null} if {@link WaitActions#beforeQueueing()} is due again
	 */
	private <T> @Nullable T awaitSignals(Attempt<T> attempt) throws IOException {
		beginWait();
		try {
			clearSignal();
			T taken = attempt.take();
			while (taken == null && this.actions.beforePark()) {
				park();
				clearSignal();
				taken = attempt.take();
			}
			return taken;
		}
		finally {
			endWait();
		}
	}

	/**
	 * Release memory.
	 * @param kind the kind of memory
	 * @param bytes the number of bytes
	 */
	public void release(MemoryKind kind, long bytes) {
		count(kind, -bytes);
		this.budget.release(kind, bytes);
	}

	/**
	 * Turn the charge for a frame into the charge for a payload. The part that holds the
	 * payload releases it.
	 * @param bytes the number of bytes
	 */
	public void becomePayload(long bytes) {
		count(MemoryKind.FRAMES, -bytes);
		this.budget.move(MemoryKind.FRAMES, MemoryKind.PAYLOADS, bytes);
	}

	/**
	 * Memory of any other kind is released by the part that has taken it.
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
	 * Release all memory of the connection, because its thread has ended.
	 */
	public void releaseAll() {
		release(MemoryKind.FRAMES, this.frames);
		release(MemoryKind.TLS, this.tls);
	}

	/**
	 * The actions around a wait. They run on the thread that waits, and an exception ends
	 * the wait.
	 */
	public interface WaitActions {

		/** No actions. */
		WaitActions NONE = new WaitActions() {
		};

		/**
		 * Called while the thread is not queued. May block.
		 */
		default void beforeQueueing() throws IOException {
		}

		/**
		 * Called before each park, with the thread in the queue. Does not block.
		 * @return {@code false} if {@link #beforeQueueing()} must be called once more
		 * before the thread parks
		 */
		default boolean beforePark() throws IOException {
			return true;
		}

	}

	/**
	 * An attempt to take memory.
	 *
	 * @param <T> the type of the result
	 */
	@FunctionalInterface
	public interface Attempt<T> {

		/**
		 * Try once.
		 * @return the result, or {@code null} if there is no room
		 */
		@Nullable T take();

	}

}

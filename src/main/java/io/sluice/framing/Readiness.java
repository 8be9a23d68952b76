package io.sluice.framing;

import java.io.IOException;

import io.sluice.process.MemoryAccount;
import io.sluice.process.MemoryKind;

/**
 * Waits for what a {@link FrameInput} needs: input and memory. While it waits for input,
 * the input holds no large buffer.
 */
@FunctionalInterface
public interface Readiness {

	/**
	 * Wait until there is input.
	 * @param insideFrame whether a frame has begun and is not complete
	 * @return {@code false} if only a read can wait
	 * @throws IOException if the connection breaks, or must not wait any longer
	 */
	boolean await(boolean insideFrame) throws IOException;

	/**
	 * Record that bytes of a message were dropped.
	 */
	default void recordDrop() {
	}

	/**
	 * Restart the deadline of the current frame.
	 */
	default void restartDeadline() {
	}

	/**
	 * {@return whether this side has ended the input, so that its end is not the peer's}
	 */
	default boolean isCutShort() {
		return false;
	}

	/**
	 * Wait until there is room for the input.
	 * @param memory the connection's account
	 * @param kind the kind of memory: {@code PAYLOADS} for a complete frame
	 * @param bytes the number of bytes awaited
	 * @param attempt tries to take the memory
	 * @param <T> the type of the result
	 * @return the result of the attempt
	 * @throws IOException if the connection breaks, or must not wait any longer
	 */
	default <T> T await(MemoryAccount memory, MemoryKind kind, int bytes, MemoryAccount.Attempt<T> attempt)
			throws IOException {
		return memory.await(kind, bytes, attempt);
	}

}

package io.sluice.framing;

import java.io.IOException;

import io.sluice.process.BufferPool;
import io.sluice.process.MemoryAccount;
import io.sluice.process.MemoryBudget;
import io.sluice.process.MemoryKind;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * Where a connection's input has its arrays from. What is over {@value #SMALL} bytes is
 * of the pool, or is counted. Used by one thread.
 */
@RequiredArgsConstructor
final class FrameBuffers {

	/** The bytes of the one array that each connection may have without being asked. */
	static final int SMALL = 256;

	static final byte[] NONE = {};

	private final FrameInput.Readiness readiness;

	private final MemoryAccount memory;

	private final BufferPool<byte[]> pool;

	/** Kept once there has been one. */
	private byte[] small = NONE;

	/** What was counted for the latest message. */
	private int payload;

	/**
	 * The small one, for reads that may wait and for when there is room for nothing else.
	 */
	byte[] small() {
		if (this.small.length == 0) {
			this.small = new byte[SMALL];
		}
		return this.small;
	}

	/**
	 * Take an array.
	 * @param least the bytes that are needed
	 * @param most the bytes that do as well where there is no room for a pooled one
	 * @return {@code null} where there is no room
	 */
	byte @Nullable [] tryTake(int least, int most) {
		if (least > BufferPool.SIZE) {
			return tryTakeExactly(least);
		}
		byte[] kept = this.pool.takeKept();
		if (kept == null && this.memory.isFirst()) {
			kept = this.pool.take();
		}
		// of another length than the pool's, by which they are told apart
		return (kept != null || most <= SMALL) ? kept : tryTakeExactly((most == BufferPool.SIZE) ? most + 1 : most);
	}

	/**
	 * Take an array that is larger than the one at hand; waits until there is room.
	 * @param least the bytes that are needed
	 * @param most the bytes that do as well where there is no room for a pooled one
	 */
	byte[] take(int least, int most) throws IOException {
		byte[] taken = tryTake(least, most);
		return (taken != null) ? taken : this.readiness.await(this.memory, MemoryKind.FRAMES, Math.min(least, most),
				() -> tryTake(least, most));
	}

	/**
	 * Take an array that is no larger than needed; waits until there is room.
	 */
	byte[] takeExactly(int length) throws IOException {
		byte[] made = tryTakeExactly(length);
		return (made != null) ? made
				: this.readiness.await(this.memory, MemoryKind.FRAMES, length, () -> tryTakeExactly(length));
	}

	/**
	 * Take an array that is no larger than needed, if there is room.
	 * @return {@code null} where there is none
	 */
	byte @Nullable [] tryTakeExactly(int length) {
		return (length <= SMALL || this.memory.tryTake(MemoryKind.FRAMES, length)) ? new byte[length] : null;
	}

	/**
	 * Let go of an array.
	 * @param buffer what was taken
	 */
	void release(byte[] buffer) {
		if (buffer.length == BufferPool.SIZE) {
			this.pool.giveBack(buffer);
		}
		else {
			releaseExact(buffer.length);
		}
	}

	/**
	 * Let go of an array that was taken exactly.
	 */
	void releaseExact(int length) {
		if (length > SMALL) {
			this.memory.release(MemoryKind.FRAMES, length);
		}
	}

	/**
	 * Count a message that is about to be copied out; waits until there is room.
	 * @param length its bytes
	 */
	void takePayload(int length) throws IOException {
		MemoryBudget budget = this.memory.budget();
		if (budget.isWorthCounting(length)) {
			if (!budget.tryTake(MemoryKind.PAYLOADS, length)) {
				this.readiness.await(this.memory, MemoryKind.PAYLOADS, length,
						() -> budget.tryTake(MemoryKind.PAYLOADS, length) ? budget : null);
			}
			this.payload = length;
		}
	}

	/**
	 * An array that was taken exactly is the message. What is counted for it stays so: to
	 * wait for it again would hold it uncounted.
	 */
	void becomePayload(byte[] message) {
		if (!this.memory.budget().isWorthCounting(message.length)) {
			releaseExact(message.length);
			return;
		}
		this.memory.becomePayload(message.length);
		this.payload = message.length;
	}

	/**
	 * Give back what was counted for a message that was not taken.
	 */
	void close() {
		this.memory.budget().release(MemoryKind.PAYLOADS, takePayloadCharge());
	}

	/**
	 * Hand over what was counted for the latest message.
	 * @return bytes, to release with the message
	 */
	int takePayloadCharge() {
		int taken = this.payload;
		this.payload = 0;
		return taken;
	}

}

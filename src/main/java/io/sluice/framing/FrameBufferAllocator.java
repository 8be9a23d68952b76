package io.sluice.framing;

import java.io.IOException;

import io.sluice.process.BufferPool;
import io.sluice.process.MemoryAccount;
import io.sluice.process.MemoryBudget;
import io.sluice.process.MemoryKind;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * Provides the arrays of a connection's input. An array over {@value #SMALL} bytes comes
 * from the pool, or is charged. Used by one thread.
 */
@RequiredArgsConstructor
final class FrameBufferAllocator {

	/** The size of the one array that each connection may have without a charge. */
	static final int SMALL = 256;

	static final byte[] NONE = {};

	private final Readiness readiness;

	private final MemoryAccount memory;

	private final BufferPool<byte[]> pool;

	/** The small array; kept once it has been created. */
	private byte[] small = NONE;

	/** The bytes charged for the latest message. */
	private int payload;

	/**
	 * The small array, for reads that may wait, and for a connection that gets no more
	 * memory.
	 */
	byte[] small() {
		if (this.small.length == 0) {
			this.small = new byte[SMALL];
		}
		return this.small;
	}

	/**
	 * Take an array.
	 * @param least the smallest size that is enough
	 * @param most the size to allocate if there is no pooled array
	 * @return {@code null} if there is no room
	 */
	byte @Nullable [] tryTake(int least, int most) {
		if (least > BufferPool.SIZE) {
			return tryTakeExactly(least);
		}
		byte[] kept = this.pool.takeKept();
		if (kept == null && this.memory.isFirst()) {
			kept = this.pool.take();
		}
		// the length must differ from the pool's, because the length distinguishes the
		// two
		return (kept != null || most <= SMALL) ? kept : tryTakeExactly((most == BufferPool.SIZE) ? most + 1 : most);
	}

	/**
	 * Take an array that is larger than the current one; waits until there is room.
	 * @param least the smallest size that is enough
	 * @param most the size to allocate if there is no pooled array
	 */
	byte[] take(int least, int most) throws IOException {
		byte[] taken = tryTake(least, most);
		return (taken != null) ? taken : this.readiness.await(this.memory, MemoryKind.FRAMES, Math.min(least, most),
				() -> tryTake(least, most));
	}

	/**
	 * Take an array of exactly this length; waits until there is room.
	 */
	byte[] takeExactly(int length) throws IOException {
		byte[] made = tryTakeExactly(length);
		return (made != null) ? made
				: this.readiness.await(this.memory, MemoryKind.FRAMES, length, () -> tryTakeExactly(length));
	}

	/**
	 * Take an array of exactly this length, if there is room.
	 * @return {@code null} if there is no room
	 */
	byte @Nullable [] tryTakeExactly(int length) {
		return (length <= SMALL || this.memory.tryTake(MemoryKind.FRAMES, length)) ? new byte[length] : null;
	}

	/**
	 * Release an array.
	 * @param buffer an array of this allocator
	 */
	void release(byte[] buffer) {
		if (buffer.length == BufferPool.SIZE) {
			this.pool.release(buffer);
		}
		else {
			releaseExact(buffer.length);
		}
	}

	/**
	 * Release an array that was taken with its exact length.
	 */
	void releaseExact(int length) {
		if (length > SMALL) {
			this.memory.release(MemoryKind.FRAMES, length);
		}
	}

	/**
	 * Charge a message before it is copied; waits until there is room. A decoder may copy
	 * more than once: only the latest copy is charged.
	 * @param length the length of the message
	 */
	void takePayload(int length) throws IOException {
		MemoryBudget budget = this.memory.budget();
		if (budget.isWorthCounting(length)) {
			releasePayload();
			if (!budget.tryTake(MemoryKind.PAYLOADS, length)) {
				this.readiness.await(this.memory, MemoryKind.PAYLOADS, length,
						() -> budget.tryTake(MemoryKind.PAYLOADS, length) ? budget : null);
			}
			this.payload = length;
		}
	}

	/**
	 * Turn an array that was taken with its exact length into the message. Its charge is
	 * kept: to release it and wait again would leave the array uncharged in between.
	 */
	void becomePayload(byte[] message) {
		if (!this.memory.budget().isWorthCounting(message.length)) {
			releaseExact(message.length);
			return;
		}
		releasePayload();
		this.memory.becomePayload(message.length);
		this.payload = message.length;
	}

	/**
	 * Release the charge for a message that was not taken.
	 */
	void close() {
		releasePayload();
	}

	private void releasePayload() {
		if (this.payload > 0) {
			this.memory.budget().release(MemoryKind.PAYLOADS, takePayloadCharge());
		}
	}

	/**
	 * Take over the charge for the latest message.
	 * @return bytes, which the caller must release with the message
	 */
	int takePayloadCharge() {
		int taken = this.payload;
		this.payload = 0;
		return taken;
	}

}

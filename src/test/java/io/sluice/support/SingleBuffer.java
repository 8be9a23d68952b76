package io.sluice.support;

import io.sluice.process.BufferPool;
import io.sluice.process.MemoryBudget;
import java.util.function.Supplier;

/**
 * A pool that has one buffer so far, which shows whether somebody holds it.
 *
 * @param <B> what the pool's buffers are
 */
public final class SingleBuffer<B> {

	private final BufferPool<B> pool;

	private final B only;

	public SingleBuffer(Supplier<B> maker) {
		this.pool = new BufferPool<>(maker, MemoryBudget.UNLIMITED);
		this.only = this.pool.take();
		this.pool.release(this.only);
	}

	public static SingleBuffer<byte[]> array() {
		return new SingleBuffer<>(() -> new byte[BufferPool.SIZE]);
	}

	public BufferPool<B> pool() {
		return this.pool;
	}

	/**
	 * Whether the buffer is in the pool.
	 */
	public boolean isFree() {
		B taken = this.pool.take();
		boolean free = taken == this.only;
		if (free) {
			this.pool.release(taken);
		}
		return free;
	}

}

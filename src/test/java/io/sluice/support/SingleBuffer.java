package io.sluice.support;

import java.util.function.Supplier;

import io.sluice.framing.BufferPool;

/**
 * A pool that has one buffer so far, which shows whether somebody holds it.
 *
 * @param <B> what the pool's buffers are
 */
public final class SingleBuffer<B> {

	private final BufferPool<B> pool;

	private final B only;

	public SingleBuffer(Supplier<B> maker) {
		this.pool = new BufferPool<>(maker);
		this.only = this.pool.take();
		this.pool.giveBack(this.only);
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
			this.pool.giveBack(taken);
		}
		return free;
	}

}

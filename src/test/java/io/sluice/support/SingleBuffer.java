package io.sluice.support;

import io.sluice.framing.BufferPool;

/**
 * A pool that has one buffer so far, which shows whether somebody holds it.
 */
public final class SingleBuffer {

	private final BufferPool pool = new BufferPool();

	private final byte[] only = this.pool.take();

	public SingleBuffer() {
		this.pool.giveBack(this.only);
	}

	public BufferPool pool() {
		return this.pool;
	}

	/**
	 * Whether the buffer is in the pool.
	 */
	public boolean isFree() {
		byte[] taken = this.pool.take();
		boolean free = taken == this.only;
		if (free) {
			this.pool.giveBack(taken);
		}
		return free;
	}

}

package io.sluice.framing;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Large buffers. Few are in use at any time, as a connection has one only while there is
 * something in it; so all connections share them, and those few stay in the processor's
 * caches. Any thread.
 */
public final class BufferPool {

	/** The one of the process, as its caches are. */
	public static final BufferPool SHARED = new BufferPool();

	/** The bytes that a buffer of the pool has. */
	public static final int SIZE = 64 * 1024;

	/** 4 MB at most. */
	private static final int KEPT = 64;

	/** Filled from the front, where those lie that were used a moment ago. */
	private final AtomicReferenceArray<byte[]> kept = new AtomicReferenceArray<>(KEPT);

	/**
	 * Take a buffer.
	 * @return {@value #SIZE} bytes, with whatever they were left with
	 */
	public byte[] take() {
		for (int i = 0; i < KEPT; i++) {
			byte[] buffer = this.kept.getPlain(i);
			if (buffer != null && this.kept.compareAndSet(i, buffer, null)) {
				return buffer;
			}
		}
		return new byte[SIZE];
	}

	/**
	 * Give a buffer back, which is not used any more from now on.
	 * @param buffer what was taken; anything else is let go of
	 */
	public void giveBack(byte[] buffer) {
		if (buffer.length != SIZE) {
			return;
		}
		for (int i = 0; i < KEPT; i++) {
			if (this.kept.getPlain(i) == null && this.kept.compareAndSet(i, null, buffer)) {
				return;
			}
		}
	}

}

package io.sluice.framing;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;

/**
 * Large buffers. Few are in use at any time, as a connection has one only while there is
 * something in it; so all connections share them, and those few stay in the processor's
 * caches. Any thread.
 *
 * @param <B> an array, or what else holds {@value #SIZE} bytes
 */
public final class BufferPool<B> {

	/** The bytes that a buffer of a pool has. */
	public static final int SIZE = 64 * 1024;

	/** So many buffers at most wait to be taken again, 4 MB. */
	public static final int KEPT = 64;

	/** The arrays of the process, as its caches are. */
	public static final BufferPool<byte[]> ARRAYS = new BufferPool<>(() -> new byte[SIZE]);

	private final Supplier<B> maker;

	/** Filled from the front, where those lie that were used a moment ago. */
	private final AtomicReferenceArray<B> kept = new AtomicReferenceArray<>(KEPT);

	/**
	 * A pool without any buffers yet.
	 * @param maker makes one where none is kept
	 */
	public BufferPool(Supplier<B> maker) {
		this.maker = maker;
	}

	/**
	 * Take a buffer.
	 * @return {@value #SIZE} bytes, with whatever they were left with
	 */
	public B take() {
		for (int i = 0; i < KEPT; i++) {
			B buffer = this.kept.getPlain(i);
			if (buffer != null && this.kept.compareAndSet(i, buffer, null)) {
				return buffer;
			}
		}
		return this.maker.get();
	}

	/**
	 * Give a buffer back, which is not used any more from now on.
	 * @param buffer what was taken
	 * @return {@code false} where it is let go of, as enough are kept
	 */
	public boolean giveBack(B buffer) {
		for (int i = 0; i < KEPT; i++) {
			if (this.kept.getPlain(i) == null && this.kept.compareAndSet(i, null, buffer)) {
				return true;
			}
		}
		return false;
	}

}

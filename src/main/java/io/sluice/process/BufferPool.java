package io.sluice.process;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * A pool of large buffers that all connections share. A connection has a buffer only
 * while there is something in it, so few are in use at any time, and those few stay in
 * the processor's caches. Buffers up to the pool's size are free; each further buffer in
 * use is charged. Any thread.
 *
 * @param <B> an array, or another type with {@value #SIZE} bytes
 */
public final class BufferPool<B> {

	/** The size of a buffer in bytes. */
	public static final int SIZE = 64 * 1024;

	/** The largest number of unused buffers that the pool keeps: 4 MB. */
	public static final int KEPT = 64;

	private final Supplier<B> maker;

	private final @Nullable Payer payer;

	/**
	 * The unused buffers. The latest ones are at the front, because they may still be in
	 * the caches.
	 */
	private final AtomicReferenceArray<B> kept = new AtomicReferenceArray<>(KEPT);

	/** The number of buffers, kept and taken. */
	private final AtomicInteger made = new AtomicInteger();

	/**
	 * Create an empty pool.
	 * @param maker creates a buffer if none is kept
	 * @param payer pays for buffers beyond the kept ones; {@code null} for a pool that
	 * never has more
	 */
	public BufferPool(Supplier<B> maker, @Nullable Payer payer) {
		this.maker = maker;
		this.payer = payer;
	}

	/**
	 * Take a buffer.
	 * @return {@value #SIZE} bytes with undefined content, or {@code null} if there is no
	 * memory for another buffer
	 */
	public @Nullable B take() {
		B buffer = takeKept();
		return (buffer != null) ? buffer : make();
	}

	/**
	 * Take a kept buffer.
	 * @return {@code null} if all of them are in use
	 */
	public @Nullable B takeKept() {
		for (int i = 0; i < KEPT; i++) {
			B buffer = this.kept.getPlain(i);
			if (buffer != null && this.kept.compareAndSet(i, buffer, null)) {
				return buffer;
			}
		}
		return null;
	}

	private @Nullable B make() {
		if (!count()) {
			return null;
		}
		B buffer = null;
		try {
			buffer = this.maker.get();
			return buffer;
		}
		catch (OutOfMemoryError ex) {
			if (this.payer != null) {
				throw ex;
			}
			// other buffers use all memory outside the heap, so a new attempt fails as
			// well
			return null;
		}
		finally {
			if (buffer == null && this.payer != null) {
				uncount();
			}
		}
	}

	/**
	 * Count one more buffer, and pay for it if it is beyond the kept ones.
	 */
	private boolean count() {
		while (true) {
			int before = this.made.get();
			if (before >= KEPT && (this.payer == null || !this.payer.tryPay(SIZE))) {
				return false;
			}
			if (this.made.compareAndSet(before, before + 1)) {
				return true;
			}
			if (before >= KEPT) {
				refund();
			}
		}
	}

	private void uncount() {
		if (this.made.getAndDecrement() > KEPT) {
			refund();
		}
	}

	private void refund() {
		if (this.payer != null) {
			this.payer.refund(SIZE);
		}
	}

	/**
	 * Release a buffer. The caller must not use it afterwards.
	 * @param buffer a buffer of this pool
	 */
	public void release(B buffer) {
		for (int i = 0; i < KEPT; i++) {
			if (this.kept.getPlain(i) == null && this.kept.compareAndSet(i, null, buffer)) {
				if (this.payer != null) {
					this.payer.signalRelease();
				}
				return;
			}
		}
		uncount();
	}

	/**
	 * Pays for the buffers of a pool beyond those that it keeps.
	 */
	public interface Payer {

		/**
		 * Pay for one more buffer.
		 * @param bytes its size
		 * @return {@code false} if there is no memory for it
		 */
		boolean tryPay(int bytes);

		/**
		 * Refund a buffer that was paid for.
		 * @param bytes its size
		 */
		void refund(int bytes);

		/**
		 * A buffer in use has become free.
		 */
		void signalRelease();

	}

}

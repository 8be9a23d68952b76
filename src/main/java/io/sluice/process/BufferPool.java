package io.sluice.process;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Large buffers. Few are in use at any time, as a connection has one only while there is
 * something in it; so all connections share them, and those few stay in the processor's
 * caches. As many as are kept cost nothing; each one more that is in use is paid for. Any
 * thread.
 *
 * @param <B> an array, or what else holds {@value #SIZE} bytes
 */
public final class BufferPool<B> {

	/** The bytes that a buffer of a pool has. */
	public static final int SIZE = 64 * 1024;

	/** So many buffers at most wait to be taken again, 4 MB. */
	public static final int KEPT = 64;

	private final Supplier<B> maker;

	private final @Nullable Payer payer;

	/** Filled from the front, where those lie that were used a moment ago. */
	private final AtomicReferenceArray<B> kept = new AtomicReferenceArray<>(KEPT);

	/** How many there are, kept and taken. */
	private final AtomicInteger made = new AtomicInteger();

	/**
	 * A pool without any buffers yet.
	 * @param maker makes one where none is kept
	 * @param payer pays for those beyond the kept ones; {@code null} for a pool that
	 * never has more
	 */
	public BufferPool(Supplier<B> maker, @Nullable Payer payer) {
		this.maker = maker;
		this.payer = payer;
	}

	/**
	 * Take a buffer.
	 * @return {@value #SIZE} bytes, with whatever they were left with, or {@code null}
	 * where there is no room for one more
	 */
	public @Nullable B take() {
		B buffer = takeKept();
		return (buffer != null) ? buffer : make();
	}

	/**
	 * Take a buffer if one is kept.
	 * @return {@code null} where all of them are in use
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
			// others have what there is outside the heap: no use to try again
			return null;
		}
		finally {
			if (buffer == null && this.payer != null) {
				forget();
			}
		}
	}

	/**
	 * Count one more, and pay for it where that is more than are kept.
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

	private void forget() {
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
	 * Give a buffer back, which is not used any more from now on.
	 * @param buffer what was taken
	 */
	public void giveBack(B buffer) {
		for (int i = 0; i < KEPT; i++) {
			if (this.kept.getPlain(i) == null && this.kept.compareAndSet(i, null, buffer)) {
				if (this.payer != null) {
					this.payer.bufferReturned();
				}
				return;
			}
		}
		forget();
	}

	/**
	 * Pays for the buffers that a pool has beyond those that it keeps.
	 */
	public interface Payer {

		/**
		 * Pay for one more.
		 * @param bytes its size
		 * @return {@code false} where there is no room for it
		 */
		boolean tryPay(int bytes);

		/**
		 * One that was paid for is no more.
		 * @param bytes its size
		 */
		void refund(int bytes);

		/**
		 * One can be taken again that was in use.
		 */
		void bufferReturned();

	}

}

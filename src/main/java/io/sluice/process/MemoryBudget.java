package io.sluice.process;

import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * The memory that clients can make the process hold. It is asked for when memory is
 * taken, and not afterwards: what does not fit is not allocated. Any thread.
 * <p>
 * Input waits for room, its bytes in the operating system. What has to be held for a
 * request to end, a payload or a reply, may exceed the budget by an eighth each:
 * otherwise half frames could fill it, and nothing that frees memory would go on.
 */
public final class MemoryBudget implements BufferPool.Payer {

	/** For whatever has no clients: a client's own connections, for one. */
	public static final MemoryBudget UNLIMITED = new MemoryBudget(Long.MAX_VALUE / 4);

	/** A payload or reply that is not worth counting while much is free. */
	private static final int SMALL = 8 * 1024;

	/** One that never is. */
	private static final int TINY = 512;

	/** Which part of the budget may be used for that. */
	private static final int MUCH_FREE = 4;

	/** Which part of the budget payloads, and replies, may have beyond it. */
	private static final int RESERVE = 8;

	/** Which part is not for new connections. */
	private static final int HEADROOM = 16;

	private final long max;

	private final AtomicLong used = new AtomicLong();

	/** Of every kind; not changed once it is filled. */
	private final Map<MemoryKind, AtomicLong> byKind = new EnumMap<>(MemoryKind.class);

	/** How often a wait for a new connection looks again. */
	private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

	/** Connections that wait for room, the longest first. */
	private final Queue<MemoryWaiter> waiting = new ConcurrentLinkedQueue<>();

	/** The same with those that wait to end: the reserve is not for the others. */
	private final Queue<MemoryWaiter> waitingToEnd = new ConcurrentLinkedQueue<>();

	/** The bytes that are waited for. */
	private final AtomicLong wanted = new AtomicLong();

	/**
	 * The most that a reply was refused, since the last look; no more than the reserve,
	 * as others lose what they hold for that.
	 */
	private final AtomicLong refused = new AtomicLong();

	private final Buffers buffers = new Buffers(this);

	/**
	 * A budget of which nothing is used.
	 * @param max bytes
	 */
	public MemoryBudget(long max) {
		this.max = max;
		for (MemoryKind kind : MemoryKind.values()) {
			this.byKind.put(kind, new AtomicLong());
		}
	}

	/**
	 * How much there is.
	 * @return bytes
	 */
	public long max() {
		return this.max;
	}

	/**
	 * How much is used; may exceed {@link #max()} by a quarter.
	 * @return bytes
	 */
	public long used() {
		return this.used.get();
	}

	/**
	 * How much of it is used for one kind.
	 * @param kind the kind
	 * @return bytes
	 */
	public long used(MemoryKind kind) {
		return counter(kind).get();
	}

	/**
	 * The large buffers that are paid for from this budget.
	 */
	public Buffers buffers() {
		return this.buffers;
	}

	/**
	 * Whether something waits for room, or more is used than there is.
	 */
	public boolean isShort() {
		return shortage(0) > 0;
	}

	/**
	 * How much has to be released for everything that waits.
	 * @param more what else there is to be room for
	 * @return bytes
	 */
	public long shortage(long more) {
		long asked = this.wanted.get() + this.used.get() + more - this.max;
		return Math.max(0, asked);
	}

	/**
	 * Whether a payload or reply is to be counted. Where much is free, only large ones
	 * are; but thousands of connections with one of a few kilobytes each would fill the
	 * heap.
	 * @param bytes its length
	 */
	public boolean isWorthCounting(int bytes) {
		return bytes > SMALL || (bytes > TINY && this.used.get() > this.max / MUCH_FREE);
	}

	/**
	 * Take memory that is about to be allocated.
	 * @param kind what for
	 * @param bytes how much
	 * @return {@code false} where it does not fit, and is not to be allocated
	 */
	public boolean tryTake(MemoryKind kind, long bytes) {
		long before = this.used.get();
		while (before + bytes <= this.max || isReserved(kind, bytes)) {
			if (this.used.compareAndSet(before, before + bytes)) {
				counter(kind).addAndGet(bytes);
				return true;
			}
			before = this.used.get();
		}
		if (kind == MemoryKind.REPLIES) {
			// unlike the others it does not wait, and so is seen nowhere else
			this.refused.accumulateAndGet(Math.min(bytes, this.max / RESERVE), Math::max);
		}
		return false;
	}

	/**
	 * How much there is to be room for as a reply was refused since the last call.
	 * @return bytes, or 0 where none was
	 */
	public long takeRefused() {
		return (this.refused.get() > 0) ? this.refused.getAndSet(0) : 0;
	}

	private AtomicLong counter(MemoryKind kind) {
		return Objects.requireNonNull(this.byKind.get(kind));
	}

	private boolean isReserved(MemoryKind kind, long bytes) {
		return (kind == MemoryKind.PAYLOADS || kind == MemoryKind.REPLIES) && used(kind) + bytes <= this.max / RESERVE;
	}

	/**
	 * Give back what was taken.
	 * @param kind what it was for
	 * @param bytes how much
	 */
	public void release(MemoryKind kind, long bytes) {
		counter(kind).addAndGet(-bytes);
		this.used.addAndGet(-bytes);
		wakeFirst();
	}

	@Override
	public boolean tryPay(int bytes) {
		return tryTake(MemoryKind.BUFFERS, bytes);
	}

	@Override
	public void refund(int bytes) {
		release(MemoryKind.BUFFERS, bytes);
	}

	@Override
	public void bufferReturned() {
		wakeFirst();
	}

	/**
	 * What was taken for one kind is held for another from now on.
	 * @param from the kind that it was taken for
	 * @param to the kind that it is for now
	 * @param bytes how much
	 */
	void move(MemoryKind from, MemoryKind to, long bytes) {
		counter(from).addAndGet(-bytes);
		counter(to).addAndGet(bytes);
	}

	/**
	 * Wait for room for a new connection, without taking it. A sixteenth of the budget is
	 * left to the connections there are: otherwise they could fill it, and none of them
	 * would have room for a handshake.
	 * @param bytes what the connection is charged
	 * @param patienceNanos how long to wait
	 * @return whether there is room
	 */
	public boolean awaitRoom(long bytes, long patienceNanos) {
		if (hasRoom(bytes)) {
			return true;
		}
		long needed = bytes + this.max / HEADROOM;
		this.wanted.addAndGet(needed);
		try {
			long deadline = System.nanoTime() + patienceNanos;
			long left = patienceNanos;
			while (!hasRoom(bytes) && left > 0 && !Thread.currentThread().isInterrupted()) {
				LockSupport.parkNanos(this, Math.min(left, PATIENCE_NANOS));
				left = deadline - System.nanoTime();
			}
			return hasRoom(bytes);
		}
		finally {
			this.wanted.addAndGet(-needed);
		}
	}

	private boolean hasRoom(long bytes) {
		return this.used.get() + bytes <= this.max - this.max / HEADROOM;
	}

	/**
	 * Whether nothing waits but what asks.
	 */
	boolean isTurnOf(MemoryWaiter waiter) {
		MemoryWaiter first = this.waiting.peek();
		return first == null || first == waiter;
	}

	void enqueue(MemoryWaiter waiter, MemoryKind kind, long bytes) {
		this.wanted.addAndGet(bytes);
		queue(kind).add(waiter);
	}

	void dequeue(MemoryWaiter waiter, MemoryKind kind, long bytes) {
		queue(kind).remove(waiter);
		this.wanted.addAndGet(-bytes);
		wakeFirst();
	}

	private Queue<MemoryWaiter> queue(MemoryKind kind) {
		return (kind == MemoryKind.PAYLOADS) ? this.waitingToEnd : this.waiting;
	}

	/**
	 * Let the ones that have waited longest look again. Called where there may be room.
	 */
	private void wakeFirst() {
		if (this.wanted.get() > 0) {
			wake(this.waitingToEnd.peek());
			wake(this.waiting.peek());
		}
	}

	private static void wake(@Nullable MemoryWaiter first) {
		if (first != null) {
			first.wake();
		}
	}

	/**
	 * The large buffers of a process.
	 */
	public static final class Buffers {

		private final BufferPool<byte[]> arrays;

		private final BufferPool<ByteBuffer> heap;

		private final BufferPool<ByteBuffer> direct;

		private Buffers(MemoryBudget budget) {
			this.arrays = new BufferPool<>(() -> new byte[BufferPool.SIZE], budget);
			this.heap = new BufferPool<>(() -> ByteBuffer.allocate(BufferPool.SIZE), budget);
			// -Xmx does not bound these: there are never more than are kept
			this.direct = new BufferPool<>(() -> ByteBuffer.allocateDirect(BufferPool.SIZE), null);
		}

		/**
		 * For input.
		 */
		public BufferPool<byte[]> arrays() {
			return this.arrays;
		}

		/**
		 * For output that is read as an array, as TLS does.
		 */
		public BufferPool<ByteBuffer> heap() {
			return this.heap;
		}

		/**
		 * For output that the operating system takes as it is; 4 MB at the most.
		 */
		public BufferPool<ByteBuffer> direct() {
			return this.direct;
		}

	}

}

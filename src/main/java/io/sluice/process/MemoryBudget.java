package io.sluice.process;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * The memory that clients can make the process hold. Memory is charged before it is
 * allocated: what does not fit is not allocated. Any thread.
 * <p>
 * Input waits for room, while its bytes stay in the operating system. Payloads and
 * replies are needed to end a request, so each may exceed the budget by an eighth.
 * Otherwise half-read frames could fill the budget, and no request could end and release
 * memory.
 */
public final class MemoryBudget implements BufferPool.Payer {

	/** A budget for connections outside the gateway, such as those of a client. */
	public static final MemoryBudget UNLIMITED = new MemoryBudget(Long.MAX_VALUE / 4);

	/**
	 * The size up to which a payload or reply is not charged while much memory is free.
	 */
	private static final int SMALL = 8 * 1024;

	/** The size up to which a payload or reply is never charged. */
	private static final int TINY = 512;

	/** The divisor of the budget that gives the limit of "much is free". */
	private static final int MUCH_FREE = 4;

	/** The divisor of the budget that gives the reserve of payloads, and of replies. */
	private static final int RESERVE = 8;

	/** The divisor of the budget that gives the part closed to new connections. */
	private static final int HEADROOM = 16;

	/**
	 * The divisor of the budget that gives what is released for new connections at once.
	 * Their number in the backlog is unknown. With less, new connections wait for half a
	 * minute behind an attack.
	 */
	private static final int NEW_CONNECTIONS = 4;

	/** The time between two checks of a wait for a new connection. */
	private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

	private volatile long max;

	private final AtomicLong used = new AtomicLong();

	/** The used bytes of every kind; the map is not changed once it is filled. */
	private final Map<MemoryKind, AtomicLong> byKind = new EnumMap<>(MemoryKind.class);

	private final MemoryQueue queue = new MemoryQueue();

	/**
	 * The largest reply refused since the last sweep. Bounded by the reserve, because
	 * other connections are closed to make this room.
	 */
	private final AtomicLong refused = new AtomicLong();

	private final BufferPools buffers = BufferPools.paidBy(this);

	/**
	 * Create an unused budget.
	 * @param max the size in bytes
	 */
	public MemoryBudget(long max) {
		this.max = max;
		for (MemoryKind kind : MemoryKind.values()) {
			this.byKind.put(kind, new AtomicLong());
		}
	}

	/**
	 * The size of the budget.
	 * @return bytes
	 */
	public long max() {
		return this.max;
	}

	/**
	 * Change the size. What is in use stays in use, even if it is more.
	 * @param bytes the size in bytes
	 */
	public void resize(long bytes) {
		this.max = bytes;
		this.queue.wakeFirst();
	}

	/**
	 * The bytes in use; may exceed {@link #max()} by a quarter.
	 * @return bytes
	 */
	public long used() {
		return this.used.get();
	}

	/**
	 * The bytes in use for one kind.
	 * @param kind the kind
	 * @return bytes
	 */
	public long used(MemoryKind kind) {
		return counter(kind).get();
	}

	/**
	 * The pools of large buffers that this budget pays for.
	 */
	public BufferPools buffers() {
		return this.buffers;
	}

	/**
	 * Whether a connection waits for room, or more is used than the budget has.
	 */
	public boolean isShort() {
		return shortage(0) > 0;
	}

	/**
	 * The bytes that must be released for all waits.
	 * @param more further bytes that must fit
	 * @return bytes
	 */
	public long shortage(long more) {
		long asked = this.queue.wanted() + this.used.get() + more - this.max;
		return Math.max(0, asked);
	}

	/**
	 * Whether a payload or reply must be charged. While much memory is free, only large
	 * ones are charged. Otherwise smaller ones count too, because thousands of
	 * connections with a few kilobytes each would fill the heap.
	 * @param bytes its length
	 */
	public boolean isWorthCounting(int bytes) {
		return bytes > SMALL || (bytes > TINY && this.used.get() > this.max / MUCH_FREE);
	}

	/**
	 * Take memory before it is allocated.
	 * @param kind the kind of memory
	 * @param bytes the number of bytes
	 * @return {@code false} if there is no room; the caller must not allocate then
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
			// a reply does not wait, so this is the only trace of the refusal
			this.refused.accumulateAndGet(Math.min(bytes, this.max / RESERVE), Math::max);
		}
		return false;
	}

	/**
	 * The size of a reply that was refused since the last call, for which there must be
	 * room.
	 * @return bytes, or 0 if none was refused
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
	 * Release memory.
	 * @param kind the kind of memory
	 * @param bytes the number of bytes
	 */
	public void release(MemoryKind kind, long bytes) {
		counter(kind).addAndGet(-bytes);
		this.used.addAndGet(-bytes);
		this.queue.wakeFirst();
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
	public void signalRelease() {
		this.queue.wakeFirst();
	}

	/**
	 * Move memory from one kind to another.
	 * @param from the kind for which it was taken
	 * @param to the kind for which it is held from now on
	 * @param bytes the number of bytes
	 */
	void move(MemoryKind from, MemoryKind to, long bytes) {
		counter(from).addAndGet(-bytes);
		counter(to).addAndGet(bytes);
	}

	/**
	 * Wait until there is room for a new connection, without taking it. A sixteenth of
	 * the budget is reserved for open connections: otherwise new connections could fill
	 * it, and none of them would have room for a handshake.
	 * @param bytes what the connection is charged
	 * @param patienceNanos how long to wait
	 * @return whether there is room
	 */
	public boolean awaitRoom(long bytes, long patienceNanos) {
		if (hasRoom(bytes)) {
			return true;
		}
		long needed = bytes + this.max / NEW_CONNECTIONS;
		this.queue.addWanted(needed);
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
			this.queue.addWanted(-needed);
		}
	}

	private boolean hasRoom(long bytes) {
		return this.used.get() + bytes <= this.max - this.max / HEADROOM;
	}

	/**
	 * The connections that wait for room.
	 */
	MemoryQueue queue() {
		return this.queue;
	}

}

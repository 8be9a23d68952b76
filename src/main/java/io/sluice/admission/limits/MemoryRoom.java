package io.sluice.admission.limits;

import java.util.concurrent.TimeUnit;

import io.sluice.process.MemoryBudget;
import io.sluice.process.MemoryKind;
import lombok.RequiredArgsConstructor;

/**
 * Charges each connection for the memory that it holds while it is idle. Accepting is
 * paused while there is no room for another charge.
 */
@RequiredArgsConstructor
public final class MemoryRoom implements Room {

	/**
	 * The charge without TLS. Measured: 6.2 to 6.9 KB of heap, including the smallest
	 * buffers.
	 */
	public static final int PLAIN = 7 * 1024;

	/**
	 * The charge with TLS. Measured: 22 to 26 KB of heap, including the smallest buffers.
	 * Longer certificates need more.
	 */
	public static final int TLS = 28 * 1024;

	private final MemoryBudget budget;

	private final int bytes;

	@Override
	public String reason() {
		return "memory";
	}

	@Override
	public boolean await(long patienceMillis) throws InterruptedException {
		boolean room = this.budget.awaitRoom(this.bytes, TimeUnit.MILLISECONDS.toNanos(patienceMillis));
		if (Thread.interrupted()) {
			throw new InterruptedException();
		}
		return room;
	}

	@Override
	public boolean enter(long patienceMillis) throws InterruptedException {
		return await(patienceMillis) && this.budget.tryTake(MemoryKind.CONNECTIONS, this.bytes);
	}

	@Override
	public void leave() {
		this.budget.release(MemoryKind.CONNECTIONS, this.bytes);
	}

}

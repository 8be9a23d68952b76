package io.sluice.admission.limits;

import java.util.concurrent.TimeUnit;

import io.sluice.process.MemoryBudget;
import io.sluice.process.MemoryKind;
import lombok.RequiredArgsConstructor;

/**
 * Charges each connection what it holds while it is idle: where that does not fit,
 * accepting is paused.
 */
@RequiredArgsConstructor
public final class MemoryRoom implements Room {

	/** Measured: 6.2 to 6.9 KB of heap, its smallest buffers included. */
	public static final int PLAIN = 7 * 1024;

	/**
	 * Measured: 22 to 26 KB of heap with TLS, its smallest buffers included; the more,
	 * the longer the certificates.
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

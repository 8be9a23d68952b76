package io.sluice.connection;

import java.util.concurrent.locks.LockSupport;

import io.sluice.spi.Delivery;
import io.sluice.spi.RequestGate;

import org.springframework.messaging.Message;

/**
 * A request of a connection that answers one request after another. The connection's
 * thread runs the target and waits for the result.
 */
final class SerialExchange extends RequestExchange {

	/** The connection's thread. */
	private final Thread thread = Thread.currentThread();

	/** Whether the connection's thread has waited. Used by that thread. */
	private boolean waited;

	/** Whether the target's send has returned, although the request had already ended. */
	private volatile boolean returned;

	/**
	 * Whether the thread that ended the request no longer interrupts the connection's
	 * thread.
	 */
	private volatile boolean settled;

	SerialExchange(ListenerContext listener, ConnectionContext connection, RequestGate gate, byte[] payload,
			long startedAt) {
		super(listener, connection, gate, payload, startedAt);
	}

	@Override
	void dispatch(Message<byte[]> routed, Delivery delivery) {
		delivery.send(routed);
	}

	@Override
	void wake() {
		if (Thread.currentThread() != this.thread) {
			LockSupport.unpark(this.thread);
		}
	}

	/**
	 * Wait for the result. Called by the connection's thread after the target's send has
	 * returned.
	 * @return the reply, an {@link org.springframework.messaging.support.ErrorMessage},
	 * or the {@link RequestEnd}
	 */
	Object await() {
		Object current = take();
		while (current == null) {
			park();
			current = take();
		}
		if (current instanceof OutstandingRequest outstanding) {
			this.returned = true;
			leaveTarget(outstanding);
			while (!this.settled) {
				park();
			}
			current = outstanding.requestEnd();
		}
		// an interrupt so far was not meant for the target of the next request
		Thread.interrupted();
		return current;
	}

	/**
	 * Whether {@link #await()} has waited, so that other threads have run. Called by the
	 * connection's thread.
	 */
	boolean hasWaited() {
		return this.waited;
	}

	private void park() {
		this.waited = true;
		// a park returns at once while the interrupt flag is set
		Thread.interrupted();
		LockSupport.park(this);
	}

	@Override
	void release() {
		OutstandingRequest outstanding = outstanding();
		if (outstanding == null) {
			super.release();
		}
		else if (!this.returned) {
			// the loop has failed before it waited for the result
			leaveTarget(outstanding);
		}
	}

	@Override
	boolean isOver() {
		return isEnded() && (this.returned || !isOutstanding());
	}

	/**
	 * Whether the request was ended at its deadline, and its target still runs after
	 * twice that time. Called by the sweeper.
	 * @param now the current {@link System#nanoTime()}
	 */
	boolean isIgnoringDeadline(long now) {
		OutstandingRequest outstanding = outstanding();
		return !this.returned && outstanding != null && outstanding.requestEnd() == RequestEnd.EXPIRED
				&& now - startedAt() >= 2 * timeout();
	}

	@Override
	void interruptTarget() {
		if (Thread.currentThread() != this.thread) {
			this.thread.interrupt();
		}
	}

	@Override
	void interruptTargetAt(OutstandingRequest outstanding, long deadline) {
		outstanding.interruptLate(this.thread, deadline);
	}

	/**
	 * Let the connection's thread go on; it is not interrupted afterwards. Called by the
	 * thread that has ended the request.
	 */
	@Override
	void settle() {
		this.settled = true;
		LockSupport.unpark(this.thread);
	}

}

package io.sluice.listener;

import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import lombok.extern.slf4j.Slf4j;

/**
 * Sends replies that were held back to leave together with the next one, when that one is
 * slow: a reply waits about a millisecond, however long the next request takes. One
 * thread that never writes: a client that does not read would hold it.
 */
@Slf4j(topic = "io.sluice.listener")
public final class ReplyFlusher implements AutoCloseable {

	private static final long HELD_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

	private final Queue<ReplyOutput> waiting = new ConcurrentLinkedQueue<>();

	private final Thread thread = Thread.ofPlatform().daemon().name("sluice-flusher").unstarted(this::run);

	private volatile boolean parked;

	private volatile boolean closed;

	public ReplyFlusher() {
		this.thread.start();
	}

	/**
	 * Flush an output soon unless its connection does so first.
	 * @param output what may hold back replies
	 */
	void flushSoon(ReplyOutput output) {
		if (output.isAwaitingFlush()) {
			return;
		}
		output.setAwaitingFlush(true);
		this.waiting.add(output);
		if (this.parked) {
			LockSupport.unpark(this.thread);
		}
	}

	@Override
	public void close() {
		this.closed = true;
		LockSupport.unpark(this.thread);
	}

	private void run() {
		while (!this.closed) {
			if (this.waiting.isEmpty()) {
				park();
			}
			else {
				LockSupport.parkNanos(this, HELD_NANOS);
				flushWaiting();
			}
		}
	}

	private void park() {
		this.parked = true;
		if (this.waiting.isEmpty() && !this.closed) {
			LockSupport.park(this);
		}
		this.parked = false;
	}

	private void flushWaiting() {
		// what is added meanwhile has waited for less than its time
		for (int i = this.waiting.size(); i > 0; i--) {
			ReplyOutput output = this.waiting.remove();
			output.setAwaitingFlush(false);
			if (output.isHolding()) {
				Thread.startVirtualThread(() -> flush(output));
			}
		}
	}

	private static void flush(ReplyOutput output) {
		try {
			output.flush();
		}
		catch (IOException ex) {
			// the connection's own thread meets the same error
			log.debug("Held-back replies could not be sent", ex);
		}
	}

}

package io.sluice.connection;

import java.io.IOException;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.sluice.process.VitalLoop;
import io.sluice.process.VitalThreadMonitor;
import lombok.RequiredArgsConstructor;

/**
 * Sends replies that were held back to leave together with the next reply, when that next
 * reply is slow. A reply waits for about a millisecond, however long the next request
 * takes. One thread watches and never writes, because a client that does not read would
 * block it; a few other threads write. They are platform threads, because handlers that
 * compute can occupy every carrier of the virtual threads.
 */
public final class ReplyFlusher implements AutoCloseable {

	private static final long HELD_NANOS = TimeUnit.MICROSECONDS.toNanos(500);

	private static final int MAX_WRITERS = 64;

	/**
	 * Includes writers that wait for their client, each for {@code timeouts.write} at
	 * most.
	 */
	private static final int MAX_THREADS = 512;

	private final ThreadPoolExecutor writers = new ThreadPoolExecutor(0, MAX_THREADS, 10, TimeUnit.SECONDS,
			new SynchronousQueue<>(), Thread.ofPlatform().daemon().name("sluice-writer-", 0).factory(),
			(write, pool) -> Thread.startVirtualThread(write));

	/** The writes in progress. */
	private final Set<Write> writes = ConcurrentHashMap.newKeySet();

	private final Queue<ReplyOutput> waiting = new ConcurrentLinkedQueue<>();

	private final Thread thread;

	private volatile boolean parked;

	private volatile boolean closed;

	/**
	 * Start the flusher.
	 * @param threads is notified when the watching thread ends
	 */
	public ReplyFlusher(VitalThreadMonitor threads) {
		this.thread = new VitalLoop("sluice-flusher", threads, () -> !this.closed, this::flushDue)
			.newThread(Thread.ofPlatform().daemon());
		this.thread.start();
	}

	/**
	 * Flush an output soon, unless its connection flushes it first.
	 * @param output an output that may hold back replies
	 */
	void flushSoon(ReplyOutput output) {
		if (output.isQueued()) {
			return;
		}
		output.markQueued();
		this.waiting.add(output);
		if (this.parked) {
			LockSupport.unpark(this.thread);
		}
	}

	/**
	 * Run a write that the connection's own thread cannot run.
	 * @param output the output to write to
	 * @param action called soon, whatever the other threads do, unless another write
	 * already waits for the client
	 */
	void execute(ReplyOutput output, Runnable action) {
		Write write = new Write(output, action);
		if (output.isBlocked() || !isWriterFree()) {
			Thread.startVirtualThread(write);
			return;
		}
		this.writes.add(write);
		try {
			this.writers.execute(write);
		}
		catch (OutOfMemoryError ex) {
			// no platform thread can be created
			Thread.startVirtualThread(write);
		}
	}

	/**
	 * Writers that wait for a client do not count: otherwise a few clients that do not
	 * read would delay the replies to all other clients.
	 */
	private boolean isWriterFree() {
		return this.writes.size() < MAX_WRITERS
				|| this.writes.stream().filter((write) -> !write.output.isBlocked()).count() < MAX_WRITERS;
	}

	@Override
	public void close() {
		this.closed = true;
		LockSupport.unpark(this.thread);
		this.writers.shutdown();
	}

	private boolean flushDue() {
		await();
		flushWaiting();
		return true;
	}

	private void await() {
		if (this.waiting.isEmpty()) {
			park();
		}
		if (!this.waiting.isEmpty()) {
			LockSupport.parkNanos(this, HELD_NANOS);
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
		// an output that is added during the loop has not waited long enough
		for (int i = this.waiting.size(); i > 0; i--) {
			flushOrUnqueue(this.waiting.remove());
		}
	}

	/**
	 * If the flush fails, the output is no longer in the queue and may be queued again.
	 */
	private void flushOrUnqueue(ReplyOutput output) {
		boolean done = false;
		try {
			flushOrWait(output);
			done = true;
		}
		finally {
			if (!done) {
				output.unmarkQueued();
			}
		}
	}

	private void flushOrWait(ReplyOutput output) {
		if (output.isHolding() && output.isFlushedSinceQueued()) {
			// these replies came later, and have not waited long enough
			output.markQueued();
			this.waiting.add(output);
			return;
		}
		output.unmarkQueued();
		if (output.isHolding()) {
			execute(output, () -> flush(output));
		}
	}

	private static void flush(ReplyOutput output) {
		try {
			output.flush();
		}
		catch (IOException ex) {
			// the connection's own thread meets the same error and logs it
		}
	}

	/**
	 * A write, listed in {@link #writes} while it runs.
	 */
	@RequiredArgsConstructor
	private final class Write implements Runnable {

		private final ReplyOutput output;

		private final Runnable action;

		@Override
		public void run() {
			try {
				this.action.run();
			}
			finally {
				ReplyFlusher.this.writes.remove(this);
			}
		}

	}

}

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
import io.sluice.process.VitalThreads;
import lombok.RequiredArgsConstructor;

/**
 * Sends replies that were held back to leave together with the next one, when that one is
 * slow: a reply waits about a millisecond, however long the next request takes. One
 * thread that never writes, as a client that does not read would hold it, and a few that
 * do. They are platform threads: handlers that compute may have taken every carrier of
 * the virtual ones.
 */
public final class ReplyFlusher implements AutoCloseable {

	private static final String NAME = "sluice-flusher";

	private static final long HELD_NANOS = TimeUnit.MICROSECONDS.toNanos(500);

	private static final int MAX_WRITERS = 64;

	/** With those that wait for their client, each for {@code timeouts.write} at most. */
	private static final int MAX_THREADS = 512;

	private final ThreadPoolExecutor writers = new ThreadPoolExecutor(0, MAX_THREADS, 10, TimeUnit.SECONDS,
			new SynchronousQueue<>(), Thread.ofPlatform().daemon().name("sluice-writer-", 0).factory(),
			(write, pool) -> Thread.startVirtualThread(write));

	/** What the writers are at. */
	private final Set<Write> writes = ConcurrentHashMap.newKeySet();

	private final Queue<ReplyOutput> waiting = new ConcurrentLinkedQueue<>();

	private final Thread thread;

	private volatile boolean parked;

	private volatile boolean closed;

	/**
	 * Begin.
	 * @param threads hears of the end of the thread that never writes
	 */
	public ReplyFlusher(VitalThreads threads) {
		this.thread = Thread.ofPlatform()
			.daemon()
			.name(NAME)
			.unstarted(new VitalLoop(NAME, threads, () -> !this.closed, this::look));
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
		output.awaitFlush();
		this.waiting.add(output);
		if (this.parked) {
			LockSupport.unpark(this.thread);
		}
	}

	/**
	 * Write something where the connection's own thread cannot.
	 * @param output what is written to
	 * @param action what is called soon, whatever the other threads do, unless somebody
	 * waits for the client already
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
			// there is no platform thread to be had
			Thread.startVirtualThread(write);
		}
	}

	/**
	 * Those that wait for a client do not count, or a few clients that do not read would
	 * keep the others' replies back.
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

	private boolean look() {
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
		// what is added meanwhile has waited for less than its time
		for (int i = this.waiting.size(); i > 0; i--) {
			flushOrForget(this.waiting.remove());
		}
	}

	/**
	 * Where that fails, the output is no longer in the queue, and is to come again.
	 */
	private void flushOrForget(ReplyOutput output) {
		boolean done = false;
		try {
			flushOrWait(output);
			done = true;
		}
		finally {
			if (!done) {
				output.awaitNoFlush();
			}
		}
	}

	private void flushOrWait(ReplyOutput output) {
		if (output.isHolding() && output.isFlushed()) {
			// these are later replies, which have waited for less than their time
			output.awaitFlush();
			this.waiting.add(output);
			return;
		}
		output.awaitNoFlush();
		if (output.isHolding()) {
			execute(output, () -> flush(output));
		}
	}

	private static void flush(ReplyOutput output) {
		try {
			output.flush();
		}
		catch (IOException ex) {
			// the connection's own thread meets the same error, and says so
		}
	}

	/**
	 * Known as long as it is under way.
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

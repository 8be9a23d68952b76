package io.sluice.admission.limits;

import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A limited number of threads for connections. A thread is reserved before a connection
 * is accepted. It is free again when the connection's run has ended, which may be later
 * than the close of its socket.
 */
public final class ConnectionThreadPool implements Executor, AcceptCondition {

	private final Executor threads;

	private final Semaphore free;

	/**
	 * Whether a thread is reserved and no connection has been accepted for it. Accept
	 * thread only.
	 */
	private boolean reserved;

	/**
	 * Limit the use of an executor.
	 * @param threads runs the connections
	 * @param count the most connections it runs at once
	 */
	public ConnectionThreadPool(Executor threads, int count) {
		this.threads = threads;
		this.free = new Semaphore(count);
	}

	@Override
	public String reason() {
		return "limit";
	}

	/**
	 * Reserve a thread for the next connection.
	 * @param patienceMillis the longest wait
	 * @return whether a thread is reserved
	 */
	@Override
	public boolean await(long patienceMillis) throws InterruptedException {
		if (!this.reserved) {
			this.reserved = this.free.tryAcquire(patienceMillis, TimeUnit.MILLISECONDS);
		}
		return this.reserved;
	}

	/**
	 * Run a connection on the reserved thread. Called by the accept thread.
	 */
	@Override
	public void execute(Runnable connection) {
		this.threads.execute(() -> {
			try {
				connection.run();
			}
			finally {
				this.free.release();
			}
		});
		this.reserved = false;
	}

}

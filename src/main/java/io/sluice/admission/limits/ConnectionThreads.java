package io.sluice.admission.limits;

import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A bounded number of threads for connections: one is reserved before a connection is
 * accepted, and free again when that connection's run has ended, which may be later than
 * the end of its socket.
 */
public final class ConnectionThreads implements Executor, AcceptCondition {

	private final Executor threads;

	private final Semaphore free;

	/** Whether a thread is reserved that no connection has come for. Acceptor only. */
	private boolean reserved;

	/**
	 * Bound the use of some threads.
	 * @param threads runs the connections
	 * @param count how many it runs at once
	 */
	public ConnectionThreads(Executor threads, int count) {
		this.threads = threads;
		this.free = new Semaphore(count);
	}

	@Override
	public String reason() {
		return "limit";
	}

	/**
	 * Reserve a thread for the next connection.
	 * @param patienceMillis how long to wait for one
	 * @return whether there is one
	 */
	@Override
	public boolean await(long patienceMillis) throws InterruptedException {
		if (!this.reserved) {
			this.reserved = this.free.tryAcquire(patienceMillis, TimeUnit.MILLISECONDS);
		}
		return this.reserved;
	}

	/**
	 * Run a connection on the thread reserved for it. Called by the acceptor.
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

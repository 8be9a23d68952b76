package io.sluice.admission;

import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A connection's socket, which gives its permit back when it closes.
 */
final class AdmittedSocket extends Socket {

	private final Semaphore permits;

	private final AtomicBoolean released = new AtomicBoolean();

	AdmittedSocket(Semaphore permits) {
		this.permits = permits;
	}

	/**
	 * Nothing was accepted: the permit stays with the one who took it.
	 */
	void abandon() {
		this.released.set(true);
	}

	@Override
	public void close() throws IOException {
		try {
			super.close();
		}
		finally {
			if (this.released.compareAndSet(false, true)) {
				this.permits.release();
			}
		}
	}

}

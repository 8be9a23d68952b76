package io.sluice.admission.limits;

import java.io.IOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;

import io.sluice.socket.PolledSocket;
import io.sluice.socket.Pollers;
import org.jspecify.annotations.Nullable;

/**
 * An accepted connection that gives back what it was let in with when it is closed, by
 * any thread.
 */
public final class AdmittedSocket extends PolledSocket {

	/** Guarded by itself; {@code null} once closed. */
	private @Nullable List<Runnable> releases = new ArrayList<>(2);

	private final Object lock = new Object();

	AdmittedSocket(Pollers pollers) throws SocketException {
		super(pollers);
	}

	/**
	 * Have something done when the connection is closed, or now if it is.
	 * @param release what is done, once
	 */
	void onClose(Runnable release) {
		synchronized (this.lock) {
			if (this.releases != null) {
				this.releases.add(release);
				return;
			}
		}
		release.run();
	}

	/**
	 * Close with a reset, which leaves nothing behind on this side.
	 */
	public void reset() throws IOException {
		try {
			setSoLinger(true, 0);
		}
		catch (SocketException ex) {
			// it is broken already
		}
		close();
	}

	@Override
	public void close() throws IOException {
		try {
			super.close();
		}
		finally {
			release();
		}
	}

	private void release() {
		List<Runnable> due;
		synchronized (this.lock) {
			due = this.releases;
			this.releases = null;
		}
		if (due != null) {
			due.forEach(Runnable::run);
		}
	}

}

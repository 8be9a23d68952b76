package io.sluice.admission.limits;

import java.io.IOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;

import io.sluice.process.Lease;
import io.sluice.socket.PolledSocket;
import io.sluice.socket.PollerGroup;
import org.jspecify.annotations.Nullable;

/**
 * An accepted connection that releases its part of every limit when it is closed, by any
 * thread.
 */
public class AdmittedSocket extends PolledSocket {

	/** The actions at the close; {@code null} after it. Guarded by {@link #lock}. */
	private @Nullable List<Runnable> releases = new ArrayList<>(2);

	private final Object lock = new Object();

	AdmittedSocket(PollerGroup pollers) throws SocketException {
		super(pollers);
	}

	/**
	 * Create a socket that only the holder of a lease may use.
	 * @param lease the lease, or {@code null} for none
	 */
	AdmittedSocket(PollerGroup pollers, @Nullable Lease lease) throws SocketException {
		super(pollers, lease);
	}

	/**
	 * Add an action for the close of the connection. It runs at once if the connection is
	 * already closed.
	 * @param release the action, which runs once
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
	 * Close with a reset, which leaves no state in this operating system.
	 */
	public void reset() throws IOException {
		try {
			setSoLinger(true, 0);
		}
		catch (SocketException ex) {
			// the socket is already broken
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

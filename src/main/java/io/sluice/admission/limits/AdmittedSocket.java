package io.sluice.admission.limits;

import java.io.IOException;
import java.net.SocketException;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

import io.sluice.process.Lease;
import io.sluice.socket.PolledSocket;
import io.sluice.socket.PollerGroup;
import org.jspecify.annotations.Nullable;

/**
 * An accepted connection that releases its part of every limit when it is closed, by any
 * thread.
 */
public class AdmittedSocket extends PolledSocket {

	private static final AtomicReferenceFieldUpdater<AdmittedSocket, Runnable> RELEASE = AtomicReferenceFieldUpdater
		.newUpdater(AdmittedSocket.class, Runnable.class, "release");

	/**
	 * The action at the close. Mostly one that all connections of a listener share, so
	 * that it takes no memory.
	 */
	private volatile Runnable release = NoAction.NONE_YET;

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
	 * @param action the action, which runs once
	 */
	void onClose(Runnable action) {
		Runnable before = this.release;
		while (before != NoAction.CLOSED) {
			if (RELEASE.compareAndSet(this, before, (before != NoAction.NONE_YET) ? both(before, action) : action)) {
				return;
			}
			before = this.release;
		}
		action.run();
	}

	private static Runnable both(Runnable first, Runnable second) {
		return () -> {
			first.run();
			second.run();
		};
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
			RELEASE.getAndSet(this, NoAction.CLOSED).run();
		}
	}

	/** Stands for no action. */
	private enum NoAction implements Runnable {

		/** None has been added. */
		NONE_YET,

		/** The connection has been closed. */
		CLOSED;

		@Override
		public void run() {
			// there is nothing to do
		}

	}

}

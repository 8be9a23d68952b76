package io.sluice.admission;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import lombok.extern.slf4j.Slf4j;

/**
 * A server socket that takes a permit before it accepts, and that goes on after an error
 * such as being out of file descriptors: it pauses and tries again for as long as it is
 * open.
 */
@Slf4j(topic = "io.sluice.admission")
final class AdmittingServerSocket extends ServerSocket {

	private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

	private final String listener;

	private final Semaphore permits;

	AdmittingServerSocket(String listener, int maxConnections) throws IOException {
		this.listener = listener;
		this.permits = new Semaphore(maxConnections);
	}

	@Override
	public Socket accept() throws IOException {
		this.permits.acquireUninterruptibly();
		boolean paused = false;
		while (true) {
			// implAccept closes a socket it failed on, so each try has its own
			AdmittedSocket socket = new AdmittedSocket(this.permits);
			try {
				implAccept(socket);
				if (paused) {
					log.info("[{}] accepting again", this.listener);
				}
				return socket;
			}
			catch (IOException ex) {
				socket.abandon();
				if (isClosed()) {
					this.permits.release();
					throw ex;
				}
				if (!paused) {
					log.warn(
							"[{}] accepting is paused, new clients wait: {}. "
									+ "If descriptors ran out, raise the limit of open files (ulimit -n)",
							this.listener, ex.getMessage());
				}
				paused = true;
				LockSupport.parkNanos(this, PAUSE_NANOS);
			}
		}
	}

	@Override
	public void close() throws IOException {
		super.close();
		// wakes an accept that waits for a permit
		this.permits.release();
	}

}

package io.sluice.admission;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

/**
 * A server socket that accepts only where a thread is free, and that goes on after an
 * error such as being out of file descriptors: it pauses and tries again for as long as
 * it is open.
 */
@Slf4j(topic = "io.sluice.admission")
final class AdmittingServerSocket extends ServerSocket {

	private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

	/** How often a wait for a thread looks whether the socket was closed. */
	private static final long PATIENCE_MILLIS = 250;

	private final String listener;

	private final @Nullable ConnectionThreads threads;

	AdmittingServerSocket(String listener, @Nullable ConnectionThreads threads) throws IOException {
		this.listener = listener;
		this.threads = threads;
	}

	@Override
	public Socket accept() throws IOException {
		awaitThread();
		boolean paused = false;
		while (true) {
			try {
				Socket socket = super.accept();
				if (paused) {
					log.info("[{}] accepting again", this.listener);
				}
				return socket;
			}
			catch (IOException ex) {
				if (isClosed()) {
					throw ex;
				}
				pause(paused, ex);
				paused = true;
			}
		}
	}

	private void awaitThread() throws IOException {
		try {
			while (this.threads != null && !this.threads.reserve(PATIENCE_MILLIS)) {
				if (isClosed()) {
					throw new SocketException("Socket closed");
				}
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new InterruptedIOException("Interrupted while no thread was free");
		}
	}

	private void pause(boolean again, IOException cause) {
		if (!again) {
			log.warn(
					"[{}] accepting is paused, new clients wait: {}. "
							+ "If descriptors ran out, raise the limit of open files (ulimit -n)",
					this.listener, cause.getMessage());
		}
		LockSupport.parkNanos(this, PAUSE_NANOS);
	}

}

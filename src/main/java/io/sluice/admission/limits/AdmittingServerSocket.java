package io.sluice.admission.limits;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.sluice.CloseReason;
import io.sluice.socket.AcceptedOptions;
import io.sluice.socket.PolledServerSocket;
import io.sluice.socket.PollerGroup;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

/**
 * A server socket that accepts only while all conditions hold. After an error, such as no
 * free file descriptor, it pauses and tries again for as long as it is open. A client
 * whose address is rejected is closed at once, with a reset.
 */
@Slf4j(topic = "io.sluice.admission")
final class AdmittingServerSocket extends PolledServerSocket {

	private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

	/** The wait for a client that tells whether accepting works again. */
	private static final int PROBE_MILLIS = 1;

	/** The time between two checks whether the socket was closed during a wait. */
	private static final long PATIENCE_MILLIS = 250;

	private final PollerGroup pollers;

	private final Admission admission;

	private final AcceptPause pause;

	private final Suspension suspension;

	private final List<AcceptCondition> conditions = new ArrayList<>();

	private final AcceptRate rate;

	/** Releases the part of a connection of every limit. Shared by all connections. */
	private final Runnable leaveLimits;

	private AcceptedOptions options = AcceptedOptions.NONE;

	AdmittingServerSocket(PollerGroup pollers, Admission admission, AcceptPause pause, Suspension suspension,
			@Nullable ConnectionThreadPool threads) {
		this.pollers = pollers;
		this.admission = admission;
		this.pause = pause;
		this.suspension = suspension;
		this.leaveLimits = () -> admission.limits().forEach(Room::leave);
		this.conditions.add(suspension);
		if (threads != null) {
			this.conditions.add(threads);
		}
		this.conditions.addAll(admission.limits());
		this.rate = new AcceptRate(admission.rate());
		this.conditions.add(this.rate);
	}

	/**
	 * Set the options of accepted sockets. Must be called before the socket is bound.
	 */
	void setOptions(AcceptedOptions newOptions) throws IOException {
		List<String> missing = newOptions.set(this);
		if (!missing.isEmpty()) {
			log.warn("[{}] this system has no {}: 'keep-alive' uses the system's own times", this.admission.listener(),
					String.join(", ", missing));
		}
		this.options = newOptions;
	}

	@Override
	public Socket accept() throws IOException {
		try {
			AdmittedSocket socket = null;
			while (socket == null) {
				socket = acceptOne();
			}
			return socket;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new InterruptedIOException("Interrupted while waiting for room");
		}
		finally {
			this.pause.end();
		}
	}

	/**
	 * Accept a client and admit it. If it is not admitted, its socket is closed in every
	 * case.
	 * @return its socket, or {@code null} if the client was rejected
	 */
	private @Nullable AdmittedSocket acceptOne() throws IOException, InterruptedException {
		for (AcceptCondition condition : this.conditions) {
			await(condition);
		}
		AdmittedSocket socket = acceptAfterPauses();
		boolean admitted = false;
		try {
			endPause();
			this.rate.recordAccept();
			// the accept may have begun before the suspension: the client then waits
			// here, instead of in the backlog
			await(this.suspension);
			admitted = admit(socket);
			return admitted ? socket : null;
		}
		finally {
			if (!admitted) {
				socket.close();
			}
		}
	}

	private void await(AcceptCondition condition) throws IOException, InterruptedException {
		while (!condition.await(0) && !awaitPaused(condition)) {
			if (isClosed()) {
				throw new SocketException("Socket closed");
			}
		}
		this.pause.end();
	}

	private boolean awaitPaused(AcceptCondition condition) throws InterruptedException {
		this.pause.begin(condition.reason());
		return condition.await(PATIENCE_MILLIS);
	}

	private AdmittedSocket acceptAfterPauses() throws IOException {
		while (true) {
			AdmittedSocket socket = new AdmittedSocket(this.pollers);
			try {
				implAccept(socket);
				return socket;
			}
			catch (SocketTimeoutException ex) {
				// a client could be accepted, but none waits
				endPause();
			}
			catch (IOException ex) {
				if (isClosed() || !isListening()) {
					throw ex;
				}
				pauseAfter(ex);
			}
		}
	}

	private void endPause() throws SocketException {
		if (this.pause.isPaused()) {
			this.pause.end();
			setSoTimeout(0);
			log.info("[{}] accepting again", this.admission.listener());
		}
	}

	private void pauseAfter(IOException cause) throws SocketException {
		if (!this.pause.isPaused()) {
			setSoTimeout(PROBE_MILLIS);
			log.warn(
					"[{}] accepting is paused, new clients wait: {}. "
							+ "If descriptors ran out, raise the limit of open files (ulimit -n)",
					this.admission.listener(), cause.getMessage());
		}
		this.pause.begin("descriptors");
		LockSupport.parkNanos(this, PAUSE_NANOS);
	}

	/**
	 * Count an accepted connection, or reject it.
	 */
	private boolean admit(AdmittedSocket socket) throws IOException, InterruptedException {
		AddressGate addresses = this.admission.addresses();
		CloseReason refused = (addresses != null) ? addresses.enter(socket.getInetAddress(), socket) : null;
		if (refused != null) {
			this.admission.rejected().accept(refused, (InetSocketAddress) socket.getRemoteSocketAddress());
			log.debug("[{}] {} is rejected: {}", this.admission.listener(), socket.getInetAddress(), refused.tag());
			socket.reset();
			return false;
		}
		enterLimits(socket);
		complete(socket);
		return true;
	}

	private void complete(AdmittedSocket socket) {
		try {
			this.options.complete(socket);
		}
		catch (IOException ex) {
			log.debug("[{}] {} went away before it was served", this.admission.listener(), socket.getInetAddress(), ex);
		}
	}

	/**
	 * Count a connection for every limit, until it is closed.
	 */
	private void enterLimits(AdmittedSocket socket) throws IOException, InterruptedException {
		int entered = 0;
		boolean registered = false;
		try {
			for (Room limit : this.admission.limits()) {
				enter(limit);
				entered++;
			}
			socket.onClose(this.leaveLimits);
			registered = true;
		}
		finally {
			if (!registered) {
				this.admission.limits().subList(0, entered).forEach(Room::leave);
			}
		}
	}

	private void enter(Room limit) throws IOException, InterruptedException {
		while (!limit.enter(PATIENCE_MILLIS)) {
			this.pause.begin(limit.reason());
			if (isClosed()) {
				throw new SocketException("Socket closed");
			}
		}
	}

}

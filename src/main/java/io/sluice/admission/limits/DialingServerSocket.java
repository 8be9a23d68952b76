package io.sluice.admission.limits;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.sluice.socket.AcceptedOptions;
import io.sluice.socket.PollerGroup;
import lombok.extern.slf4j.Slf4j;

/**
 * A server socket whose clients are servers: it accepts the connections that this process
 * opens to them. These are admitted, served and drained like all others.
 */
@Slf4j(topic = "io.sluice.admission")
final class DialingServerSocket extends ServerSocket {

	/** The time between two checks whether the socket was closed during a wait. */
	private static final long PATIENCE_MILLIS = 250;

	private final BlockingQueue<DialedSocket> dialed = new LinkedBlockingQueue<>();

	private final List<Thread> dialers;

	/**
	 * Begin to connect to all servers.
	 * @param plan the servers
	 * @param parts what every connection needs
	 */
	DialingServerSocket(DialPlan plan, Parts parts) throws IOException {
		this.dialers = plan.targets()
			.stream()
			.map((target) -> Thread.ofVirtual()
				.name("sluice-" + parts.admission().listener() + "-dial-" + target)
				.unstarted(new Dialer(target, plan, parts, this::offer)))
			.toList();
		this.dialers.forEach(Thread::start);
	}

	private void offer(DialedSocket socket) {
		this.dialed.add(socket);
		if (isClosed() && this.dialed.remove(socket)) {
			closeQuietly(socket);
		}
	}

	private static void closeQuietly(Socket socket) {
		try {
			socket.close();
		}
		catch (IOException ex) {
			log.debug("{} did not close cleanly", socket, ex);
		}
	}

	@Override
	public Socket accept() throws IOException {
		try {
			while (!isClosed()) {
				DialedSocket next = this.dialed.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
				if (next != null) {
					return next;
				}
			}
			throw new SocketException("Socket closed");
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new InterruptedIOException("Interrupted while waiting for a connection");
		}
	}

	/**
	 * Stop connecting. Connections that were accepted stay open.
	 */
	@Override
	public void close() throws IOException {
		super.close();
		this.dialers.forEach(Thread::interrupt);
		for (DialedSocket left = this.dialed.poll(); left != null; left = this.dialed.poll()) {
			closeQuietly(left);
		}
	}

	/**
	 * What every connection needs.
	 *
	 * @param pollers wake the threads of connections that have input
	 * @param admission the limits that each connection uses a part of
	 * @param suspension an operator's suspension
	 * @param options the options of the sockets
	 */
	record Parts(PollerGroup pollers, Admission admission, Suspension suspension, AcceptedOptions options) {

	}

}

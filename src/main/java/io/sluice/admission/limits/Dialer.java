package io.sluice.admission.limits;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.function.Consumer;

import io.sluice.process.DurationText;
import io.sluice.process.Lease;
import io.sluice.socket.AcceptedOptions;
import io.sluice.socket.HostAndPort;
import io.sluice.socket.PollerGroup;
import lombok.extern.slf4j.Slf4j;

/**
 * Keeps one connection to a server: connects, waits for the end of the connection, and
 * connects again after a delay. Runs until its thread is interrupted.
 */
@Slf4j(topic = "io.sluice.admission")
final class Dialer implements Runnable {

	/** The time between two checks whether there is room. */
	private static final long PATIENCE_MILLIS = 250;

	private final HostAndPort target;

	private final DialPlan plan;

	private final Admission admission;

	private final Suspension suspension;

	private final PollerGroup pollers;

	private final AcceptedOptions options;

	private final Consumer<DialedSocket> connected;

	/** The number of attempts since the last connection that served a request. */
	private int failures;

	/** Whether a failure has been reported since the last connection. */
	private boolean reported;

	Dialer(HostAndPort target, DialPlan plan, DialingServerSocket.Parts parts, Consumer<DialedSocket> connected) {
		this.target = target;
		this.plan = plan;
		this.admission = parts.admission();
		this.suspension = parts.suspension();
		this.pollers = parts.pollers();
		this.options = parts.options();
		this.connected = connected;
	}

	@Override
	public void run() {
		try {
			while (!Thread.currentThread().isInterrupted()) {
				dial();
				if (Lease.allows(this.plan.lease())) {
					Thread.sleep(this.plan.backoff().delay(this.failures));
				}
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void dial() throws InterruptedException {
		while (!this.suspension.await(PATIENCE_MILLIS) || !awaitLease()) {
			// suspended, or another process is connected
		}
		boolean served = false;
		try {
			DialedSocket socket = connect();
			log.info("[{}] connected to {}", this.admission.listener(), this.target);
			this.connected.accept(socket);
			served = socket.awaitEnd();
			this.reported = false;
		}
		catch (IOException | RuntimeException | Error ex) {
			// of any kind: the next attempt may succeed
			report(ex);
		}
		this.failures = (served || !Lease.allows(this.plan.lease())) ? 1 : this.failures + 1;
	}

	private boolean awaitLease() throws InterruptedException {
		Lease lease = this.plan.lease();
		return lease == null || lease.await(PATIENCE_MILLIS);
	}

	private DialedSocket connect() throws IOException, InterruptedException {
		DialedSocket socket = new DialedSocket(this.pollers, this.target, this.plan.lease());
		boolean ready = false;
		try {
			for (Room room : this.admission.limits()) {
				while (!room.enter(PATIENCE_MILLIS)) {
					// wait here: a dialed server has no backlog
				}
				socket.onClose(room::leave);
			}
			this.options.prepare(socket);
			if (this.plan.local() != null) {
				socket.bind(new InetSocketAddress(this.plan.local(), 0));
			}
			socket.dial(Math.toIntExact(this.plan.timeout().toMillis()));
			ready = true;
			return socket;
		}
		finally {
			if (!ready) {
				socket.close();
			}
		}
	}

	/**
	 * Warn of the first failure after a connection only: an operator must act on it, and
	 * the following ones are the same.
	 */
	private void report(Throwable failure) {
		if (Thread.currentThread().isInterrupted() || !Lease.allows(this.plan.lease())) {
			return;
		}
		String message = "[{}] cannot connect to {}: {}. The next attempt follows within {}";
		if (!this.reported) {
			this.reported = true;
			log.warn(message, this.admission.listener(), this.target, failure.getMessage(),
					DurationText.of(this.plan.backoff().longest()));
		}
		else {
			log.debug(message, this.admission.listener(), this.target, failure.getMessage(),
					DurationText.of(this.plan.backoff().longest()));
		}
	}

}

package io.sluice.upstream;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.sluice.client.Admission;
import io.sluice.client.ClientException;
import io.sluice.client.Destination;
import io.sluice.client.Request;
import io.sluice.client.SharedConnection;
import io.sluice.framing.BrokenFramingException;
import io.sluice.process.Backoff;
import io.sluice.process.Lease;
import io.sluice.process.LogLimit;
import io.sluice.telemetry.UpstreamStatus;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

/**
 * One address of a TCP upstream, with its connections and its health.
 */
@Slf4j(topic = "io.sluice.upstream")
final class UpstreamAddress implements ConnectionSlot.ConnectionObserver {

	private final String upstream;

	private final Destination destination;

	private final List<ConnectionSlot> slots;

	private final Runnable onChange;

	private final AddressHealth health = new AddressHealth();

	private final Backoff reconnect;

	/** The lease without which there is no connection, or {@code null}. */
	private final @Nullable Lease lease;

	/** Whether each client has a connection of its own. */
	private final boolean sticky;

	/** The connections that belong to clients. */
	private final Set<SharedConnection> clients = ConcurrentHashMap.newKeySet();

	private final LogLimit warnings = new LogLimit();

	private final AtomicInteger connectFailures = new AtomicInteger();

	/** The time until which other addresses come first, after a failure to connect. */
	private volatile long unreachableUntil;

	/** Why the latest attempt to connect has failed; {@code null} if it has not. */
	private volatile @Nullable Exception connectFailure;

	/**
	 * Create an address.
	 * @param upstream the name of the upstream, for the log
	 * @param onChange run when a connection has been opened or cannot be opened
	 */
	UpstreamAddress(String upstream, Destination destination, TcpPool pool, SharedConnection.Terms terms,
			Runnable onChange) {
		this.upstream = upstream;
		this.destination = destination;
		this.onChange = onChange;
		this.reconnect = pool.reconnect();
		this.lease = pool.lease();
		this.sticky = pool.use() == ConnectionUse.STICKY;
		this.slots = Stream.generate(() -> new ConnectionSlot(destination, terms, pool.reconnect(), this, pool.lease()))
			.limit(pool.connections())
			.toList();
	}

	void start() {
		this.slots.forEach((slot) -> slot.start(this.upstream));
	}

	void stop() {
		this.slots.forEach(ConnectionSlot::stop);
	}

	void expire(long now) {
		this.slots.forEach((slot) -> slot.expire(now));
	}

	int inFlight() {
		return this.slots.stream().mapToInt(ConnectionSlot::inFlight).sum()
				+ this.clients.stream().mapToInt(SharedConnection::inFlight).sum();
	}

	/**
	 * Open a connection for a client. Waits for it.
	 * @return {@code null} if it cannot be opened
	 */
	@Nullable SharedConnection open(SharedConnection.Terms terms, SharedConnection.PushReceiver pushes) {
		try {
			SharedConnection opened = SharedConnection.open(this.destination, terms, pushes);
			recordOpen();
			return opened;
		}
		catch (IOException | RuntimeException ex) {
			recordConnectFailure(ex);
			return null;
		}
	}

	void addClient(SharedConnection connection) {
		this.clients.add(connection);
	}

	void removeClient(SharedConnection connection) {
		this.clients.remove(connection);
	}

	int clients() {
		return this.clients.size();
	}

	/**
	 * Whether other addresses come first, because the latest attempt to connect has
	 * failed.
	 */
	boolean isUnreachable(long now) {
		return this.connectFailure != null && now - this.unreachableUntil < 0;
	}

	List<ConnectionSlot> slots() {
		return this.slots;
	}

	/**
	 * Whether requests may be sent to the address.
	 * @param ejected whether also while it is ejected, because all others are
	 */
	boolean isUsable(long now, boolean ejected) {
		return this.health.checkFailure() == null && (ejected || !this.health.isEjected(now));
	}

	double slowness(long now) {
		return this.health.slowness(now);
	}

	/**
	 * Why requests cannot be sent to the address, for the log.
	 */
	Exception unavailable() {
		if (!Lease.allows(this.lease)) {
			String holder = Objects.requireNonNull(this.lease).holder();
			return new IllegalStateException(
					"%s: this process does not hold the lease, and %s".formatted(this.destination,
							(holder != null) ? "pod '%s' does".formatted(holder) : "another one may be connected"));
		}
		String check = this.health.checkFailure();
		Exception failure = this.connectFailure;
		if (check == null && failure != null) {
			return failure;
		}
		return new IllegalStateException(
				"%s: %s".formatted(this.destination, (check != null) ? check : "no connection is open"));
	}

	/**
	 * The address as its operator sees it.
	 */
	Condition condition(long now) {
		List<SharedConnection> connections = Stream
			.concat(this.clients.stream(), this.slots.stream().map(ConnectionSlot::current).filter(Objects::nonNull))
			.toList();
		int busy = (int) connections.stream().filter((connection) -> connection.inFlight() > 0).count();
		boolean connected = this.sticky ? this.connectFailure == null : !connections.isEmpty();
		boolean usable = connected && isUsable(now, true);
		return new Condition(
				new UpstreamStatus.Address(this.destination.toString(), connections.size(), busy, problem(usable, now)),
				usable);
	}

	private @Nullable String problem(boolean usable, long now) {
		if (!usable) {
			return unavailable().getMessage();
		}
		return this.health.isEjected(now)
				? "too many requests have failed in a row: it gets requests only while no other address can be used"
				: null;
	}

	void recordReply() {
		this.health.recordReply();
	}

	void recordUnanswered(Throwable failure) {
		if (this.health.recordFailure(System.nanoTime())) {
			log.warn("[{}] {} gets no requests for a while after {} failed in a row: {}", this.upstream,
					this.destination, AddressHealth.FAILURES, failure.getMessage());
		}
	}

	/**
	 * Check the health, unless every connection is at its limit.
	 * @param now the current {@link System#nanoTime()}
	 */
	void check(HealthCheck check, TcpDialogue dialogue, long now) {
		Object key = (dialogue.keys() != null) ? dialogue.keys().request(check.request()) : null;
		Request request = new Check(check, key, now + dialogue.timeout().toNanos());
		for (ConnectionSlot slot : this.slots) {
			SharedConnection connection = slot.current();
			Admission admission = (connection != null) ? connection.offer(request) : Admission.CLOSED;
			if (admission == Admission.TAKEN) {
				return;
			}
			if (admission == Admission.KEY_ABANDONED && connection != null) {
				// an earlier check had no reply: the next check needs another connection
				connection.retire();
				return;
			}
		}
	}

	/**
	 * @param reason why the check has failed, or {@code null}
	 */
	private void recordCheck(@Nullable String reason) {
		if (this.health.recordCheck(reason, System.nanoTime())) {
			if (reason != null) {
				log.warn("[{}] {} gets no requests: {}", this.upstream, this.destination, reason);
			}
			else {
				log.info("[{}] {} is healthy again", this.upstream, this.destination);
			}
			this.onChange.run();
		}
	}

	@Override
	public void recordOpen() {
		if (this.connectFailure != null) {
			this.connectFailures.set(0);
			this.connectFailure = null;
			this.health.recordReturn(System.nanoTime());
			log.info("[{}] connected to {} again", this.upstream, this.destination);
		}
		this.onChange.run();
	}

	@Override
	public void recordConnectFailure(Exception failure) {
		boolean known = this.connectFailure != null;
		this.unreachableUntil = System.nanoTime()
				+ this.reconnect.delay(this.connectFailures.incrementAndGet()).toNanos();
		this.connectFailure = failure;
		if (!known) {
			log.warn("[{}] {}", this.upstream, failure.getMessage());
		}
	}

	@Override
	public void recordEnd(SharedConnection ended) {
		BrokenFramingException defect = ended.defect();
		if (defect != null) {
			this.warnings.log(log, "[{}] a connection to {} is closed, because its framing is broken", this.upstream,
					this.destination, defect);
		}
	}

	@Override
	public void recordChange() {
		this.onChange.run();
	}

	/**
	 * An address at one moment.
	 *
	 * @param shown the address as its operator sees it
	 * @param usable whether it can be used, if only because there is no other
	 */
	record Condition(UpstreamStatus.Address shown, boolean usable) {
	}

	/** The request of a health check. */
	private final class Check extends Request {

		private final HealthCheck check;

		Check(HealthCheck check, @Nullable Object key, long deadline) {
			super(check.request(), key, deadline);
			this.check = check;
		}

		@Override
		protected void complete(byte[] reply) {
			recordCheck(this.check.isExpected(reply) ? null : "the health check got an unexpected reply");
		}

		@Override
		protected void fail(ClientException failure) {
			recordCheck("the health check failed: " + failure.getMessage());
		}

	}

}

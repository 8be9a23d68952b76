package io.sluice.upstream;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;

import io.sluice.ErrorCode;
import io.sluice.TcpHandlerException;
import io.sluice.client.Destination;
import io.sluice.client.SharedConnection;
import io.sluice.process.Lease;
import io.sluice.process.LogLimit;
import io.sluice.telemetry.UpstreamState;
import io.sluice.telemetry.UpstreamStatus;
import io.sluice.upstream.UpstreamException.Failure;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

import org.springframework.integration.ip.tcp.connection.TcpSender;

/**
 * A TCP service behind one or more addresses. It keeps connections open to all of them
 * and sends each request over the connection with the fewest requests in flight. If it is
 * sticky, each client instead has a connection of its own to one address. Any thread.
 */
@Slf4j(topic = "io.sluice.upstream")
public final class TcpUpstream implements Upstream {

	private static final Duration SHORTEST_SWEEP = Duration.ofMillis(5);

	private static final Duration LONGEST_SWEEP = Duration.ofMillis(100);

	private final String name;

	private final TcpDialogue dialogue;

	private final Destination first;

	private final List<UpstreamAddress> addresses;

	private final Dispatcher dispatcher;

	/** Present if each client has a connection of its own. */
	private final @Nullable StickyPool clients;

	/** The lease that connections need, or {@code null}. */
	private final @Nullable Lease lease;

	private final LongAdder dropped = new LongAdder();

	private @Nullable ScheduledThreadPoolExecutor timer;

	/**
	 * Create an upstream.
	 * @param name the name, for the log and the names of threads
	 * @param to the addresses, at least one, all with the same framing
	 * @param pool the connections
	 * @param dialogue the requests and replies
	 */
	public TcpUpstream(String name, List<Destination> to, TcpPool pool, TcpDialogue dialogue) {
		this.name = name;
		this.dialogue = dialogue;
		this.first = to.getFirst();
		this.lease = pool.lease();
		ReplyKeys keys = dialogue.keys();
		SharedConnection.Terms terms = new SharedConnection.Terms(pool.maxInFlight(), dialogue.timeout(),
				(keys != null) ? keys::reply : null, this.dropped);
		this.addresses = to.stream()
			.map((destination) -> new UpstreamAddress(name, destination, pool, terms, this::wake))
			.toList();
		this.dispatcher = new Dispatcher(new ConnectionChoice(this.addresses), pool.use() == ConnectionUse.EXCLUSIVE,
				to.size() * pool.connections() * pool.maxInFlight());
		this.clients = (pool.use() == ConnectionUse.STICKY) ? new StickyPool(new AddressChoice(this.addresses),
				new StickyTerms(name, terms, pool.reconnect(), new LogLimit())) : null;
	}

	private void wake() {
		this.dispatcher.wake();
	}

	/**
	 * Open the connections in the background.
	 */
	@Override
	public synchronized void start() {
		if (this.timer != null) {
			return;
		}
		ScheduledThreadPoolExecutor created = new ScheduledThreadPoolExecutor(1,
				Thread.ofPlatform().daemon().name("sluice-upstream-" + this.name + "-timer").factory());
		this.timer = created;
		if (this.lease != null) {
			this.lease.demand();
		}
		this.addresses.forEach(UpstreamAddress::start);
		if (this.clients != null) {
			this.clients.start();
		}
		repeat(created, sweepInterval(this.dialogue.timeout()), this::sweep);
		HealthCheck check = this.dialogue.check();
		if (check != null) {
			repeat(created, check.every(), () -> check(check));
		}
	}

	private static Duration sweepInterval(Duration timeout) {
		Duration wanted = timeout.dividedBy(20);
		if (wanted.compareTo(SHORTEST_SWEEP) < 0) {
			return SHORTEST_SWEEP;
		}
		return (wanted.compareTo(LONGEST_SWEEP) > 0) ? LONGEST_SWEEP : wanted;
	}

	private void repeat(ScheduledThreadPoolExecutor executor, Duration interval, Runnable task) {
		var _ = executor.scheduleWithFixedDelay(() -> runGuarded(task), interval.toNanos(), interval.toNanos(),
				TimeUnit.NANOSECONDS);
	}

	/**
	 * An executor does not repeat a task that has thrown.
	 */
	private void runGuarded(Runnable task) {
		try {
			task.run();
		}
		catch (Throwable ex) {
			log.error("[{}] the timer goes on after a failure", this.name, ex);
		}
	}

	/**
	 * Close the connections, and give up the lease. Requests in flight fail, and others
	 * are refused until the next start.
	 */
	@Override
	public synchronized void stop() {
		ScheduledThreadPoolExecutor current = this.timer;
		if (current != null) {
			this.timer = null;
			this.addresses.forEach(UpstreamAddress::stop);
			if (this.clients != null) {
				this.clients.stop();
			}
			current.shutdownNow();
			wake();
			if (this.lease != null) {
				this.lease.withdraw();
			}
		}
	}

	/**
	 * Close the clients that have connections of their own, after the replies to the
	 * requests that they have sent: another upstream does not know them.
	 */
	void finishClients() {
		if (this.clients != null) {
			this.clients.finishClients();
		}
	}

	@Override
	public int inFlight() {
		return waiting() + inFlightAtAddresses();
	}

	private int waiting() {
		return this.dispatcher.waiting() + ((this.clients != null) ? this.clients.waiting() : 0);
	}

	private int inFlightAtAddresses() {
		return this.addresses.stream().mapToInt(UpstreamAddress::inFlight).sum();
	}

	/**
	 * Whether the upstream has been started and not stopped.
	 */
	public synchronized boolean isRunning() {
		return this.timer != null;
	}

	/**
	 * The sender that listeners notify of their clients, if each has a connection of its
	 * own.
	 * @return {@code null} if clients share the connections
	 */
	public @Nullable TcpSender clients() {
		return this.clients;
	}

	/**
	 * Send a request. Does not wait for the upstream.
	 * @param client the id of the client's connection; needed if each client has a
	 * connection of its own
	 * @param request the request, without its framing
	 * @param receiver receives the reply, or an {@link UpstreamException}, or a
	 * {@link TcpHandlerException} with {@link ErrorCode#BUSY} or
	 * {@link ErrorCode#BAD_PAYLOAD}; once. May be called by the thread that reads the
	 * replies of others, and so must not block
	 */
	public void send(@Nullable String client, byte[] request,
			BiConsumer<byte @Nullable [], @Nullable Throwable> receiver) {
		String refusal = this.first.framing().refusal(request);
		if (refusal != null) {
			refuse(receiver, "the upstream's framing cannot carry the request: " + refusal);
			return;
		}
		ReplyKeys keys = this.dialogue.keys();
		Object key = (keys != null) ? keys.request(request) : null;
		if (keys != null && key == null) {
			refuse(receiver, "the request has no value that its reply could be recognized by");
			return;
		}
		Dispatcher to = dispatcher(client);
		if (to == null) {
			receiver.accept(null, new UpstreamException(Failure.NOT_SENT, "the client's connection has ended", null));
			return;
		}
		to.dispatch(new TcpRequest(request, key, System.nanoTime() + this.dialogue.timeout().toNanos(), receiver));
	}

	private @Nullable Dispatcher dispatcher(@Nullable String client) {
		if (this.clients == null) {
			return this.dispatcher;
		}
		return (client != null) ? this.clients.dispatcher(client) : null;
	}

	private static void refuse(BiConsumer<byte @Nullable [], @Nullable Throwable> receiver, String reason) {
		receiver.accept(null, new TcpHandlerException(ErrorCode.BAD_PAYLOAD, reason));
	}

	/**
	 * The number of replies that came too late, or that no request waited for.
	 */
	public long droppedReplies() {
		return this.dropped.sum();
	}

	/**
	 * The upstream as its operator sees it. An address without a connection, or one that
	 * fails its check, is not used. An ejected address is used if there is no other.
	 */
	UpstreamStatus status() {
		long now = System.nanoTime();
		List<UpstreamAddress.Condition> conditions = this.addresses.stream()
			.map((address) -> address.condition(now))
			.toList();
		List<UpstreamStatus.Address> shown = conditions.stream().map(UpstreamAddress.Condition::shown).toList();
		boolean usable = conditions.stream().anyMatch(UpstreamAddress.Condition::usable);
		boolean whole = shown.stream().allMatch((address) -> address.problem() == null);
		UpstreamState state = whole ? UpstreamState.UP : usable ? UpstreamState.DEGRADED : UpstreamState.DOWN;
		return new UpstreamStatus(state, shown, inFlightAtAddresses(), waiting());
	}

	private void sweep() {
		long now = System.nanoTime();
		this.addresses.forEach((address) -> address.expire(now));
		if (this.clients != null) {
			this.clients.expire(now);
		}
		wake();
	}

	private void check(HealthCheck check) {
		long now = System.nanoTime();
		this.addresses.forEach((address) -> address.check(check, this.dialogue, now));
	}

}

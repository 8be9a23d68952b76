package io.sluice.session;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.sluice.CloseReason;
import io.sluice.IdentityRefusedException;
import io.sluice.PushResult;
import io.sluice.PushResult.Outcome;
import io.sluice.TcpSession;
import io.sluice.TcpSessionClosedEvent;
import io.sluice.TcpSessionIdentifiedEvent;
import io.sluice.TcpSessionOpenedEvent;
import io.sluice.session.PushFrame.Purpose;
import io.sluice.spi.TlsPeer;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.MessageDeliveryException;

/**
 * The session of a connection that is open. It costs little until it has a name or an
 * attribute.
 */
public final class Session implements TcpSession, NameHolder {

	/** The most names of a session, which a client may be able to choose. */
	private static final int MAX_NAMES = 64;

	private final SessionConnection connection;

	private final ListenerSessions listener;

	private final long openedAt = System.nanoTime();

	/** All names that the session has been given, also those that it has lost. */
	private volatile Set<String> names = Set.of();

	private volatile @Nullable ConcurrentMap<String, Object> attributes;

	private volatile @Nullable SessionAsks asks;

	private final @Nullable Heartbeat heartbeat;

	private volatile boolean closed;

	Session(SessionConnection connection, ListenerSessions listener) {
		this.connection = connection;
		this.listener = listener;
		HeartbeatPolicy policy = listener.policy().prompts().heartbeat();
		this.heartbeat = (policy != null) ? new Heartbeat(policy) : null;
	}

	@Override
	public String id() {
		return this.connection.getConnectionId();
	}

	@Override
	public String listener() {
		return this.listener.name();
	}

	@Override
	public @Nullable String pod() {
		return null;
	}

	@Override
	public InetSocketAddress peer() {
		return this.connection.peer();
	}

	@Override
	public @Nullable String tlsSubject() {
		TlsPeer tls = this.connection.tls();
		return (tls != null) ? tls.subject() : null;
	}

	@Override
	public List<String> tlsNames() {
		TlsPeer tls = this.connection.tls();
		return (tls != null) ? tls.names() : List.of();
	}

	@Override
	public Set<String> identities() {
		Set<String> given = this.names;
		if (given.isEmpty()) {
			return given;
		}
		Set<String> held = new LinkedHashSet<>(given);
		held.removeIf((name) -> !this.listener.identities().isHeld(name, this));
		return Collections.unmodifiableSet(held);
	}

	/**
	 * All names that the session has been given, also those that another session has
	 * taken over.
	 */
	public Set<String> givenIdentities() {
		return this.names;
	}

	@Override
	public @Nullable String identity() {
		Set<String> given = this.names;
		return given.isEmpty() ? null : given.iterator().next();
	}

	@Override
	public void identify(String identity) {
		IdentityName.check(identity);
		if (claim(identity)) {
			this.connection.recordName(identity);
			this.connection.publish(new TcpSessionIdentifiedEvent(this, identity));
		}
	}

	/**
	 * @return {@code false} if the session has the name already
	 */
	private boolean claim(String name) {
		IdentityRegistry.Claim<Session> claim;
		synchronized (this) {
			if (this.names.contains(name) && this.listener.identities().find(name) == this) {
				return false;
			}
			checkClaim();
			claim = this.listener.identities().claim(name, this);
			if (claim.granted()) {
				addName(name);
			}
		}
		if (!claim.granted()) {
			this.connection.finish(CloseReason.IDENTITY_REFUSED);
			throw new IdentityRefusedException("another session is named '%s'".formatted(name));
		}
		this.listener.recordChange(name);
		Session replaced = claim.replaced();
		if (replaced != null) {
			replaced.endAsks();
			replaced.connection.finish(CloseReason.REPLACED);
		}
		return true;
	}

	/**
	 * Release a name that a session of another process has, and close the session. Does
	 * not block.
	 * @param name the name
	 * @param reason the close reason
	 */
	public void giveUp(String name, CloseReason reason) {
		this.listener.recordLoss(this, name);
		release(name);
		endAsks();
		this.connection.finish(reason);
	}

	private void release(String name) {
		this.listener.identities().release(name, this);
		this.listener.recordChange(name);
	}

	private void checkClaim() {
		if (this.closed) {
			throw new IdentityRefusedException("the session is closed");
		}
		if (this.names.size() >= MAX_NAMES) {
			throw new IdentityRefusedException("a session has at most %d names".formatted(MAX_NAMES));
		}
		// otherwise two sessions could close each other
		if (this.listener.policy().onDuplicate() == OnDuplicate.CLOSE_OLD
				&& this.names.stream().anyMatch((name) -> !this.listener.identities().isHeld(name, this))) {
			throw new IdentityRefusedException("another session has taken over the name of this one");
		}
	}

	private void addName(String name) {
		if (this.names.isEmpty()) {
			// a set of one name is small
			this.names = Set.of(name);
			return;
		}
		Set<String> more = new LinkedHashSet<>(this.names);
		more.add(name);
		this.names = Collections.unmodifiableSet(more);
	}

	@Override
	public ConcurrentMap<String, Object> attributes() {
		ConcurrentMap<String, Object> current = this.attributes;
		return (current != null) ? current : createAttributes();
	}

	private synchronized ConcurrentMap<String, Object> createAttributes() {
		ConcurrentMap<String, Object> current = this.attributes;
		if (current == null) {
			current = new ConcurrentHashMap<>(1);
			this.attributes = current;
		}
		return current;
	}

	/**
	 * The value of an attribute, or {@code null}.
	 */
	public @Nullable Object attribute(String name) {
		ConcurrentMap<String, Object> current = this.attributes;
		return (current != null) ? current.get(name) : null;
	}

	@Override
	public PushResult push(Object payload) {
		return Waits.await(begin(payload));
	}

	@Override
	public CompletionStage<PushResult> pushAsync(Object payload) {
		// the thread that completes the result writes for others, too
		return begin(payload).result().thenApplyAsync(Function.identity(), Thread::startVirtualThread);
	}

	/**
	 * Send a push, without a wait.
	 * @param payload the payload, as a handler would return it
	 */
	public PendingPush begin(Object payload) {
		try {
			return begin(frame(payload, Purpose.PUSH));
		}
		catch (MessageDeliveryException ex) {
			return unsendable(ex);
		}
	}

	/**
	 * Send a push, without a wait.
	 */
	PendingPush begin(PushFrame frame) {
		return this.connection.push(frame);
	}

	/**
	 * Whether a message has the same frame for all sessions of the listener.
	 */
	boolean isFrameShared() {
		return this.connection.isFrameShared();
	}

	/**
	 * The frame of a push, possibly to any session of the listener.
	 * @throws MessageDeliveryException if no frame can be made of the payload
	 */
	PushFrame frame(Object payload, Purpose purpose) {
		byte[] message = this.connection.message(payload);
		return new PushFrame(this.connection.frame(message), message.length, purpose);
	}

	@Override
	public <T> T ask(Object payload, Duration timeout, Class<T> type) {
		return asks().ask(payload, timeout, type);
	}

	@Override
	public <T> CompletionStage<T> askAsync(Object payload, Duration timeout, Class<T> type) {
		return asks().askAsync(payload, timeout, type);
	}

	private SessionAsks asks() {
		SessionAsks current = this.asks;
		return (current != null) ? current : createAsks();
	}

	private synchronized SessionAsks createAsks() {
		SessionAsks current = this.asks;
		if (current == null) {
			current = new SessionAsks(this.connection, listener(), this.listener.policy());
			this.asks = current;
			if (this.closed) {
				current.close();
			}
		}
		return current;
	}

	/**
	 * Take a message of the client, if it is the answer to a heartbeat or to an ask.
	 * Called by the connection's thread.
	 * @return {@code false} if it is a request
	 */
	public boolean accept(byte[] message) {
		if (this.heartbeat != null && this.heartbeat.accept(message)) {
			return true;
		}
		SessionAsks current = this.asks;
		return current != null && current.accept(message);
	}

	/**
	 * Whether an ask is pending. Any thread.
	 */
	public boolean isAsking() {
		SessionAsks current = this.asks;
		return current != null && current.isPending();
	}

	/**
	 * Accept no further ask, and run an action once none is pending. Any thread.
	 * @return {@code false} if none is pending: the action does not run
	 */
	public boolean whenAnswered(Runnable action) {
		SessionAsks current = this.asks;
		return current != null && current.whenDone(action);
	}

	/**
	 * End the waits for answers that are over, and send a heartbeat if it is due. Called
	 * by the sweeper.
	 * @param now the current {@link System#nanoTime()}
	 * @param reading whether messages of the client are read at present
	 */
	public void sweep(long now, boolean reading) {
		SessionAsks current = this.asks;
		if (current != null) {
			current.sweep(now);
		}
		if (this.heartbeat != null && reading && isOpen()) {
			beat(this.heartbeat, this.heartbeat.due(now, this.connection.sentBytes()));
		}
	}

	/**
	 * The time until a heartbeat or a name may be due. Called by the sweeper.
	 * @param now the current {@link System#nanoTime()}
	 * @return nanoseconds, at most those left
	 */
	public long restNanos(long now) {
		long named = unnamedNanos(now);
		return (this.heartbeat != null) ? Math.min(named, this.heartbeat.remainingNanos(now)) : named;
	}

	/**
	 * The time for which the session may go on without a name.
	 */
	private long unnamedNanos(long now) {
		return this.names.isEmpty() ? this.listener.policy().rule().remainingNanos(now - this.openedAt)
				: Long.MAX_VALUE;
	}

	private void beat(Heartbeat beating, Heartbeat.Due due) {
		if (due == Heartbeat.Due.SEND) {
			var _ = begin(beating.frame()).result().thenAccept((pushed) -> {
				if (!pushed.isWritten() && !pushed.partial()) {
					beating.recordUnsent();
				}
			});
		}
		else if (due == Heartbeat.Due.CLOSE) {
			this.connection.finish(CloseReason.HEARTBEAT_MISSED);
		}
	}

	/**
	 * End the waits for answers, because nothing more is read.
	 */
	public void endAsks() {
		SessionAsks current = this.asks;
		if (current != null) {
			current.close();
		}
	}

	/**
	 * The push of a message that cannot be made into a frame.
	 */
	PendingPush unsendable(MessageDeliveryException why) {
		return new EndedPush(new PushResult(Outcome.FAILED, this, false, String.valueOf(why.getMessage())));
	}

	ListenerSessions sessions() {
		return this.listener;
	}

	/**
	 * Whether the session must have got a name by now, and has none. Any thread.
	 * @param now the current {@link System#nanoTime()}
	 */
	public boolean isUnidentified(long now) {
		return unnamedNanos(now) <= 0;
	}

	@Override
	public boolean isOpen() {
		return !this.closed && this.connection.isOpenForPushes();
	}

	@Override
	public boolean isClosed() {
		return this.closed;
	}

	@Override
	public void close() {
		this.connection.finish(CloseReason.HANDLER_REQUESTED);
	}

	/**
	 * Publish that the session is open, and name it by what is known of its client.
	 * Called by the connection's thread.
	 */
	public void announce() {
		this.connection.publish(new TcpSessionOpenedEvent(this));
		this.listener.policy().rule().identify(this);
	}

	/**
	 * Release the names, because the connection is closed, and publish this. Called once.
	 * @param reason the close reason
	 */
	public void end(CloseReason reason) {
		release();
		Set<String> given = this.names;
		Set<String> lost = this.listener.removeLosses(this);
		Set<String> replaced = given.stream()
			.filter((name) -> lost.contains(name) || this.listener.identities().find(name) != null)
			.collect(Collectors.toSet());
		this.connection.publish(new TcpSessionClosedEvent(this, given, replaced, reason,
				Duration.ofNanos(System.nanoTime() - this.openedAt)));
	}

	/**
	 * Release the names, because the connection is closed. Any thread, any number of
	 * times; does not block.
	 */
	public void release() {
		synchronized (this) {
			this.closed = true;
		}
		endAsks();
		this.names.forEach(this::release);
	}

	@Override
	public String toString() {
		return "session %s of '%s'".formatted(id(), listener());
	}

}

package io.sluice.session;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.sluice.AskNotSentException;
import io.sluice.BroadcastResult;
import io.sluice.PushResult;
import io.sluice.PushResult.Outcome;
import io.sluice.TcpSession;
import io.sluice.TcpSessions;
import org.jspecify.annotations.Nullable;

/**
 * The open sessions of all listeners.
 */
public final class SessionDirectory implements TcpSessions {

	/** That of a listener that does not set it. */
	private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(1);

	private final Map<String, Entry> listeners = new ConcurrentHashMap<>();

	private volatile NameObserver observer = NameObserver.NONE;

	/**
	 * Add the sessions of a listener.
	 * @param sessions what they share
	 * @param source those that are open
	 */
	public void add(ListenerSessions sessions, SessionSource source) {
		sessions.observe(this.observer);
		this.listeners.put(sessions.name(), new Entry(sessions, source));
	}

	/**
	 * Have the names of all listeners observed. Called before they listen.
	 */
	public void observe(NameObserver next) {
		this.observer = next;
		this.listeners.values().forEach((entry) -> entry.sessions().observe(next));
	}

	/**
	 * What the sessions of a listener share, or {@code null}.
	 */
	public @Nullable ListenerSessions shared(String listener) {
		Entry entry = this.listeners.get(listener);
		return (entry != null) ? entry.sessions() : null;
	}

	/**
	 * The names of the listeners.
	 */
	public Set<String> listeners() {
		return Set.copyOf(this.listeners.keySet());
	}

	/**
	 * The longest time that a push waits for a client of a listener, or of any listener.
	 * @param listener the listener's name, or {@code null} for any
	 */
	public Duration pushTimeout(@Nullable String listener) {
		Entry entry = (listener != null) ? this.listeners.get(listener) : null;
		return (entry != null) ? entry.sessions().pushes().timeout()
				: this.listeners.values()
					.stream()
					.map((each) -> each.sessions().pushes().timeout())
					.max(Duration::compareTo)
					.orElse(DEFAULT_TIMEOUT);
	}

	/**
	 * The number of open connections.
	 */
	public int count() {
		return this.listeners.values().stream().mapToInt((entry) -> entry.source().count()).sum();
	}

	@Override
	public @Nullable Session session(String id) {
		for (Entry entry : this.listeners.values()) {
			Session session = entry.source().session(id);
			if (session != null) {
				return session;
			}
		}
		return null;
	}

	@Override
	public List<TcpSession> find(String identity) {
		return named(identity).<TcpSession>map((session) -> session).toList();
	}

	/**
	 * The sessions that have a name, at most one for each listener.
	 */
	public Stream<Session> named(String identity) {
		return this.listeners.values()
			.stream()
			.map((entry) -> entry.sessions().identities().find(identity))
			.<Session>mapMulti((session, found) -> {
				if (session != null) {
					found.accept(session);
				}
			});
	}

	@Override
	public @Nullable TcpSession find(String listener, String identity) {
		return named(listener, identity);
	}

	/**
	 * The session of a listener that has a name, or {@code null}.
	 */
	public @Nullable Session named(String listener, String identity) {
		Entry entry = this.listeners.get(listener);
		return (entry != null) ? entry.sessions().identities().find(identity) : null;
	}

	@Override
	public List<TcpSession> findLocal(Predicate<? super TcpSession> condition) {
		return all().filter(condition).<TcpSession>map((session) -> session).toList();
	}

	@Override
	public List<TcpSession> localSessions(String listener) {
		return open(listener).<TcpSession>map((session) -> session).toList();
	}

	private Stream<Session> all() {
		return this.listeners.values().stream().flatMap((entry) -> entry.source().sessions());
	}

	private Stream<Session> open(String listener) {
		Entry entry = this.listeners.get(listener);
		return (entry != null) ? entry.source().sessions() : Stream.empty();
	}

	@Override
	public PushResult push(String identity, Object payload) {
		Named named = only(identity);
		return (named.session() != null) ? named.session().push(payload) : named.failure(identity);
	}

	@Override
	public PushResult push(String listener, String identity, Object payload) {
		Session session = named(listener, identity);
		return (session != null) ? session.push(payload) : notConnected(listener, identity);
	}

	@Override
	public CompletionStage<PushResult> pushAsync(String identity, Object payload) {
		Named named = only(identity);
		return (named.session() != null) ? named.session().pushAsync(payload)
				: new EndedPush(named.failure(identity)).result();
	}

	@Override
	public CompletionStage<PushResult> pushAsync(String listener, String identity, Object payload) {
		Session session = named(listener, identity);
		return (session != null) ? session.pushAsync(payload)
				: new EndedPush(notConnected(listener, identity)).result();
	}

	@Override
	public <T> T ask(String identity, Object payload, Duration timeout, Class<T> type) {
		Named named = only(identity);
		if (named.session() == null) {
			throw notSent(named.failure(identity));
		}
		return named.session().ask(payload, timeout, type);
	}

	@Override
	public <T> T ask(String listener, String identity, Object payload, Duration timeout, Class<T> type) {
		Session session = named(listener, identity);
		if (session == null) {
			throw notSent(notConnected(listener, identity));
		}
		return session.ask(payload, timeout, type);
	}

	@Override
	public <T> CompletionStage<T> askAsync(String identity, Object payload, Duration timeout, Class<T> type) {
		Named named = only(identity);
		return (named.session() != null) ? named.session().askAsync(payload, timeout, type)
				: CompletableFuture.failedStage(notSent(named.failure(identity)));
	}

	@Override
	public <T> CompletionStage<T> askAsync(String listener, String identity, Object payload, Duration timeout,
			Class<T> type) {
		Session session = named(listener, identity);
		return (session != null) ? session.askAsync(payload, timeout, type)
				: CompletableFuture.failedStage(notSent(notConnected(listener, identity)));
	}

	private static AskNotSentException notSent(PushResult failure) {
		return new AskNotSentException(failure.outcome(), failure.reason());
	}

	private Named only(String identity) {
		List<Session> found = named(identity).limit(2).toList();
		return new Named((found.size() == 1) ? found.getFirst() : null, found.size() > 1);
	}

	private PushResult notConnected(String listener, String identity) {
		return new PushResult(Outcome.NOT_CONNECTED, null, false,
				this.listeners.containsKey(listener)
						? "no session of listener '%s' is named '%s'".formatted(listener, identity)
						: "there is no listener '%s'".formatted(listener));
	}

	@Override
	public BroadcastResult broadcast(Object payload) {
		return Broadcast.begin(all(), payload).await();
	}

	@Override
	public BroadcastResult broadcast(String listener, Object payload) {
		return Broadcast.begin(open(listener), payload).await();
	}

	/**
	 * Send a message to sessions of this process, until a deadline.
	 * @param listener only to those of this listener, or {@code null} for all
	 * @param deadline the {@link System#nanoTime()} after which no write begins
	 */
	public BroadcastResult broadcast(@Nullable String listener, Object payload, long deadline) {
		return Broadcast.begin((listener != null) ? open(listener) : all(), payload, deadline).await();
	}

	@Override
	public BroadcastResult broadcastLocal(Predicate<? super TcpSession> condition, Object payload) {
		return Broadcast.begin(all().filter(condition), payload).await();
	}

	@Override
	public CompletionStage<BroadcastResult> broadcastAsync(Object payload) {
		return Broadcast.begin(all(), payload).awaitLater();
	}

	@Override
	public CompletionStage<BroadcastResult> broadcastAsync(String listener, Object payload) {
		return Broadcast.begin(open(listener), payload).awaitLater();
	}

	@Override
	public CompletionStage<BroadcastResult> broadcastLocalAsync(Predicate<? super TcpSession> condition,
			Object payload) {
		return Broadcast.begin(all().filter(condition), payload).awaitLater();
	}

	/**
	 * The sessions of a listener.
	 *
	 * @param sessions what they share
	 * @param source those that are open
	 */
	private record Entry(ListenerSessions sessions, SessionSource source) {

	}

	/**
	 * The search for the only session that has a name.
	 *
	 * @param session the session, or {@code null} if there is none, or several
	 * @param ambiguous whether there are several
	 */
	private record Named(@Nullable Session session, boolean ambiguous) {

		PushResult failure(String identity) {
			return this.ambiguous
					? new PushResult(Outcome.AMBIGUOUS, null, false,
							"sessions of several listeners are named '%s'".formatted(identity))
					: new PushResult(Outcome.NOT_CONNECTED, null, false,
							"no session is named '%s'".formatted(identity));
		}

	}

}

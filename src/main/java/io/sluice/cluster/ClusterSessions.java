package io.sluice.cluster;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

import io.sluice.BroadcastResult;
import io.sluice.PushResult;
import io.sluice.TcpSession;
import io.sluice.TcpSessions;
import io.sluice.session.SessionDirectory;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * The open sessions of all pods. Those of this process come first, without the engine.
 */
@RequiredArgsConstructor
public final class ClusterSessions implements TcpSessions {

	/** Of a broadcast whose result is not waited for. */
	private static final BroadcastResult INTERRUPTED = new BroadcastResult(0, 0, 0, List.of());

	private final SessionDirectory local;

	private final RemoteSessions remote;

	@Override
	public @Nullable TcpSession session(String id) {
		TcpSession session = this.local.session(id);
		return (session != null) ? session : first(this.remote.findById(id));
	}

	private static @Nullable TcpSession first(CompletableFuture<List<TcpSession>> search) {
		List<TcpSession> found = RemoteWaits.await(search, List.of());
		return found.isEmpty() ? null : found.getFirst();
	}

	@Override
	public List<TcpSession> find(String identity) {
		List<TcpSession> found = this.local.find(identity);
		return !found.isEmpty() ? found : RemoteWaits.await(this.remote.find(null, identity), List.of());
	}

	@Override
	public @Nullable TcpSession find(String listener, String identity) {
		TcpSession session = this.local.find(listener, identity);
		return (session != null) ? session : first(this.remote.find(listener, identity));
	}

	@Override
	public List<TcpSession> findLocal(Predicate<? super TcpSession> condition) {
		return this.local.findLocal(condition);
	}

	@Override
	public List<TcpSession> localSessions(String listener) {
		return this.local.localSessions(listener);
	}

	private boolean isLocal(String identity) {
		return this.local.named(identity).findAny().isPresent();
	}

	private boolean isLocal(String listener, String identity) {
		return this.local.named(listener, identity) != null;
	}

	@Override
	public PushResult push(String identity, Object payload) {
		return isLocal(identity) ? this.local.push(identity, payload)
				: RemoteWaits.awaitPush(this.remote.push(null, identity, payload));
	}

	@Override
	public PushResult push(String listener, String identity, Object payload) {
		return isLocal(listener, identity) ? this.local.push(listener, identity, payload)
				: RemoteWaits.awaitPush(this.remote.push(listener, identity, payload));
	}

	@Override
	public CompletionStage<PushResult> pushAsync(String identity, Object payload) {
		return isLocal(identity) ? this.local.pushAsync(identity, payload)
				: RemoteWaits.handOver(this.remote.push(null, identity, payload));
	}

	@Override
	public CompletionStage<PushResult> pushAsync(String listener, String identity, Object payload) {
		return isLocal(listener, identity) ? this.local.pushAsync(listener, identity, payload)
				: RemoteWaits.handOver(this.remote.push(listener, identity, payload));
	}

	@Override
	public <T> T ask(String identity, Object payload, Duration timeout, Class<T> type) {
		return isLocal(identity) ? this.local.ask(identity, payload, timeout, type)
				: RemoteWaits.awaitAnswer(this.remote.ask(null, identity, new RemoteAsk<>(payload, timeout, type)));
	}

	@Override
	public <T> T ask(String listener, String identity, Object payload, Duration timeout, Class<T> type) {
		return isLocal(listener, identity) ? this.local.ask(listener, identity, payload, timeout, type)
				: RemoteWaits.awaitAnswer(this.remote.ask(listener, identity, new RemoteAsk<>(payload, timeout, type)));
	}

	@Override
	public <T> CompletionStage<T> askAsync(String identity, Object payload, Duration timeout, Class<T> type) {
		return isLocal(identity) ? this.local.askAsync(identity, payload, timeout, type)
				: RemoteWaits.handOver(this.remote.ask(null, identity, new RemoteAsk<>(payload, timeout, type)));
	}

	@Override
	public <T> CompletionStage<T> askAsync(String listener, String identity, Object payload, Duration timeout,
			Class<T> type) {
		return isLocal(listener, identity) ? this.local.askAsync(listener, identity, payload, timeout, type)
				: RemoteWaits.handOver(this.remote.ask(listener, identity, new RemoteAsk<>(payload, timeout, type)));
	}

	@Override
	public BroadcastResult broadcast(Object payload) {
		return RemoteWaits.await(broadcastToAll(null, payload), INTERRUPTED);
	}

	@Override
	public BroadcastResult broadcast(String listener, Object payload) {
		return RemoteWaits.await(broadcastToAll(listener, payload), INTERRUPTED);
	}

	@Override
	public BroadcastResult broadcastLocal(Predicate<? super TcpSession> condition, Object payload) {
		return this.local.broadcastLocal(condition, payload);
	}

	@Override
	public CompletionStage<BroadcastResult> broadcastAsync(Object payload) {
		return RemoteWaits.handOver(broadcastToAll(null, payload));
	}

	@Override
	public CompletionStage<BroadcastResult> broadcastAsync(String listener, Object payload) {
		return RemoteWaits.handOver(broadcastToAll(listener, payload));
	}

	private CompletableFuture<BroadcastResult> broadcastToAll(@Nullable String listener, Object payload) {
		CompletionStage<BroadcastResult> here = (listener != null) ? this.local.broadcastAsync(listener, payload)
				: this.local.broadcastAsync(payload);
		return this.remote.broadcast(listener, payload, here.toCompletableFuture());
	}

	@Override
	public CompletionStage<BroadcastResult> broadcastLocalAsync(Predicate<? super TcpSession> condition,
			Object payload) {
		return this.local.broadcastLocalAsync(condition, payload);
	}

}

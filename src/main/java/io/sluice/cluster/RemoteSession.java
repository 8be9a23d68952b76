package io.sluice.cluster;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentMap;

import io.sluice.PushResult;
import io.sluice.TcpSession;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * A view of a session of another pod, at the time at which it was found.
 */
@RequiredArgsConstructor
final class RemoteSession implements TcpSession {

	private final SessionDescription session;

	private final RemoteSessions remote;

	@Override
	public String id() {
		return this.session.id();
	}

	@Override
	public String listener() {
		return this.session.listener();
	}

	@Override
	public String pod() {
		return this.session.pod();
	}

	@Override
	public InetSocketAddress peer() {
		return this.session.peer();
	}

	@Override
	public @Nullable String tlsSubject() {
		return this.session.tlsSubject();
	}

	@Override
	public List<String> tlsNames() {
		return this.session.tlsNames();
	}

	@Override
	public Set<String> identities() {
		return Collections.unmodifiableSet(new LinkedHashSet<>(this.session.identities()));
	}

	@Override
	public @Nullable String identity() {
		return this.session.identities().isEmpty() ? null : this.session.identities().getFirst();
	}

	@Override
	public void identify(String identity) {
		throw unsupported("be given a name");
	}

	@Override
	public ConcurrentMap<String, Object> attributes() {
		throw unsupported("show its attributes");
	}

	private UnsupportedOperationException unsupported(String what) {
		return new UnsupportedOperationException(
				"[%s] session %s is on pod '%s'; it can only %s there".formatted(listener(), id(), pod(), what));
	}

	@Override
	public PushResult push(Object payload) {
		return RemoteWaits.awaitPush(this.remote.push(this.session, payload));
	}

	@Override
	public CompletionStage<PushResult> pushAsync(Object payload) {
		return RemoteWaits.handOver(this.remote.push(this.session, payload));
	}

	@Override
	public <T> T ask(Object payload, Duration timeout, Class<T> type) {
		return RemoteWaits.awaitAnswer(this.remote.ask(this.session, new RemoteAsk<>(payload, timeout, type)));
	}

	@Override
	public <T> CompletionStage<T> askAsync(Object payload, Duration timeout, Class<T> type) {
		return RemoteWaits.handOver(this.remote.ask(this.session, new RemoteAsk<>(payload, timeout, type)));
	}

	@Override
	public boolean isOpen() {
		return !RemoteWaits.await(this.remote.findById(id()), List.<TcpSession>of()).isEmpty();
	}

	@Override
	public void close() {
		this.remote.close(this.session);
	}

	@Override
	public String toString() {
		return "session %s of '%s' on pod '%s'".formatted(id(), listener(), pod());
	}

}

package io.sluice.cluster;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.sluice.CloseReason;
import io.sluice.PushResult;
import io.sluice.PushResult.Outcome;
import io.sluice.session.ListenerSessions;
import io.sluice.session.PendingPush;
import io.sluice.session.PushFrame;
import io.sluice.session.Session;
import io.sluice.session.SessionConnection;
import io.sluice.spi.TlsPeer;
import org.jspecify.annotations.Nullable;

/**
 * A connection that takes all pushes, and ends when it is told to.
 */
final class SimulatedConnection implements SessionConnection {

	private final Queue<String> received = new ConcurrentLinkedQueue<>();

	private final String id;

	private final Session session;

	private volatile @Nullable CloseReason closeReason;

	SimulatedConnection(String id, ListenerSessions sessions) {
		this.id = id;
		this.session = sessions.open(this);
	}

	Session session() {
		return this.session;
	}

	Queue<String> received() {
		return this.received;
	}

	@Nullable CloseReason closeReason() {
		return this.closeReason;
	}

	@Override
	public String getConnectionId() {
		return this.id;
	}

	@Override
	public InetSocketAddress peer() {
		return new InetSocketAddress(InetAddress.getLoopbackAddress(), 4711);
	}

	@Override
	public @Nullable TlsPeer tls() {
		return null;
	}

	@Override
	public boolean isOpenForPushes() {
		return this.closeReason == null;
	}

	@Override
	public byte[] message(Object payload) {
		return (payload instanceof byte[] bytes) ? bytes : payload.toString().getBytes(StandardCharsets.UTF_8);
	}

	@Override
	public byte[] frame(byte[] message) {
		return message;
	}

	@Override
	public boolean isFrameShared() {
		return true;
	}

	@Override
	public PendingPush push(PushFrame frame) {
		this.received.add(new String(frame.bytes(), StandardCharsets.UTF_8));
		CompletableFuture<PushResult> written = CompletableFuture
			.completedFuture(new PushResult(Outcome.WRITTEN, this.session, true, ""));
		return new PendingPush() {

			@Override
			public CompletableFuture<PushResult> result() {
				return written;
			}

			@Override
			public long deadline() {
				return 0;
			}

			@Override
			public boolean hasBegun() {
				return true;
			}

			@Override
			public void expire() {
			}

		};
	}

	@Override
	public boolean isReading() {
		return isOpenForPushes();
	}

	@Override
	public boolean isReadBy(Thread thread) {
		return false;
	}

	@Override
	public long sentBytes() {
		return 0;
	}

	@Override
	public void recordAnswer(int size, boolean late) {
	}

	@Override
	public void recordName(String name) {
	}

	@Override
	public void publish(Object event) {
	}

	@Override
	public void finish(CloseReason reason) {
		if (this.closeReason == null) {
			this.closeReason = reason;
			this.session.release();
		}
	}

}

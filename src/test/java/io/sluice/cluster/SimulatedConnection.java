package io.sluice.cluster;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
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
import io.sluice.session.SessionConnectionStub;
import org.jspecify.annotations.Nullable;

/**
 * A connection that takes all pushes, and ends when it is told to.
 */
final class SimulatedConnection extends SessionConnectionStub {

	private final Queue<String> received = new ConcurrentLinkedQueue<>();

	private final String id;

	private final Session session;

	private final Queue<PendingPush> waiting = new ConcurrentLinkedQueue<>();

	private volatile boolean reading = true;

	private volatile @Nullable CloseReason closeReason;

	SimulatedConnection(String id, ListenerSessions sessions) {
		this(id, sessions, new CompletableFuture<>());
	}

	private SimulatedConnection(String id, ListenerSessions sessions, CompletableFuture<PushResult> written) {
		super(written);
		this.id = id;
		this.session = sessions.open(this);
		written.complete(new PushResult(Outcome.WRITTEN, this.session, true, ""));
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

	/** From now on, pushes wait. */
	void stopReading() {
		this.reading = false;
	}

	/** Whether the pushes that wait have been withdrawn. */
	boolean hasWithdrawn() {
		return !this.waiting.isEmpty() && this.waiting.stream().allMatch((push) -> push.result().isDone());
	}

	@Override
	public PendingPush push(PushFrame frame) {
		if (!this.reading) {
			PendingPush push = new WaitingPush();
			this.waiting.add(push);
			return push;
		}
		this.received.add(new String(frame.bytes(), StandardCharsets.UTF_8));
		return super.push(frame);
	}

	@Override
	public boolean isReading() {
		return isOpenForPushes();
	}

	@Override
	public void finish(CloseReason reason) {
		if (this.closeReason == null) {
			this.closeReason = reason;
			this.session.release();
		}
	}

	/** A push that waits for its client, for a long time. */
	private final class WaitingPush implements PendingPush {

		private final CompletableFuture<PushResult> result = new CompletableFuture<>();

		private final long deadline = System.nanoTime() + Duration.ofMinutes(10).toNanos();

		@Override
		public CompletableFuture<PushResult> result() {
			return this.result;
		}

		@Override
		public long deadline() {
			return this.deadline;
		}

		@Override
		public boolean hasBegun() {
			return false;
		}

		@Override
		public void expire() {
			this.result.complete(new PushResult(Outcome.STUCK, SimulatedConnection.this.session, false, ""));
		}

	}

}

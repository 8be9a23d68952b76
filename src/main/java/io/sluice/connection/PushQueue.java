package io.sluice.connection;

import java.io.IOException;

import io.sluice.CloseReason;
import io.sluice.PushResult.Outcome;
import io.sluice.TcpSession;
import io.sluice.connection.WaitingPushes.Added;
import io.sluice.process.MemoryBudget;
import io.sluice.process.MemoryKind;
import io.sluice.session.PushFrame;
import io.sluice.session.PushFrame.Purpose;
import io.sluice.session.PushPolicy;
import io.sluice.socket.WriteClaim;
import io.sluice.telemetry.ConnectionEvent.Kind;
import io.sluice.telemetry.RecentEvents;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

/**
 * The pushes of one session that have not been written. They leave in their order. The
 * thread that adds the first one writes what the socket takes at once. What has to wait
 * is written by a thread that waits for this client only: a virtual thread, or the one
 * that is about to write a reply behind it. Any thread.
 */
@RequiredArgsConstructor
@Slf4j(topic = "io.sluice.listener")
final class PushQueue implements PushOwner {

	private final ListenerContext listener;

	private final ConnectionContext connection;

	private final ReplyOutput output;

	private final TcpSession session;

	/** Records the pushes that have ended; {@code null} if nothing does. */
	private final @Nullable RecentEvents recent;

	private final WaitingPushes waiting = new WaitingPushes();

	/**
	 * Add a push, which is written soon. Does not wait.
	 */
	Push add(PushFrame frame) {
		PushPolicy policy = this.listener.sessions().pushes();
		long now = System.nanoTime();
		Push push = new Push(this, this.session, frame, now, now + policy.timeout().toNanos());
		if (!charge(push)) {
			return push.refuse(Outcome.FAILED, "no memory is left for it ('sluice.limits.memory')");
		}
		if (!add(push, policy.maxPending())) {
			release(push);
		}
		return push;
	}

	private boolean add(Push push, int maxPending) {
		Added added = this.connection.lifecycle().isEnding() ? Added.CLOSED : this.waiting.add(push, maxPending);
		// no switch: its table could not be initialized without memory
		if (added == Added.CLOSED) {
			push.refuse(Outcome.NOT_CONNECTED, "the connection is closed");
		}
		else if (added == Added.FULL) {
			push.refuse(Outcome.STUCK, "%d pushes wait for the client to read".formatted(this.waiting.size()));
		}
		else if (added == Added.FIRST) {
			begin(push.frame().purpose());
		}
		return added == Added.FIRST || added == Added.BEHIND;
	}

	/**
	 * A greeting or heartbeat is written on another thread: the sweeper may send
	 * thousands of heartbeats.
	 */
	private void begin(Purpose purpose) {
		if (purpose == Purpose.PROMPT) {
			schedule();
		}
		else {
			run(this::begin);
		}
	}

	/**
	 * Write as much of the first push as needs no wait, and hand the rest over to a
	 * virtual thread.
	 */
	private void begin() throws IOException {
		Push begun = null;
		if (this.output.tryTurn()) {
			try {
				begun = tryWriteNext();
			}
			finally {
				if (begun == null) {
					this.output.endTurn();
				}
			}
		}
		if (begun != null) {
			handOver(begun);
		}
		else if (!this.waiting.finish()) {
			schedule();
		}
	}

	/**
	 * @return a push that has been written in part: nothing may be written before its
	 * rest
	 */
	private @Nullable Push tryWriteNext() throws IOException {
		Push push = this.waiting.poll();
		if (push == null) {
			return null;
		}
		try {
			this.output.tryWrite(push.bytes(), push);
			if (!push.bytes().hasRemaining()) {
				push.recordWritten();
			}
		}
		catch (IOException | RuntimeException | Error ex) {
			fail(push);
			throw ex;
		}
		if (!push.bytes().hasRemaining()) {
			leave(push);
			return null;
		}
		if (push.bytes().position() > 0) {
			return push;
		}
		this.waiting.putBack(push);
		return null;
	}

	private void handOver(Push begun) {
		boolean started = false;
		try {
			startThread(() -> writeRest(begun));
			started = true;
		}
		finally {
			if (!started) {
				this.output.tear();
				this.output.endTurn();
				fail(begun);
			}
		}
	}

	private void writeRest(Push begun) throws IOException {
		try {
			write(begun, WriteClaim.NONE);
		}
		finally {
			this.output.endTurn();
		}
		writeAll();
	}

	private void startThread(Step step) {
		Thread.ofVirtual().name("sluice-" + this.listener.name() + "-push").start(() -> run(step));
	}

	private void schedule() {
		try {
			startThread(this::writeAll);
		}
		catch (OutOfMemoryError ex) {
			this.waiting.unschedule();
			for (Push push : this.waiting.snapshot()) {
				end(push, Outcome.FAILED, "no memory is left for its thread");
			}
		}
	}

	private void end(Push push, Outcome outcome, String reason) {
		if (this.waiting.remove(push)) {
			release(push);
			push.fail(outcome, reason);
		}
	}

	// lets other threads of the carrier run between two pushes
	@SuppressWarnings("ThreadPriorityCheck")
	private void writeAll() throws IOException {
		while (!this.waiting.finish()) {
			writeNext();
			// a reply may wait for its turn
			Thread.yield();
		}
	}

	/**
	 * Write, and close the connection if that fails.
	 */
	private void run(Step step) {
		try {
			step.run();
		}
		catch (IOException ex) {
			this.waiting.unschedule();
			if (!this.connection.lifecycle().isEnding()) {
				this.connection.recordFailure(ex);
				this.connection.closeNow(CloseReason.CLIENT_RESET);
			}
		}
		catch (RuntimeException | Error ex) {
			this.waiting.unschedule();
			log.error("[{}] a push to connection {} failed", this.listener.name(), this.connection.getConnectionId(),
					ex);
			this.connection.recordFailure(ex);
			this.connection.closeNow(CloseReason.SERVER_ERROR);
		}
	}

	/**
	 * Write the pushes that wait now, and at most one that comes later. Blocks while the
	 * client does not read.
	 * @throws IOException if the connection broke
	 */
	void writeWaiting() throws IOException {
		for (int left = this.waiting.unwritten(); left > 0; left--) {
			writeNext();
		}
	}

	private void writeNext() throws IOException {
		this.output.awaitTurn();
		try {
			Push push = this.waiting.poll();
			if (push != null) {
				write(push, push);
			}
		}
		finally {
			this.output.endTurn();
		}
	}

	private void write(Push push, WriteClaim claim) throws IOException {
		try {
			if (this.output.write(push.bytes(), claim)) {
				push.recordWritten();
			}
		}
		catch (IOException | RuntimeException | Error ex) {
			fail(push);
			throw ex;
		}
		leave(push);
	}

	private void fail(Push push) {
		push.fail(Outcome.NOT_CONNECTED, "the connection is closed");
		leave(push);
	}

	private void leave(Push push) {
		this.waiting.endCurrent();
		release(push);
	}

	@Override
	public void withdraw(Push push) {
		if (this.waiting.remove(push)) {
			release(push);
		}
		else if (this.waiting.current() == push) {
			this.output.wakeWriter();
		}
	}

	/**
	 * Recorded with the time at which the push was added: an ask may be answered before
	 * the end of its push is recorded.
	 */
	@Override
	public void recordEnd(Push push, Outcome outcome, boolean partial) {
		PushFrame frame = push.frame();
		if (this.recent != null && frame.purpose() != Purpose.PROMPT) {
			this.recent.recordPush((frame.purpose() == Purpose.ASK) ? Kind.ASK : Kind.PUSH, push.addedAt(),
					frame.size(), outcome, partial);
		}
	}

	/**
	 * Whether no push waits or is being written. Any thread.
	 */
	boolean isEmpty() {
		return this.waiting.unwritten() == 0;
	}

	/**
	 * End the waits that are over. Called by the sweeper.
	 * @param now the current {@link System#nanoTime()}
	 */
	void expire(long now) {
		Push written = this.waiting.current();
		if (written != null) {
			written.expire(now);
		}
		if (!this.waiting.isEmpty()) {
			for (Push push : this.waiting.snapshot()) {
				push.expire(now);
			}
		}
	}

	/**
	 * End all pushes that wait, because the connection is closed. The push that is being
	 * written ends when its write fails.
	 */
	void close() {
		this.waiting.close();
		for (Push push : this.waiting.snapshot()) {
			end(push, Outcome.NOT_CONNECTED, "the connection is closed");
		}
	}

	/**
	 * Bytes that sessions share are not charged to one of them.
	 */
	private boolean charge(Push push) {
		return push.frame().isShared() || memory().tryTake(MemoryKind.REPLIES, push.frame().bytes().length);
	}

	private void release(Push push) {
		if (!push.frame().isShared()) {
			memory().release(MemoryKind.REPLIES, push.frame().bytes().length);
		}
	}

	private MemoryBudget memory() {
		return this.listener.resources().memory();
	}

	/**
	 * A step that writes.
	 */
	@FunctionalInterface
	private interface Step {

		void run() throws IOException;

	}

}

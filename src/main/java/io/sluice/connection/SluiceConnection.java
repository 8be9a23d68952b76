package io.sluice.connection;

import java.io.IOException;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;

import io.sluice.CloseReason;
import io.sluice.connection.ConnectionDeadlines.Action;
import io.sluice.connection.ConnectionDeadlines.Activity;
import io.sluice.connection.ConnectionDeadlines.Due;
import io.sluice.connection.ConnectionLifecycle.State;
import io.sluice.session.PendingPush;
import io.sluice.session.PushFrame;
import io.sluice.session.Session;
import io.sluice.socket.InputListener;
import io.sluice.socket.PolledSocket;
import io.sluice.socket.WriteClaim;
import io.sluice.spi.Exchange;
import io.sluice.spi.Framing;
import io.sluice.spi.OpenedSocket;
import io.sluice.spi.RefusedException;
import io.sluice.spi.RequestGate;
import io.sluice.telemetry.ConnectionInfo;
import io.sluice.telemetry.ConnectionLife;
import io.sluice.telemetry.Moment;
import io.sluice.telemetry.Phase;
import io.sluice.telemetry.RecentEvents;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageDeliveryException;
import org.springframework.messaging.support.GenericMessage;

/**
 * One client's connection and the thread that serves it. The connection is opened, its
 * requests are served, and it ends once, with one close reason.
 */
@Slf4j(topic = "io.sluice.listener")
public final class SluiceConnection extends ConnectionAdapter implements Exchange.Connection, InputListener {

	/** The period of the sweeper. */
	public static final long SWEEP_NANOS = ConnectionDeadlines.SWEEP_NANOS;

	/** The close reasons that let pending asks get their answers first. */
	private static final Set<CloseReason> PATIENT = EnumSet.of(CloseReason.DRAINING, CloseReason.MAX_AGE,
			CloseReason.REBALANCED);

	private final ListenerContext listener;

	private final PolledSocket socket;

	private final ConnectionLifecycle lifecycle = new ConnectionLifecycle();

	private final ConnectionStreams streams;

	private final ConnectionDeadlines deadlines;

	private final RequestLoop loop;

	private final ConnectionRoster roster;

	/** The id of the thread that serves the connection, or 0 while there is none. */
	private volatile long threadId;

	/** Whether no thread could be started although there is input. */
	private volatile boolean unserved;

	/** Admits the requests; {@code null} until the connection is open. */
	private @Nullable RequestGate gate;

	/**
	 * Create a connection for an accepted socket.
	 * @param listener the parts that the listener's connections share
	 * @param socket the accepted socket
	 * @param roster the registry that holds the connection while it is open
	 * @param publisher publishes the connection's events
	 * @param factoryName the factory name in these events
	 */
	public SluiceConnection(ListenerContext listener, PolledSocket socket, ConnectionRoster roster,
			ApplicationEventPublisher publisher, String factoryName) {
		super(listener, socket, publisher, factoryName);
		this.listener = listener;
		this.socket = socket;
		this.streams = new ConnectionStreams(listener, socket);
		boolean pipelined = listener.requests().pipeline().depth() > 1;
		this.deadlines = new ConnectionDeadlines(listener.protocol().timeouts(), pipelined, this.lifecycle, socket,
				this.streams.output());
		this.loop = pipelined ? new PipelinedLoop(listener, this, this.streams, this.deadlines)
				: new SerialLoop(listener, this, this.streams, this.deadlines);
		this.roster = roster;
		listener.telemetry().metrics().connectionOpened();
	}

	@Override
	public ConnectionLifecycle lifecycle() {
		return this.lifecycle;
	}

	@Override
	public long acceptedAt() {
		return this.deadlines.acceptedAt();
	}

	@Override
	public void run() {
		this.threadId = Thread.currentThread().threadId();
		this.deadlines.endRest();
		boolean waits = false;
		try {
			waits = runWhileTalking();
		}
		finally {
			if (!waits) {
				this.streams.release();
			}
		}
	}

	/**
	 * @return whether the connection is quiet, and belongs to the thread that its next
	 * input starts
	 */
	private boolean runWhileTalking() {
		CloseReason reason = CloseReason.SERVER_ERROR;
		boolean waits = false;
		try {
			CloseReason end = serve(begin());
			if (end == null) {
				waits = true;
				return true;
			}
			this.lifecycle.finish(end);
			reason = this.lifecycle.reasonOr(reason);
			this.streams.output().flush();
			endOutput(reason);
			lingerAndClose(reason);
		}
		catch (RefusedException ex) {
			log.debug("[{}] connection {} is refused: {}", this.listener.name(), getConnectionId(), ex.getMessage());
			reason = ex.reason();
		}
		catch (IOException ex) {
			log.debug("[{}] connection {} broke: {}", this.listener.name(), getConnectionId(), ex.toString());
			reason = reasonOf(ex);
		}
		catch (RuntimeException | Error ex) {
			log.error("[{}] connection {} failed", this.listener.name(), getConnectionId(), ex);
			recordFailure(ex);
		}
		finally {
			if (!waits) {
				close(reason);
			}
		}
		return false;
	}

	/**
	 * Open the connection, or go on with one that was quiet.
	 */
	private RequestGate begin() throws IOException {
		RequestGate begun = this.gate;
		if (begun != null) {
			this.streams.input().resume();
			return begun;
		}
		OpenedSocket opened = open();
		greet();
		publishConnectionOpenEvent();
		begun = this.listener.requests().gates().apply(opened.peer().getAddress());
		this.gate = begun;
		return begun;
	}

	/**
	 * Serve requests until the connection must end, or waits for input without a thread.
	 * @return the close reason, or {@code null} if it waits
	 */
	private @Nullable CloseReason serve(RequestGate begun) throws IOException {
		CloseReason end = this.loop.run(begun);
		while (end == null && !awaitWithoutThread()) {
			end = this.loop.run(begun);
		}
		return end;
	}

	private boolean awaitWithoutThread() throws IOException {
		long id = this.threadId;
		this.threadId = 0;
		boolean waits = false;
		try {
			waits = this.streams.input().awaitWithoutThread(this);
		}
		finally {
			if (!waits) {
				this.threadId = id;
				// the sweeper may have found no thread
				this.deadlines.endRest();
			}
		}
		return waits;
	}

	/**
	 * Go on with a quiet connection on a new thread.
	 */
	@Override
	public void inputReady() {
		try {
			Objects.requireNonNull(this.listener.resources().threads()).execute(this);
		}
		catch (RejectedExecutionException | OutOfMemoryError ex) {
			this.unserved = true;
			this.deadlines.endRest();
			releaseIfUnserved();
		}
	}

	/**
	 * Release what the thread of a closed connection would, because there is none.
	 */
	private void releaseIfUnserved() {
		if (this.unserved && this.lifecycle.isClosed()) {
			this.streams.releaseQuiet();
		}
	}

	// made when needed: quiet connections are many

	private LingeringClose lingering() {
		return new LingeringClose(this.listener.name(), this.lifecycle, this.socket, this.streams.input(),
				this.streams.output());
	}

	private ConnectionCloser closer() {
		return new ConnectionCloser(this.listener.name(), this, this.roster, this.streams, this.loop);
	}

	private OpenedSocket open() throws IOException {
		OpenedSocket opened = this.listener.protocol()
			.opener()
			.open(this.socket, this.streams.memory(), this::setOpened);
		this.streams.open(opened);
		setOpened(opened);
		this.deadlines.recordServed(System.nanoTime());
		openSession();
		// if the connection has been closed in the meantime, the loop ends at once
		this.lifecycle.open();
		return opened;
	}

	/**
	 * Send the greeting, before other threads can find the connection. Blocks as a reply
	 * does.
	 */
	private void greet() throws IOException {
		PushFrame greeting = this.listener.sessions().policy().prompts().greeting();
		if (greeting != null && !this.lifecycle.isClosed()) {
			this.streams.output().writeInTurn(greeting.bytes());
		}
	}

	private CloseReason reasonOf(IOException failure) {
		if (!this.lifecycle.isOpening() && this.lifecycle.reason() == null && tls() == null
				&& this.streams.movedBytes() == 0) {
			// a client that only connects, such as a health check, may leave with a reset
			return CloseReason.CLIENT_CLOSED;
		}
		recordFailure(failure);
		return CloseReason.CLIENT_RESET;
	}

	/**
	 * The input of the application's mapper.
	 * @throws IllegalStateException if no request is in progress
	 */
	@Override
	public byte[] getPayload() {
		return this.loop.watch().payload();
	}

	/**
	 * Send a push. Returns when the operating system has taken the message.
	 * @throws MessageDeliveryException if the message was not sent. The connection stays
	 * open if it is not open yet, or if the message cannot be sent
	 */
	@Override
	public void send(Message<?> message) {
		this.deadlines.endRest();
		try {
			new PushWriter(this.listener, this, this.streams.output(), this.loop).push(message);
		}
		finally {
			this.deadlines.endRest();
		}
	}

	@Override
	public byte[] message(Object payload) {
		return this.loop.encoder()
			.encode((payload instanceof Message<?> message) ? message : new GenericMessage<>(payload));
	}

	@Override
	public byte[] frame(byte[] message) {
		return framing().frame(message);
	}

	@Override
	public boolean isFrameShared() {
		return this.streams.reader().isFramingShared();
	}

	@Override
	public Framing framing() {
		return this.streams.reader().framing();
	}

	@Override
	public boolean isReading() {
		State current = this.lifecycle.state();
		return current == State.OPEN || current == State.LAST_REPLY;
	}

	@Override
	public boolean isReadBy(Thread thread) {
		return thread.threadId() == this.threadId;
	}

	@Override
	public long sentBytes() {
		return this.streams.output().sentBytes();
	}

	@Override
	public void recordAnswer(int size, boolean late) {
		this.loop.journal().recordAnswer(size, late);
	}

	@Override
	public void recordName(String name) {
		this.loop.journal().recordName(name);
	}

	@Override
	public PendingPush push(PushFrame frame) {
		ReplyWriter replies = this.loop.replies();
		PushQueue queue = replies.pushes();
		PendingPush push = ((queue != null) ? queue
				: replies.pushes(this, Objects.requireNonNull(session()), this.loop.journal().recent()))
			.add(frame);
		this.deadlines.endRest();
		return push;
	}

	/**
	 * Check the deadlines. Called by the sweeper, which does not block.
	 * @param now the current {@link System#nanoTime()}
	 */
	public void sweep(long now) {
		if (this.deadlines.isResting(now)) {
			return;
		}
		long sent = sentBytes();
		if (this.unserved) {
			this.unserved = false;
			inputReady();
		}
		this.loop.watch().checkDeadlines(now);
		this.streams.input().checkDeadline(now);
		if (this.loop.watch().isReset(now) || this.streams.input().isResetWhileHeld()) {
			closeNow(CloseReason.CLIENT_RESET);
			return;
		}
		if (activity() == Activity.IDLE && this.streams.frames().isEmpty() && this.streams.input().isEndedWhileHeld()) {
			finish(CloseReason.CLIENT_CLOSED);
		}
		sweepSession(now);
		Activity activity = activity();
		Due due = this.deadlines.due(now, activity);
		if (due != null) {
			execute(due);
		}
		else if (activity == Activity.IDLE && this.loop.mayLeaveWait()) {
			this.streams.input().leaveLongWait(now);
		}
		Session session = session();
		this.deadlines.rest(now, (session != null) ? session.restNanos(now) : 0, () -> isAtRest(sent));
	}

	/**
	 * @param sent the bytes sent that the sweeper has seen: later ones defer a heartbeat
	 */
	private boolean isAtRest(long sent) {
		PushQueue queue = this.loop.replies().pushes();
		ReplyOutput output = this.streams.output();
		return this.threadId == 0 && !this.unserved && this.lifecycle.state() == State.OPEN && !isAsking()
				&& !output.hasUnfinishedWrite() && !output.isTorn() && (queue == null || queue.isEmpty())
				&& sentBytes() == sent;
	}

	private void sweepSession(long now) {
		PushQueue queue = this.loop.replies().pushes();
		if (queue != null) {
			queue.expire(now);
		}
		Session session = session();
		if (session != null) {
			session.sweep(now, this.loop.isReading());
			if (session.isUnidentified(now)) {
				finish(CloseReason.UNIDENTIFIED);
			}
		}
	}

	private void execute(Due due) {
		Action action = due.action();
		if (action == Action.CLOSE) {
			closeNow(due.reason());
		}
		else if (action == Action.RESET) {
			resetNow(due.reason());
		}
		else if (action == Action.FINISH) {
			finish(due.reason());
		}
		else {
			lingering().endInput();
		}
	}

	private Activity activity() {
		if (this.loop.watch().isAnswering() || isAsking()) {
			return Activity.ANSWERING;
		}
		boolean idle = this.streams.frames().isEmpty() || this.streams.input().isHeld();
		return idle ? Activity.IDLE : Activity.READING;
	}

	/**
	 * Take no further request, and close after the requests already read have been
	 * answered. A connection that is not open yet is closed. Does not block.
	 * @param reason the close reason; the first one counts
	 */
	@Override
	public void finish(CloseReason reason) {
		Session session = session();
		boolean waits = session != null && PATIENT.contains(reason) && session.whenAnswered(() -> finishNow(reason));
		if (!waits) {
			finishNow(reason);
		}
	}

	private void finishNow(CloseReason reason) {
		Session session = session();
		if (session != null) {
			session.endAsks();
		}
		State before = closer().finish(reason);
		this.deadlines.endRest();
		OpenedSocket opened = openedSocket();
		if (before != null && before.isOpening()) {
			publishCloseLater();
		}
		else if (before != null && opened != null) {
			lingering().finish(reason, opened, this.loop.watch().isAnswering());
		}
	}

	/**
	 * End after the next reply.
	 */
	public void finishAfterReply() {
		this.lifecycle.awaitReply();
		this.deadlines.awaitReply(System.nanoTime());
	}

	/**
	 * End after the next reply, or if none comes when the connection is idle, so that the
	 * client connects to another pod. Stay if a request is always in flight. Any thread.
	 * @param now the current {@link System#nanoTime()}
	 */
	public void move(long now) {
		this.deadlines.move(now);
	}

	/**
	 * Whether the connection is about to end, so that its client connects to another pod.
	 * Any thread.
	 * @param now the current {@link System#nanoTime()}
	 */
	public boolean isMoving(long now) {
		return this.deadlines.isMoving(now);
	}

	@Override
	public void endOutput(CloseReason reason) {
		OpenedSocket opened = openedSocket();
		if (opened != null && !lingering().endOutput(reason, opened)) {
			close(reason);
		}
	}

	@Override
	public void lingerAndClose(CloseReason reason) {
		try {
			if (reason != CloseReason.CLIENT_CLOSED && !this.lifecycle.isClosed()) {
				lingering().discardInput();
			}
		}
		finally {
			close(reason);
		}
	}

	/**
	 * Close on behalf of the application, or of Spring Integration after a failed push. A
	 * connection that already ends keeps its close reason, and its last reply may still
	 * be on its way.
	 */
	@Override
	public void close() {
		if (!this.lifecycle.isEnding()) {
			close(CloseReason.HANDLER_REQUESTED);
		}
	}

	@Override
	public void close(CloseReason reason) {
		if (end(reason, false)) {
			super.close();
		}
	}

	@Override
	public boolean closeNow(CloseReason reason) {
		boolean first = end(reason, false);
		if (first) {
			publishCloseLater();
		}
		return first;
	}

	private void resetNow(CloseReason reason) {
		if (end(reason, true)) {
			publishCloseLater();
		}
	}

	/**
	 * End the connection, and release what its thread would if there were one.
	 * @param reset whether to close with a reset
	 * @return {@code false} if it has already ended
	 */
	private boolean end(CloseReason reason, boolean reset) {
		boolean first = reset ? closer().reset(reason) : closer().close(reason);
		if (first) {
			releaseIfUnserved();
		}
		return first;
	}

	/**
	 * Publish the close event on a thread of its own, because the application's event
	 * listeners may block.
	 */
	private void publishCloseLater() {
		Thread.startVirtualThread(super::close);
	}

	/**
	 * A snapshot of the connection. Any thread.
	 * @param now the time of the snapshot
	 */
	public ConnectionInfo info(Moment now) {
		return new ConnectionInfo(reachableClient(), now.timeOf(acceptedAt()), phase(),
				this.streams.traffic(this.loop.journal().requests()), this.loop.watch().route());
	}

	/**
	 * A snapshot of the connection, with its past. Any thread.
	 * @param now the time of the snapshot
	 */
	public ConnectionLife life(Moment now) {
		RecentEvents recent = this.loop.journal().recent();
		return new ConnectionLife(info(now), (recent != null) ? recent.list(now) : null);
	}

	/**
	 * The current phase. Any thread.
	 */
	public Phase phase() {
		return this.loop.watch().phase();
	}

	/**
	 * The id of the thread that serves the connection, or 0 while there is none. Any
	 * thread.
	 */
	public long threadId() {
		return this.threadId;
	}

	/**
	 * Whether the senders know the connection and its output has not ended. Any thread.
	 */
	@Override
	public boolean isOpenForPushes() {
		return isAnnounced() && !this.lifecycle.isEnding();
	}

	/**
	 * Whether no request is in flight and no frame is half read. Any thread.
	 */
	public boolean isIdle() {
		return !isBusy() && this.streams.frames().isEmpty();
	}

	/**
	 * The number of requests that are being handled. Any thread.
	 */
	public int requestsInProgress() {
		return this.loop.watch().handled();
	}

	private boolean isBusy() {
		return requestsInProgress() > 0 || isAsking();
	}

	/**
	 * The memory that closing the connection would release. Any thread.
	 * @return bytes, approximately; 0 while a request is at its target, because the
	 * target goes on
	 */
	public long heldMemory() {
		return (isBusy() && !this.streams.output().hasUnfinishedWrite()) ? 0 : this.streams.held();
	}

	@Override
	public boolean isReplying() {
		return this.loop.watch().isReplying();
	}

	/**
	 * Whether the client has sent a request. Any thread.
	 */
	public boolean hasServed() {
		return this.loop.journal().requests() > 0;
	}

	/**
	 * The number of bytes read and written. Any thread.
	 */
	public long movedBytes() {
		return this.streams.movedBytes();
	}

}

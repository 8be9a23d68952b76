package io.sluice.listener;

import java.io.EOFException;
import java.io.IOException;

import io.sluice.CloseReason;
import io.sluice.ErrorCode;
import io.sluice.framing.FrameException;
import io.sluice.framing.FrameInput;
import io.sluice.listener.ConnectionInput.LateFrameException;
import io.sluice.listener.ConnectionInput.OverheadException;
import io.sluice.process.MemoryAccount;
import io.sluice.socket.PolledSocket;
import io.sluice.spi.Opening.Opened;
import io.sluice.telemetry.AccessEntry.Client;
import io.sluice.telemetry.AccessEntry.Traffic;
import io.sluice.telemetry.ConnectionInfo;
import io.sluice.telemetry.Moment;
import io.sluice.telemetry.Phase;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;

/**
 * What is said on one connection: a request is read, answered, and then the next. Used by
 * the connection's thread unless a method says otherwise.
 */
@Slf4j(topic = "io.sluice.listener")
final class Conversation {

	private final SluiceServerConnectionFactory factory;

	private final SluiceConnection connection;

	private final ReplyOutput output;

	private final ReplyWriter replies;

	private final AccessTrail trail;

	private final Requests requests;

	private final FairShare share;

	private final ConnectionInput bytesIn;

	private final FrameInput input;

	private final MemoryAccount memory;

	private final Expiry expiry;

	private final ConnectionEnd end;

	/** Whether a frame is being read; not volatile, as a look at it may be late. */
	private boolean reading;

	/** Whether it ended inside a frame. */
	private boolean frameBroken;

	Conversation(SluiceServerConnectionFactory factory, SluiceConnection connection, PolledSocket socket) {
		this.factory = factory;
		this.connection = connection;
		this.output = new ReplyOutput(factory.metrics(), socket);
		this.replies = new ReplyWriter(factory, this.output);
		this.trail = new AccessTrail(factory, connection);
		this.requests = new Requests(factory, connection, this.output, this.replies, this.trail);
		this.share = new FairShare(this.output);
		Deadlines deadlines = factory.protocol().deadlines();
		this.bytesIn = new ConnectionInput(socket, this.output, this.share, factory.metrics(), deadlines.frame());
		this.memory = new MemoryAccount(factory.memory());
		this.input = new FrameInput(this.bytesIn, this.bytesIn, this.memory);
		this.bytesIn.feed(this.input, this.memory);
		this.expiry = new Expiry(deadlines, socket, this.output);
		this.end = new ConnectionEnd(factory, this.bytesIn, this.output, this.expiry);
	}

	/**
	 * How it comes to its end. Any thread.
	 */
	ConnectionEnd end() {
		return this.end;
	}

	/**
	 * When it has had its time. Any thread.
	 */
	Expiry expiry() {
		return this.expiry;
	}

	/**
	 * Begin.
	 * @param opened what is read from and written to
	 */
	void open(Opened opened) throws IOException {
		this.bytesIn.open(opened);
		this.output.open(ReplySink.of(opened.socket(), this.memory.budget()));
		this.requests.open(opened.peer().getAddress());
	}

	/**
	 * Serve requests until the connection is to end.
	 * @return why it is to end
	 */
	CloseReason serve() throws IOException {
		try {
			return serveRequests();
		}
		catch (FrameException ex) {
			reject(ex.code(), ex);
			return (ex.code() == ErrorCode.FRAME_TOO_LARGE) ? CloseReason.FRAME_TOO_LARGE : CloseReason.BAD_FRAME;
		}
		catch (LateFrameException ex) {
			reject(ErrorCode.TIMEOUT, ex);
			return CloseReason.FRAME_TIMEOUT;
		}
		catch (OverheadException ex) {
			log.debug("[{}] connection {} sends no data: {}", this.factory.getName(), this.connection.getConnectionId(),
					ex.getMessage());
			return CloseReason.OVERHEAD_LIMIT;
		}
		catch (EOFException ex) {
			this.frameBroken = true;
			this.connection.noteFailure(ex);
			log.debug("[{}] connection {} ended inside a frame", this.factory.getName(),
					this.connection.getConnectionId());
			return endOfStream();
		}
		finally {
			// the client may take its time to close
			this.input.abandon();
		}
	}

	private CloseReason serveRequests() throws IOException {
		CloseReason reason = this.connection.closeReason();
		long now = System.nanoTime();
		while (reason == null) {
			byte[] frame = readFrame();
			if (frame == null) {
				return endOfStream();
			}
			// the time is asked once a request: from one's end, unless more had to be
			// read
			now = this.requests.awaitGate(Math.max(now, this.bytesIn.readAt()));
			now = this.requests.serve(frame, this.input.takePayloadCharge(), now);
			this.expiry.served(now);
			this.share.worked(now);
			if (this.share.isUsedUp()) {
				this.share.giveWay();
			}
			reason = endAfterRequest(now);
		}
		return reason;
	}

	private byte @Nullable [] readFrame() throws IOException {
		this.reading = true;
		byte[] frame = this.factory.protocol().framing().read(this.input);
		if (frame != null) {
			this.reading = false;
			this.input.frameTaken();
			this.bytesIn.frameRead();
		}
		return frame;
	}

	private @Nullable CloseReason endAfterRequest(long now) {
		CloseReason reason = this.connection.closeReason();
		if (reason == null) {
			reason = this.replies.closeAfter();
		}
		if (reason == null && this.expiry.isPastAge(now, this.input.isEmpty())) {
			reason = CloseReason.MAX_AGE;
		}
		if (reason == null && this.end.isBehindReply() && this.input.isEmpty()) {
			reason = CloseReason.DRAINING;
		}
		return reason;
	}

	private CloseReason endOfStream() {
		CloseReason reason = this.end.reason();
		return (reason != null) ? reason : CloseReason.CLIENT_CLOSED;
	}

	private void reject(ErrorCode code, IOException why) throws IOException {
		log.debug("[{}] connection {} sent no frame: {}", this.factory.getName(), this.connection.getConnectionId(),
				why.getMessage());
		this.frameBroken = true;
		this.connection.noteFailure(why);
		// the client may take its time to read the answer
		this.input.abandon();
		this.factory.metrics().frameRejected(code.tag());
		try {
			this.replies.answer(code, String.valueOf(why.getMessage()), null);
		}
		finally {
			this.trail.frameRejected(code.tag(), this.replies.takeSize());
		}
	}

	/**
	 * Tell the client of the end. Called by the thread that answers.
	 * @param reason why
	 * @param opened the connection
	 */
	void endOutput(CloseReason reason, Opened opened) throws IOException {
		// without TLS a close tells a client that has closed all there is to tell
		if (reason != CloseReason.CLIENT_CLOSED || opened.tls() != null) {
			this.end.endOutput(opened);
		}
	}

	/**
	 * Send what is held back.
	 */
	void flush() throws IOException {
		this.output.flush();
	}

	/**
	 * Let go of what can be sent no more, as the socket is closed, and of what was read.
	 * Waits for a write of another thread to fail of that, so it is not for the sweeper.
	 */
	void drop() {
		this.input.close();
		this.memory.releaseAll();
		this.output.close();
	}

	/**
	 * What it takes for its input is taken from this.
	 */
	MemoryAccount memory() {
		return this.memory;
	}

	/**
	 * How much memory a close would give back. Any thread.
	 * @return bytes, about; 0 while a request is at its target, as that goes on
	 */
	long held() {
		if (this.requests.isActive() && !this.output.hasUnfinishedWrite()) {
			return 0;
		}
		return (long) this.input.held() + this.output.held() + this.memory.tls();
	}

	/**
	 * How many bytes have come and gone. Any thread.
	 */
	long moved() {
		return this.bytesIn.received() + this.output.sent();
	}

	/**
	 * Turn a message that is no reply into bytes to {@link #push(byte[]) push}. Any
	 * thread.
	 */
	byte[] encode(Message<?> message) {
		return this.replies.encode(message);
	}

	/**
	 * Send what is no reply; returns when the operating system has taken it. Any thread.
	 */
	void push(byte[] bytes) throws IOException {
		// whoever flushed it in between would be told if that fails, and not the sender
		synchronized (this.output) {
			this.replies.write(bytes);
			flush();
		}
	}

	/**
	 * Whether a part of what was written is missing. Any thread.
	 */
	boolean isTorn() {
		return this.output.isTorn();
	}

	/**
	 * Look at the deadlines of the request under way and of a frame half read. Called by
	 * the sweeper.
	 * @param now the current {@link System#nanoTime()}
	 */
	void checkDeadlines(long now) {
		this.requests.checkDeadline(now);
		this.bytesIn.checkDeadline(now);
	}

	/**
	 * Whether the client has reset the connection while nobody reads. Called by the
	 * sweeper.
	 * @param socket the accepted socket
	 * @param now the current {@link System#nanoTime()}
	 */
	boolean isReset(PolledSocket socket, long now) {
		return this.requests.isReset(socket, now);
	}

	/**
	 * Whether nothing is in flight, nor half read. Any thread.
	 */
	boolean isIdle() {
		return !this.requests.isActive() && this.input.isEmpty();
	}

	/**
	 * Whether a request is being handled. Any thread.
	 */
	boolean isBusy() {
		return this.requests.isActive();
	}

	/**
	 * Whether a request is being handled, or its reply is being written. Any thread.
	 */
	boolean isAnswering() {
		return this.requests.isUnderWay();
	}

	/**
	 * What it is at. Any thread.
	 */
	Phase phase() {
		if (!this.expiry.isOpened()) {
			return Phase.HANDSHAKE;
		}
		if (this.frameBroken) {
			return Phase.FRAME;
		}
		if (this.output.hasUnfinishedWrite()) {
			return Phase.REPLY;
		}
		if (this.requests.isActive()) {
			return Phase.REQUEST;
		}
		if (this.output.isHolding()) {
			return Phase.REPLY;
		}
		return (this.reading && !this.input.isEmpty()) ? Phase.FRAME : Phase.IDLE;
	}

	/**
	 * The payload of the request under way. Any thread.
	 */
	byte[] payload() {
		return this.requests.payload();
	}

	/**
	 * The route of the latest request. Any thread.
	 */
	@Nullable String route() {
		return this.requests.route();
	}

	/**
	 * What has gone over the connection. Any thread.
	 * @param count the number of requests
	 */
	Traffic traffic(long count) {
		return new Traffic(count, this.bytesIn.received(), this.output.sent());
	}

	/**
	 * Whether nothing has gone over the connection, in either direction. Any thread.
	 */
	boolean isUntouched() {
		return this.bytesIn.received() == 0 && this.output.sent() == 0;
	}

	/**
	 * What can be seen of it. Any thread.
	 * @param client whose connection it is
	 * @param now when it is looked at
	 */
	ConnectionInfo info(Client client, Moment now) {
		return new ConnectionInfo(client, now.timeOf(this.expiry.createdAt()), phase(), traffic(this.trail.requests()),
				route());
	}

	/**
	 * The connection has ended. Any thread.
	 * @param reason why
	 */
	void ended(CloseReason reason) {
		this.trail.connectionEnded(reason, this);
	}

	/**
	 * Nobody is left to talk to. Any thread.
	 * @param reason why
	 */
	void disconnected(CloseReason reason) {
		this.memory.close();
		this.requests.disconnected(reason);
	}

}

package io.sluice.connection;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

import io.sluice.framing.FrameInput.Readiness;
import io.sluice.process.MemoryAccount;
import io.sluice.process.MemoryKind;
import io.sluice.socket.PolledSocket;
import io.sluice.spi.OpenedSocket;
import io.sluice.spi.RecordLayer;
import io.sluice.telemetry.ListenerMetrics;

/**
 * What a connection reads from: sends the replies that were held back before it may
 * block, and holds every frame to its deadline.
 */
final class ConnectionInput extends InputStream implements Readiness {

	private final PolledSocket socket;

	private final ReplyOutput output;

	private final FairShare share;

	private final MemoryAccount memory;

	private final ListenerMetrics metrics;

	private final Duration frameLimit;

	private final ReadPermit permit = new ReadPermit();

	private InputStream in = InputStream.nullInputStream();

	private RecordLayer records = RecordLayer.NONE;

	private boolean secured;

	/** TLS 1.2 ends its output with its input: what was held back would be lost. */
	private boolean endsOutput;

	/** Whether there was a wait since the last read. */
	private boolean waited;

	/** Whether a frame is there whole, and waits for memory only. */
	private boolean frameWhole;

	/** Whether a frame has begun that is not complete. */
	private boolean insideFrame;

	// These are not volatile: other threads look at them now and then, and may see what
	// was true a moment ago.

	/** When a frame was first found incomplete, or 0. */
	private long frameSince;

	private long readAt = System.nanoTime();

	private long received;

	/**
	 * Prepare to read.
	 * @param socket the accepted socket, which may be under TLS
	 * @param output what is sent before a read that may wait
	 * @param memory what is taken for what is read
	 * @param metrics counts what is read
	 * @param frameLimit how long a frame may take
	 */
	ConnectionInput(PolledSocket socket, ReplyOutput output, MemoryAccount memory, ListenerMetrics metrics,
			Duration frameLimit) {
		this.socket = socket;
		this.output = output;
		this.share = new FairShare(output);
		this.memory = memory;
		this.metrics = metrics;
		this.frameLimit = frameLimit;
	}

	/**
	 * Begin to read.
	 * @param opened what the connection reads from
	 */
	void open(OpenedSocket opened) throws IOException {
		this.in = opened.socket().getInputStream();
		this.records = opened.records();
		this.records.dataRead();
		this.records.beforeOverhead(this::prepareToReadOverhead);
		this.secured = opened.tls() != null;
		this.endsOutput = opened.tls() != null && "TLSv1.2".equals(opened.tls().protocol());
		this.socket.beforeWaiting(this::prepareToWait);
		this.memory.beforeWaiting(this.output, this::beginWait);
	}

	/**
	 * The connection's share of its carrier.
	 */
	FairShare share() {
		return this.share;
	}

	/**
	 * What has been read. Any thread may ask.
	 * @return bytes
	 */
	long received() {
		return this.received;
	}

	/**
	 * Read no more: the next read, or the one that waits, finds the end of the stream.
	 * Any thread.
	 * @return whether a read waits; it returns when the client next sends or closes
	 */
	boolean end() {
		return this.permit.end();
	}

	/**
	 * Let the read return that was under way at the {@link #end()}. What the client sends
	 * from now on is answered with a reset, which may cost it a reply on its way. Any
	 * thread.
	 */
	void endNow() throws IOException {
		if (this.permit.isCutOff()) {
			this.memory.wake();
			this.socket.shutdownInput();
		}
	}

	@Override
	public int read() throws IOException {
		byte[] one = new byte[1];
		return (read(one, 0, 1) < 0) ? -1 : one[0] & 0xff;
	}

	/**
	 * Wait for input, unless there may be some already: then the connection may have to
	 * give way first. Nothing is sent where nothing is waited for, as there will be more
	 * replies.
	 * @return whether a read finds something, and cannot wait but after a wake-up by the
	 * sweeper: TLS may have a part of a record
	 */
	@Override
	public boolean await(boolean midFrame) throws IOException {
		this.insideFrame = midFrame;
		if (this.permit.isEnded()) {
			return true;
		}
		try {
			awaitInput();
		}
		catch (EndedInputException ex) {
			// of this connection's own making: the read finds it
		}
		finally {
			this.permit.endWait();
		}
		return !this.secured || this.in.available() > 0;
	}

	/**
	 * Wait for memory as for input: replies leave before, and the frame has its deadline.
	 * An end that is decided meanwhile comes behind the answer to a whole frame.
	 */
	@Override
	public <T> T await(MemoryAccount account, MemoryKind kind, int bytes, MemoryAccount.Attempt<T> attempt)
			throws IOException {
		this.insideFrame = true;
		this.frameWhole = kind == MemoryKind.PAYLOADS;
		try {
			return account.await(kind, bytes, attempt);
		}
		catch (EndedInputException ex) {
			throw new EOFException("the connection is to end");
		}
		finally {
			this.frameWhole = false;
			this.permit.endWait();
		}
	}

	private void awaitInput() throws IOException {
		if (isHolding()) {
			if (this.share.isUsedUp()) {
				this.share.yieldTurn();
			}
		}
		else {
			this.socket.awaitInput(this.share.isTurnOver());
		}
	}

	private boolean isHolding() throws IOException {
		return this.secured && (this.records.isHolding() || this.in.available() > 0);
	}

	@Override
	public int read(byte[] bytes, int offset, int length) throws IOException {
		if (this.endsOutput && this.in.available() == 0) {
			this.output.flush();
		}
		int count = this.permit.isEnded() ? -1 : readUnlessEnded(bytes, offset, length);
		if (count > 0) {
			recordRead(count);
		}
		return count;
	}

	private void recordRead(int count) {
		this.readAt = recordWork();
		this.records.dataRead();
		this.received += count;
		this.metrics.bytesReceived(count);
	}

	private long recordWork() {
		long now = System.nanoTime();
		if (this.waited) {
			this.waited = false;
			this.share.recordRest(now);
		}
		this.share.recordWork(now);
		return now;
	}

	private int readUnlessEnded(byte[] bytes, int offset, int length) throws IOException {
		int count = -1;
		try {
			count = this.in.read(bytes, offset, length);
		}
		catch (EndedInputException ex) {
			// of this connection's own making
		}
		finally {
			if (!this.permit.endWait()) {
				count = -1;
			}
		}
		return count;
	}

	/**
	 * Nothing is there to read. Called by the socket before it waits: TLS reads from it
	 * as often as a record comes in pieces.
	 */
	private void prepareToWait() throws IOException {
		this.output.flush();
		beginWait();
	}

	private void beginWait() throws IOException {
		checkFrame();
		this.waited = true;
		if (!this.frameWhole && !this.permit.beginWait()) {
			throw new EndedInputException();
		}
	}

	/**
	 * TLS has found no data in a record, and is about to read the next one. It does not
	 * return before there is data, so all that is done between two reads is done here.
	 */
	private void prepareToReadOverhead() throws IOException {
		if (this.permit.isEnded()) {
			throw new EndedInputException();
		}
		if (this.records.overhead() > this.records.maxOverhead()) {
			throw new OverheadException(this.records.overhead());
		}
		checkFrame();
		recordWork();
		if (!this.records.isHolding()) {
			this.socket.awaitInput(this.share.isTurnOver());
		}
		else if (this.share.isTurnOver()) {
			this.share.yieldTurn();
		}
	}

	/**
	 * Hold the frame to its deadline. A wait has none of its own: that would cost a timer
	 * for each piece of a frame.
	 */
	private void checkFrame() throws LateFrameException {
		if (!this.insideFrame && !this.records.isInsideRecord()) {
			this.frameSince = 0;
		}
		else if (this.frameSince == 0) {
			this.frameSince = System.nanoTime();
		}
		else if (isLate(System.nanoTime())) {
			throw new LateFrameException(this.frameLimit);
		}
	}

	private boolean isLate(long now) {
		long since = this.frameSince;
		return since != 0 && now - since >= this.frameLimit.toNanos();
	}

	/**
	 * Let a read that waits for a frame past its deadline find that. Called by the
	 * sweeper.
	 * @param now the current {@link System#nanoTime()}
	 */
	void checkDeadline(long now) {
		if (isLate(now)) {
			this.socket.wake();
			this.memory.wake();
		}
	}

	/**
	 * Do nothing more before a wait: what is read from now on is discarded.
	 */
	void stopWatching() {
		this.socket.beforeWaiting(() -> {
		});
	}

	/**
	 * When the last read returned; before the first one, when there was a connection. Any
	 * thread may ask.
	 * @return a {@link System#nanoTime()}
	 */
	long readAt() {
		return this.readAt;
	}

	/**
	 * A frame is complete: what is there of the next one begins now.
	 */
	void recordFrame() {
		this.frameSince = 0;
	}

}

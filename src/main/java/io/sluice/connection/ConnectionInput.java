package io.sluice.connection;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.function.BooleanSupplier;

import io.sluice.framing.Readiness;
import io.sluice.process.MemoryAccount;
import io.sluice.process.MemoryKind;
import io.sluice.socket.InputListener;
import io.sluice.socket.PolledSocket;
import io.sluice.spi.Availability;
import io.sluice.spi.OpenedSocket;
import io.sluice.spi.RecordLayer;
import io.sluice.telemetry.ListenerMetrics;

/**
 * The input of a connection. It flushes replies that are held back before a read may
 * block, and holds every frame to its deadline.
 */
final class ConnectionInput extends InputStream implements Readiness {

	private final PolledSocket socket;

	private final ReplyOutput output;

	private final FairShare share;

	private final MemoryAccount memory;

	private final ListenerMetrics metrics;

	private final FrameDeadline frameDeadline;

	private final ReadPermit permit = new ReadPermit();

	private final QuietWatch quiet = new QuietWatch();

	private InputStream in = InputStream.nullInputStream();

	private RecordLayer records = RecordLayer.NONE;

	private boolean secured;

	/**
	 * Whether the end of the input ends the output too, as in TLS 1.2: replies that are
	 * held back would be lost.
	 */
	private boolean endsOutput;

	/** Written before each wait: TLS waits inside a read, where nothing else can. */
	private FinishedReplies finished = FinishedReplies.NONE;

	private DropRecorder drops = DropRecorder.NONE;

	/** Whether the sweeper probes the socket on behalf of the connection's thread. */
	private volatile boolean probed;

	/** Whether nothing is read, because a target cannot be reached. */
	private volatile boolean held;

	/** Whether the thread has waited since the last read. */
	private boolean waited;

	/** Whether a frame has been read completely and only waits for memory. */
	private boolean frameWhole;

	/** Whether a frame has begun and is not complete. */
	private boolean insideFrame;

	// The following fields are not volatile: other threads read them from time to time,
	// and a stale value does no harm.

	private long readAt = System.nanoTime();

	private long received;

	/**
	 * Create an input that is not open yet.
	 * @param socket the accepted socket, also below TLS
	 * @param output flushed before a read that may block
	 * @param memory the account that pays for buffered input
	 * @param metrics counts the bytes read
	 * @param frameLimit the longest time that a frame may take
	 */
	ConnectionInput(PolledSocket socket, ReplyOutput output, MemoryAccount memory, ListenerMetrics metrics,
			Duration frameLimit) {
		this.socket = socket;
		this.output = output;
		this.share = new FairShare(output);
		this.memory = memory;
		this.metrics = metrics;
		this.frameDeadline = new FrameDeadline(frameLimit);
	}

	/**
	 * Open the input.
	 * @param opened the socket to read from
	 */
	void open(OpenedSocket opened) throws IOException {
		this.in = opened.socket().getInputStream();
		this.records = opened.records();
		this.records.recordData();
		this.records.onOverhead(this::prepareToReadOverhead);
		this.secured = opened.tls() != null;
		this.endsOutput = opened.tls() != null && "TLSv1.2".equals(opened.tls().protocol());
		this.socket.onWait(this::prepareToWait);
		this.memory.onWait(new MemoryWait());
	}

	/**
	 * Have replies of other threads written while this thread waits.
	 * @param replies the replies; {@link #nudge()} tells that there are some
	 */
	void writeWhileWaiting(FinishedReplies replies) {
		this.finished = replies;
	}

	/**
	 * Have dropped bytes recorded.
	 * @param recorder records them
	 */
	void recordDropsBy(DropRecorder recorder) {
		this.drops = recorder;
	}

	/**
	 * End the wait of the connection's thread, so that it writes the finished replies and
	 * waits again. Any thread.
	 */
	void nudge() {
		this.socket.nudge();
		this.memory.wake();
	}

	/**
	 * The connection's use of its carrier thread.
	 */
	FairShare share() {
		return this.share;
	}

	/**
	 * The number of bytes read. Any thread.
	 * @return bytes
	 */
	long receivedBytes() {
		return this.received;
	}

	/**
	 * End the input: the next read, or the read that blocks now, finds the end of the
	 * stream. Any thread.
	 * @return whether a read blocks now; it returns when the client next sends or closes
	 */
	boolean end() {
		return this.permit.end();
	}

	/**
	 * Unblock the read that was blocked at the {@link #end()}. From now on the client's
	 * bytes are answered with a reset, which can destroy a reply on its way. Any thread.
	 */
	void endNow() throws IOException {
		if (this.permit.isCutOff()) {
			this.memory.wake();
			this.socket.shutdownInput();
		}
	}

	/**
	 * Whether the connection's thread had better end than wait.
	 */
	boolean isQuiet() {
		return this.quiet.isQuiet();
	}

	/**
	 * Wait for input between two frames without a thread. Replies that are held back
	 * leave first. Afterwards, this belongs to the thread that calls {@link #resume()}.
	 * @param listener starts that thread
	 * @return {@code false} if a read need not wait: the listener is not called
	 */
	boolean awaitWithoutThread(InputListener listener) throws IOException {
		this.insideFrame = false;
		this.quiet.beginWait();
		boolean waits = false;
		try {
			waits = !this.permit.isEnded() && !isHolding() && beginWait(listener);
		}
		catch (EndedInputException ex) {
			// thrown by this connection itself: the next read finds the end
		}
		finally {
			if (!waits) {
				resume();
			}
		}
		return waits;
	}

	private boolean beginWait(InputListener listener) throws IOException {
		prepareToWait();
		return this.socket.awaitInput(listener);
	}

	/**
	 * End a wait without a thread. Called by the thread that goes on.
	 */
	void resume() {
		this.permit.endWait();
		this.quiet.endWait();
	}

	/**
	 * Have a thread that has waited for long between two frames leave its wait. Called by
	 * the sweeper.
	 * @param now the current {@link System#nanoTime()}
	 */
	void leaveLongWait(long now) {
		if (this.permit.state() == ReadPermit.State.READING && this.quiet.demandLeave(now - this.readAt)) {
			this.socket.wake();
		}
	}

	@Override
	public int read() throws IOException {
		byte[] one = new byte[1];
		return (read(one, 0, 1) < 0) ? -1 : one[0] & 0xff;
	}

	/**
	 * Wait for input, unless some may already be there. In that case the connection may
	 * have to yield first. Replies are flushed only before a real wait, because more
	 * replies may follow.
	 * @return whether a read finds input. After a spurious wake-up it finds none, and
	 * returns at once; only where TLS has a part of a record can it block
	 */
	@Override
	public boolean await(boolean midFrame) throws IOException {
		this.insideFrame = midFrame;
		if (this.permit.isEnded()) {
			return true;
		}
		try {
			if (!this.quiet.takeInputDue()) {
				awaitInput();
			}
		}
		catch (EndedInputException ex) {
			// thrown by this connection itself: the next read finds the end
		}
		finally {
			this.permit.endWait();
		}
		if (this.quiet.takeDemand() && !midFrame && !this.permit.isEnded()) {
			throw new QuietInputException();
		}
		return !this.secured || this.in.available() > 0;
	}

	/**
	 * Wait for memory in the same way as for input: replies are flushed first, and the
	 * frame keeps its deadline. If the connection must end in the meantime, it ends after
	 * the reply to a complete frame.
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

	/**
	 * Read nothing until a target can be reached. Replies are written in the meantime.
	 * @param target the target
	 * @return {@code false} if the connection must end first
	 */
	boolean await(Availability target) throws IOException {
		Runnable wake = this.memory::wake;
		this.frameDeadline.clear();
		this.held = true;
		target.awaitBy(wake);
		try {
			return this.memory
				.await(() -> this.permit.isEnded() ? Boolean.FALSE : target.isDown() ? null : Boolean.TRUE);
		}
		catch (EndedInputException ex) {
			return false;
		}
		finally {
			target.leave(wake);
			this.held = false;
			awaitProbe();
			this.permit.endWait();
		}
	}

	/**
	 * Whether nothing is read, because a target cannot be reached. Any thread.
	 */
	boolean isHeld() {
		return this.held;
	}

	/**
	 * End {@link #await(Availability)}, because the input has ended. Any thread.
	 */
	void endHold() {
		if (this.held) {
			this.memory.wake();
		}
	}

	@Override
	public void recordDrop() {
		this.drops.recordDrop();
	}

	@Override
	public void restartDeadline() {
		this.frameDeadline.clear();
	}

	@Override
	public boolean isCutShort() {
		return this.permit.isEnded();
	}

	private void awaitInput() throws IOException {
		if (isHolding()) {
			if (this.share.mustYieldNow()) {
				this.share.yieldTurn();
			}
		}
		else {
			boolean ready = false;
			while (!ready) {
				ready = this.socket.awaitInput(this.share.mustYieldBeforeRead());
			}
		}
	}

	/**
	 * Whether the client has sent something that has not been read, as far as it has
	 * arrived. Makes a system call. Used by the connection's thread.
	 */
	boolean hasArrived() throws IOException {
		return isHolding() || this.records.isInsideRecord() || this.socket.available() > 0;
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
		long now = recordWork();
		this.quiet.recordInput(now - this.readAt);
		this.readAt = now;
		this.records.recordData();
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
			// a wait for the rest of a TLS record is inside the read, any other before it
			count = this.secured ? this.in.read(bytes, offset, length) : this.socket.tryRead(bytes, offset, length);
		}
		catch (EndedInputException ex) {
			// thrown by this connection itself
		}
		finally {
			if (!this.permit.endWait()) {
				count = -1;
			}
		}
		return count;
	}

	/**
	 * Called by the socket before it waits for input. TLS reads several times while a
	 * record arrives in pieces.
	 */
	private void prepareToWait() throws IOException {
		writeReplies();
		beginWait();
	}

	/**
	 * Write all that is ready to be written. May wait for the client.
	 */
	private void writeReplies() throws IOException {
		if (!this.finished.write()) {
			this.permit.end();
		}
		this.output.flush();
	}

	private void beginWait() throws IOException {
		checkFrame();
		this.waited = true;
		if (!this.frameWhole && !this.permit.beginWait()) {
			throw new EndedInputException();
		}
	}

	/**
	 * Called when a TLS record had no data, before the next record is read. TLS does not
	 * return before there is data, so everything that happens between two reads happens
	 * here.
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
			this.socket.awaitInput(this.share.mustYieldBeforeRead());
		}
		else if (this.share.mustYieldBeforeRead()) {
			this.share.yieldTurn();
		}
	}

	private void checkFrame() throws LateFrameException {
		if (this.held) {
			// the client is not to blame
			return;
		}
		this.frameDeadline.check(this.insideFrame || this.records.isInsideRecord());
	}

	/**
	 * Wake a read that waits for a frame past its deadline. Called by the sweeper.
	 * @param now the current {@link System#nanoTime()}
	 */
	void checkDeadline(long now) {
		if (this.frameDeadline.isPast(now)) {
			this.socket.wake();
			this.memory.wake();
		}
	}

	/**
	 * Whether the client has reset the connection, as far as this can be seen while its
	 * thread does not read. Called by the sweeper.
	 * @param notReading whether the thread still does not read; the thread publishes that
	 * it will before it calls {@link #awaitProbe()}
	 */
	boolean isReset(BooleanSupplier notReading) {
		return probe(notReading, this.socket::isReset);
	}

	private boolean probe(BooleanSupplier notReading, BooleanSupplier look) {
		if (!this.socket.mayHaveInput()) {
			return false;
		}
		// publish the probe first: the thread publishes that it will read before it
		// checks for a probe
		this.probed = true;
		try {
			return notReading.getAsBoolean() && look.getAsBoolean();
		}
		finally {
			this.probed = false;
		}
	}

	/**
	 * Whether the client has reset the connection while nothing is read. Called by the
	 * sweeper.
	 */
	boolean isResetWhileHeld() {
		return this.held && isReset(this::isHeld);
	}

	/**
	 * Whether the client has closed its side while nothing is read, and has sent nothing
	 * before that is still to be read. Called by the sweeper.
	 */
	boolean isEndedWhileHeld() {
		return this.held && probe(this::isHeld, this.socket::isEnded);
	}

	/**
	 * Wait for a probe to end, before the thread reads again: the byte that a probe reads
	 * comes before those that are read next. A probe does not block.
	 */
	// yield to the sweeper, which may wait for a processor
	@SuppressWarnings("ThreadPriorityCheck")
	void awaitProbe() {
		while (this.probed) {
			Thread.yield();
		}
	}

	/**
	 * Stop the actions before a wait: everything read from now on is discarded.
	 */
	void stopWatching() {
		this.socket.onWait(() -> {
		});
	}

	/**
	 * The time of the latest read, or of the creation of the connection before the first
	 * read. Any thread.
	 * @return a {@link System#nanoTime()}
	 */
	long readAt() {
		return this.readAt;
	}

	/**
	 * Record that a frame is complete.
	 */
	void recordFrame() {
		this.frameDeadline.clear();
	}

	/**
	 * A wait for memory. Writes may wait for the client, so they come before it.
	 */
	private final class MemoryWait implements MemoryAccount.WaitActions {

		@Override
		public void beforeQueueing() throws IOException {
			writeReplies();
		}

		@Override
		public boolean beforePark() throws IOException {
			if (!ConnectionInput.this.finished.isEmpty()) {
				return false;
			}
			beginWait();
			return true;
		}

	}

}

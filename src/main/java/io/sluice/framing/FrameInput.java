package io.sluice.framing;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;

import io.sluice.process.BufferPool;
import io.sluice.process.MemoryAccount;
import io.sluice.process.MemoryBudget;
import io.sluice.spi.FrameBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The input buffer of a connection. An empty input has no buffer; otherwise it has one of
 * the {@link BufferPool} or a larger array. A thread that blocks in a read keeps the
 * buffer it reads into. Where it can, the input therefore waits without a buffer, and
 * otherwise with a small one. Used by one thread.
 * <p>
 * It reads only while the current frame is not complete, and takes all that one read
 * returns.
 */
public final class FrameInput implements FrameBuffer {

	private static final int SMALL = FrameBufferAllocator.SMALL;

	/** The most that is allocated for a message because of its length header alone. */
	private static final int TRUSTED = 8 * 1024;

	/**
	 * The size up to which a half-read frame is copied to a small array before a wait, so
	 * that a client that sends a part of a frame does not hold much memory.
	 */
	private static final int LITTLE = 8 * 1024;

	/**
	 * The most often that a byte is moved in the buffer, on average. Where the client
	 * sends what makes that necessary, the buffer is larger than the largest frame by
	 * this part of it.
	 */
	private static final int MOVES = 8;

	private static final byte[] NONE = FrameBufferAllocator.NONE;

	private final InputStream in;

	private final Readiness readiness;

	private final FrameBufferAllocator buffers;

	private byte[] buffer = NONE;

	private int start;

	private int end;

	/** The size of the latest burst; a sizing hint. */
	private int lately;

	private boolean insideMessage;

	/** The length of a message that is read directly into its own array, or 0. */
	private int directLength;

	/** The number of bytes without which the decoder need not be called again. */
	private int needed;

	private int scanned;

	private boolean truncated;

	/**
	 * The length of a message that the decoder has taken and that is incomplete, or 0.
	 */
	private int taken;

	/**
	 * Create an input for a stream.
	 * @param in the stream; no other code may read from it
	 */
	public FrameInput(InputStream in) {
		this(in, (insideFrame) -> false);
	}

	/**
	 * Create an input for a stream that supports waiting.
	 * @param in the stream; no other code may read from it
	 * @param readiness called before every read
	 */
	public FrameInput(InputStream in, Readiness readiness) {
		this(in, readiness, new MemoryAccount(MemoryBudget.UNLIMITED));
	}

	/**
	 * Create an input for a stream that supports waiting, with a budget.
	 * @param in the stream; no other code may read from it
	 * @param readiness called before every read
	 * @param memory pays for large arrays
	 */
	public FrameInput(InputStream in, Readiness readiness, MemoryAccount memory) {
		this(in, readiness, memory, memory.budget().buffers().arrays());
	}

	FrameInput(InputStream in, Readiness readiness, MemoryAccount memory, BufferPool<byte[]> pool) {
		this.in = in;
		this.readiness = readiness;
		this.buffers = new FrameBufferAllocator(readiness, memory, pool);
	}

	/**
	 * Whether no frame has begun: nothing is buffered, no message is being read into its
	 * own array, and the decoder has not asked for more. Any thread.
	 * @return possibly a stale value
	 */
	public boolean isEmpty() {
		return this.start == this.end && !this.insideMessage && this.needed == 0;
	}

	@Override
	public int size() {
		return this.end - this.start;
	}

	@Override
	public byte at(int index) {
		// what lies beyond may be another client's
		return this.buffer[this.start + Objects.checkIndex(index, size())];
	}

	@Override
	public int indexOf(byte wanted, int from, int to) {
		Objects.checkFromToIndex(from, to, size());
		int found = ByteSearch.indexOf(this.buffer, this.start + from, this.start + to, wanted);
		return (found < 0) ? -1 : found - this.start;
	}

	@Override
	public int indexOf(byte[] wanted, int from) {
		Objects.checkFromToIndex(from, size(), size());
		int found = ByteSearch.indexOf(this.buffer, this.start + from, this.end, wanted);
		return (found < 0) ? -1 : found - this.start;
	}

	@Override
	public byte[] copy(int from, int to) {
		Objects.checkFromToIndex(from, to, size());
		try {
			this.buffers.takePayload(to - from);
		}
		catch (IOException ex) {
			throw new BrokenWaitException(ex);
		}
		return Arrays.copyOfRange(this.buffer, this.start + from, this.start + to);
	}

	@Override
	public void drop(int count) {
		skip(count);
		// the bytes behind those that are lost begin a frame of their own
		this.readiness.restartDeadline();
		this.readiness.recordDrop();
	}

	@Override
	public void recordTruncation() {
		this.truncated = true;
	}

	/**
	 * {@return whether the latest message is only the beginning of a larger one} Answered
	 * once.
	 */
	public boolean takeTruncation() {
		boolean taken = this.truncated;
		this.truncated = false;
		return taken;
	}

	/**
	 * Forget what the decoder has recorded of a message before the next one.
	 */
	void clearTruncation() {
		this.truncated = false;
	}

	@Override
	public int scanned() {
		return this.scanned;
	}

	@Override
	public byte @Nullable [] need(int total, int newScanned) {
		this.needed = total;
		Objects.checkFromToIndex(0, newScanned, size());
		this.scanned = newScanned;
		return null;
	}

	@Override
	public byte @Nullable [] needEnd() {
		this.readiness.restartDeadline();
		return need(size() + 1, size());
	}

	@Override
	public byte @Nullable [] take(int count) {
		if (count > size()) {
			this.taken = count;
			return null;
		}
		byte[] message = copy(0, count);
		skip(count);
		return message;
	}

	@Override
	public void skip(int count) {
		Objects.checkFromToIndex(0, count, size());
		this.scanned = 0;
		this.start += count;
		if (this.start == this.end) {
			moveTo(NONE);
		}
	}

	/**
	 * Release a large buffer after a frame: the next frame may be read much later, so the
	 * bytes of it that are already here move to a small array.
	 */
	public void trimAfterFrame() {
		trimTo(SMALL);
	}

	/**
	 * Move bytes out of the buffer, which belong to a message that is not complete.
	 * @param target the array to move to
	 * @param offset the index of the first byte
	 * @param count the number of bytes, at most {@link #size()}
	 */
	void moveTo(byte[] target, int offset, int count) {
		System.arraycopy(this.buffer, this.start, target, offset, count);
		this.insideMessage = true;
		skip(count);
	}

	/**
	 * End the message whose bytes were moved out of the buffer.
	 */
	void endMessage() {
		this.insideMessage = false;
	}

	/**
	 * Forget what the decoder has asked for.
	 */
	void clearDemand() {
		this.needed = 0;
	}

	/**
	 * Whether the stream has been ended at this side, so that its end ends no message.
	 */
	boolean isCutShort() {
		return this.readiness.isCutShort();
	}

	/**
	 * The number of bytes that the decoder has asked for.
	 * @return bytes, or 0 if it has not asked
	 */
	int needed() {
		return this.needed;
	}

	/**
	 * The length of a message that the decoder has taken and that is incomplete.
	 * @return bytes, or 0 if there is none
	 */
	int taken() {
		return this.taken;
	}

	/**
	 * Read once. May read nothing, if the wait before it was spurious.
	 * @param most the number of bytes that the current frame may need, more than are
	 * buffered
	 * @return {@code false} at the end of the stream
	 */
	boolean fill(int most) throws IOException {
		int count = readMore(most);
		if (count > 0) {
			this.lately = isEmpty() ? count : Math.max(this.lately, size() + count);
			this.end += count;
		}
		return count >= 0;
	}

	private int readMore(int most) throws IOException {
		int count = 0;
		trim();
		try {
			makeRoom(most, this.readiness.await(!isEmpty()));
			count = this.in.read(this.buffer, this.end, this.buffer.length - this.end);
		}
		finally {
			if (count <= 0) {
				trim();
			}
		}
		return count;
	}

	/**
	 * Read the rest of the message that the decoder has taken.
	 * @return a new array
	 * @throws EOFException if the stream ends first
	 */
	byte[] readTaken() throws IOException {
		int count = this.taken;
		this.taken = 0;
		this.insideMessage = true;
		byte[] message = (count <= this.buffer.length) ? takeThroughBuffer(count) : takeDirectly(count);
		this.insideMessage = false;
		return message;
	}

	private byte[] takeThroughBuffer(int count) throws IOException {
		while (size() < count) {
			if (!fill(count)) {
				throw endInside();
			}
		}
		this.buffers.takePayload(count);
		byte[] message = Arrays.copyOfRange(this.buffer, this.start, this.start + count);
		skip(count);
		return message;
	}

	private byte[] takeDirectly(int count) throws IOException {
		int got = size();
		byte[] message = this.buffers.takeExactly(Math.min(count, Math.max(got, TRUSTED)));
		this.directLength = message.length;
		System.arraycopy(this.buffer, this.start, message, 0, got);
		skip(got);
		while (got < count) {
			if (got == message.length) {
				message = enlarge(message, (int) Math.min(count, 2L * got));
			}
			int more = readDirectly(message, got);
			if (more < 0) {
				throw endInside();
			}
			got += more;
		}
		this.directLength = 0;
		this.buffers.becomePayload(message);
		return message;
	}

	private byte[] enlarge(byte[] message, int length) throws IOException {
		byte[] longer = this.buffers.takeExactly(length);
		System.arraycopy(message, 0, longer, 0, message.length);
		this.directLength = length;
		this.buffers.releaseExact(message.length);
		return longer;
	}

	private int readDirectly(byte[] target, int offset) throws IOException {
		this.readiness.await(true);
		return this.in.read(target, offset, target.length - offset);
	}

	private void makeRoom(int most, boolean ready) throws IOException {
		int length = this.buffer.length;
		if (size() == length && length >= SMALL) {
			int more = (int) Math.min(2L * length, most);
			moveTo(this.buffers.take(more, more));
		}
		else if (length <= SMALL) {
			// a read must not block with a large buffer
			boolean waits = !ready && (this.lately < SMALL || this.in.available() == 0);
			byte[] large = waits ? null : this.buffers.tryTake(this.lately, SMALL);
			moveTo((large != null) ? large : this.buffers.small());
		}
		else if (this.start > 0) {
			makeRoomBehindConsumed(most);
		}
	}

	/**
	 * Make room in a buffer whose first bytes have been consumed. A client decides how
	 * many bytes a read brings, so bytes are moved only if a share of their number has
	 * been consumed or is going to be read.
	 */
	private void makeRoomBehindConsumed(int most) {
		int length = this.buffer.length;
		if (this.start >= size() / MOVES) {
			moveTo(this.buffer);
		}
		else if (this.end == length) {
			int more = (int) Math.min(2L * length, Math.min(most + (long) most / MOVES, Integer.MAX_VALUE));
			byte[] larger = this.buffers.tryTake(more, more);
			moveTo((larger != null) ? larger : this.buffer);
		}
	}

	/**
	 * Discard the buffer, because no further frame is read. {@link #isEmpty()} is not
	 * changed.
	 */
	public void discard() {
		this.insideMessage = !isEmpty();
		skip(size());
	}

	void trim() {
		trimTo(LITTLE);
	}

	private void trimTo(int little) {
		int size = size();
		if (this.buffer.length > LITTLE && size <= little) {
			byte[] exact = (size == 0) ? NONE : this.buffers.tryTakeExactly(size);
			if (exact != null) {
				this.lately = Math.min(this.lately, BufferPool.SIZE);
				moveTo(exact);
			}
		}
	}

	private void moveTo(byte[] target) {
		byte[] former = this.buffer;
		int size = size();
		System.arraycopy(former, this.start, target, 0, size);
		this.buffer = target;
		this.start = 0;
		this.end = size;
		if (former != target) {
			this.buffers.release(former);
		}
	}

	/**
	 * The memory that the input holds and could release. Any thread.
	 * @return bytes, possibly a stale value
	 */
	public int held() {
		return Math.max(this.buffer.length, this.directLength);
	}

	/**
	 * Take over the charge for the latest message.
	 * @return bytes, which the caller must release with the message
	 */
	public int takePayloadCharge() {
		return this.buffers.takePayloadCharge();
	}

	/**
	 * Release the buffer. Nothing is read afterwards.
	 */
	public void close() {
		skip(size());
		this.buffers.close();
	}

	static EOFException endInside() {
		return new EOFException("the stream ended inside a frame");
	}

}

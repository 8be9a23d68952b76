package io.sluice.framing;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

import io.sluice.process.BufferPool;
import io.sluice.process.MemoryAccount;
import io.sluice.process.MemoryBudget;
import io.sluice.process.MemoryKind;

/**
 * The input buffer of a connection: none whenever it is empty, and one of the
 * {@link BufferPool} or larger while something is read. A thread that waits in a read
 * holds on to the buffer it reads into, so it waits with empty hands where it can, and
 * with a small one otherwise. Used by one thread.
 * <p>
 * Reads only when the frame at hand is not complete, and then whatever one read yields.
 */
public final class FrameInput {

	private static final int SMALL = FrameBuffers.SMALL;

	/** What is allocated for a message on the word of a length header alone. */
	private static final int TRUSTED = 8 * 1024;

	/**
	 * What is not worth a large buffer while more is waited for: a client that sends a
	 * little of a frame is not to hold much.
	 */
	private static final int LITTLE = 8 * 1024;

	private static final byte[] NONE = FrameBuffers.NONE;

	private final InputStream in;

	private final Readiness readiness;

	private final FrameBuffers buffers;

	private byte[] buffer = NONE;

	private int start;

	private int end;

	/** The bytes that came last together, as far as is known. */
	private int lately;

	private boolean taking;

	/** The bytes of a message that is read past the buffer, or 0. */
	private int past;

	/**
	 * Buffer a stream.
	 * @param in the stream, from which nothing else reads
	 */
	public FrameInput(InputStream in) {
		this(in, (insideFrame) -> false);
	}

	/**
	 * Buffer a stream that can be waited for.
	 * @param in the stream, from which nothing else reads
	 * @param readiness asked before every read
	 */
	public FrameInput(InputStream in, Readiness readiness) {
		this(in, readiness, new MemoryAccount(MemoryBudget.UNLIMITED));
	}

	/**
	 * Buffer a stream that can be waited for, within a budget.
	 * @param in the stream, from which nothing else reads
	 * @param readiness asked before every read
	 * @param memory what large arrays are taken from
	 */
	public FrameInput(InputStream in, Readiness readiness, MemoryAccount memory) {
		this(in, readiness, memory, memory.budget().buffers().arrays());
	}

	FrameInput(InputStream in, Readiness readiness, MemoryAccount memory, BufferPool<byte[]> pool) {
		this.in = in;
		this.readiness = readiness;
		this.buffers = new FrameBuffers(readiness, memory, pool);
	}

	/**
	 * Whether nothing is buffered, and no message is being read past the buffer.
	 * @return {@code false} as long as a frame has begun
	 */
	public boolean isEmpty() {
		return this.start == this.end && !this.taking;
	}

	/**
	 * How much is buffered.
	 * @return bytes
	 */
	int size() {
		return this.end - this.start;
	}

	/**
	 * A buffered byte.
	 * @param index its distance from the first one
	 * @return the byte
	 */
	byte at(int index) {
		assert index < size() : "what lies beyond may be another client's";
		return this.buffer[this.start + index];
	}

	/**
	 * Find a byte in what is buffered.
	 * @param wanted the byte
	 * @param from where to begin
	 * @return its index, or -1
	 */
	int indexOf(byte wanted, int from) {
		return indexOf(wanted, from, size());
	}

	/**
	 * Find a byte in a part of what is buffered.
	 * @param wanted the byte
	 * @param from where to begin
	 * @param to where to end before
	 * @return its index, or -1
	 */
	int indexOf(byte wanted, int from, int to) {
		int found = ByteSearch.indexOf(this.buffer, this.start + from, this.start + to, wanted);
		return (found < 0) ? -1 : found - this.start;
	}

	/**
	 * Find a sequence of bytes in what is buffered.
	 * @param wanted the sequence
	 * @param from where to begin
	 * @return the index of its first byte, or -1
	 */
	int indexOf(byte[] wanted, int from) {
		int found = ByteSearch.indexOf(this.buffer, this.start + from, this.end, wanted);
		return (found < 0) ? -1 : found - this.start;
	}

	/**
	 * Whether all that is buffered from an index on is how a sequence begins.
	 * @param from the index
	 * @param sequence what is longer than the rest of the buffer
	 * @return {@code true} also where nothing is buffered
	 */
	boolean endsInStartOf(int from, byte[] sequence) {
		return Arrays.equals(this.buffer, this.start + from, this.end, sequence, 0, size() - from);
	}

	/**
	 * Copy out a message; waits until there is room for a large one.
	 * @param from the index of the first byte
	 * @param to the index after the last one
	 * @return an array of its own
	 */
	byte[] copy(int from, int to) throws IOException {
		this.buffers.takePayload(to - from);
		return Arrays.copyOfRange(this.buffer, this.start + from, this.start + to);
	}

	/**
	 * Drop bytes from the front of the buffer.
	 * @param count how many of those buffered
	 */
	void skip(int count) {
		this.start += count;
		if (this.start == this.end) {
			moveTo(NONE);
		}
	}

	/**
	 * A frame has been read whole, and the next is not asked for yet, which may take
	 * long: do without a large buffer for what has come of it.
	 */
	public void frameTaken() {
		holdNoMoreThan(SMALL);
	}

	/**
	 * Read once.
	 * @param most bytes that the frame at hand may need, more than are buffered
	 * @return {@code false} at the end of the stream with nothing buffered
	 * @throws EOFException at the end of the stream with something buffered
	 */
	boolean fill(int most) throws IOException {
		int count = readMore(most);
		if (count < 0) {
			if (size() > 0) {
				throw endInside();
			}
			return false;
		}
		this.lately = isEmpty() ? count : Math.max(this.lately, this.end + count);
		this.end += count;
		return true;
	}

	private int readMore(int most) throws IOException {
		int count = 0;
		holdLittle();
		try {
			makeRoom(most, this.readiness.await(!isEmpty()));
			count = this.in.read(this.buffer, this.end, this.buffer.length - this.end);
		}
		finally {
			if (count <= 0) {
				holdLittle();
			}
		}
		return count;
	}

	/**
	 * Read until a number of bytes is buffered.
	 * @param count how many
	 * @return {@code false} at the end of the stream with nothing buffered
	 * @throws EOFException at the end of the stream with too little buffered
	 */
	boolean require(int count) throws IOException {
		while (size() < count) {
			if (!fill(count)) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Take out a message whose header said how long it is.
	 * @param count bytes
	 * @return an array of its own
	 * @throws EOFException if the stream ends before
	 */
	byte[] take(int count) throws IOException {
		this.taking = true;
		byte[] message = (count <= this.buffer.length) ? takeThroughBuffer(count) : takePastBuffer(count);
		this.taking = false;
		return message;
	}

	private byte[] takeThroughBuffer(int count) throws IOException {
		if (!require(count)) {
			throw endInside();
		}
		byte[] message = copy(0, count);
		skip(count);
		return message;
	}

	private byte[] takePastBuffer(int count) throws IOException {
		int got = size();
		byte[] message = this.buffers.takeExactly(Math.min(count, Math.max(got, TRUSTED)));
		this.past = message.length;
		System.arraycopy(this.buffer, this.start, message, 0, got);
		skip(got);
		while (got < count) {
			if (got == message.length) {
				message = longer(message, (int) Math.min(count, 2L * got));
			}
			int more = readPastBuffer(message, got);
			if (more < 0) {
				throw endInside();
			}
			got += more;
		}
		this.past = 0;
		this.buffers.becomePayload(message);
		return message;
	}

	private byte[] longer(byte[] message, int length) throws IOException {
		byte[] longer = this.buffers.takeExactly(length);
		System.arraycopy(message, 0, longer, 0, message.length);
		this.past = length;
		this.buffers.releaseExact(message.length);
		return longer;
	}

	private int readPastBuffer(byte[] target, int offset) throws IOException {
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
			// no read waits with a large buffer in its hands
			boolean waits = !ready && (this.lately < SMALL || this.in.available() == 0);
			byte[] large = waits ? null : this.buffers.tryTake(this.lately, SMALL);
			moveTo((large != null) ? large : this.buffers.small());
		}
		else if (this.start > 0) {
			moveTo(this.buffer);
		}
	}

	/**
	 * Drop what is buffered, as no further frame is read. A frame that has begun still
	 * counts as begun.
	 */
	public void abandon() {
		this.taking = !isEmpty();
		skip(size());
	}

	void holdLittle() {
		holdNoMoreThan(LITTLE);
	}

	private void holdNoMoreThan(int little) {
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
	 * How much it holds and could give back. Any thread may ask.
	 * @return bytes, which other threads may see late
	 */
	public int held() {
		return Math.max(this.buffer.length, this.past);
	}

	/**
	 * Hand over what was counted in the budget for the latest message.
	 * @return bytes to release with the message
	 */
	public int takePayloadCharge() {
		return this.buffers.takePayloadCharge();
	}

	/**
	 * Nothing is read any more: let go of the buffer.
	 */
	public void close() {
		skip(size());
		this.buffers.close();
	}

	private static EOFException endInside() {
		return new EOFException("the stream ended inside a frame");
	}

	/**
	 * How to wait for a stream with empty hands.
	 */
	@FunctionalInterface
	public interface Readiness {

		/**
		 * Wait until there is something to read.
		 * @param insideFrame whether a frame has begun that is not complete
		 * @return {@code false} where that cannot be waited for but by a read
		 */
		boolean await(boolean insideFrame) throws IOException;

		/**
		 * Wait until there is room for what is read.
		 * @param memory the connection's account
		 * @param kind what for: {@code PAYLOADS} where a frame has been read whole
		 * @param bytes how much is waited for
		 * @param attempt tries to take it
		 * @return what the attempt has taken
		 */
		default <T> T await(MemoryAccount memory, MemoryKind kind, int bytes, MemoryAccount.Attempt<T> attempt)
				throws IOException {
			return memory.await(kind, bytes, attempt);
		}

	}

}

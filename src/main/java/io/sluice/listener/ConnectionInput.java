package io.sluice.listener;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.function.BooleanSupplier;

import io.sluice.framing.FrameInput;
import lombok.RequiredArgsConstructor;

/**
 * What a connection reads from: sends the replies that were held back before it may
 * block, and ticks while large buffers are in use, so that an idle connection can let go
 * of them, and inside a frame, so that a late one can be ended.
 */
@RequiredArgsConstructor
final class ConnectionInput extends InputStream {

	private static final int IDLE_TICK_MILLIS = 1000;

	private static final int FRAME_TICK_MILLIS = 100;

	private final Socket socket;

	private final InputStream in;

	private final ReplyOutput output;

	private final FairShare share;

	private final ListenerMetrics metrics;

	private BooleanSupplier insideFrame = () -> false;

	private int tickMillis;

	/** When a frame was first found incomplete, or 0; for the sweeper. */
	private volatile long frameSince;

	private volatile boolean reading;

	private volatile boolean ended;

	/**
	 * Read no more: the next read finds the end of the stream, as does one under way
	 * inside a frame at its next tick. Any thread.
	 */
	void end() {
		this.ended = true;
	}

	/**
	 * Read no more, and end a read under way at once. What the client sends from now on
	 * cannot be discarded.
	 */
	void endNow() throws IOException {
		end();
		if (this.reading) {
			this.socket.shutdownInput();
		}
	}

	/**
	 * Say how to find out whether what is read goes on with a frame.
	 * @param insideFrame asked before every read
	 */
	void setInsideFrame(BooleanSupplier insideFrame) {
		this.insideFrame = insideFrame;
	}

	@Override
	public int read() throws IOException {
		byte[] one = new byte[1];
		return (read(one, 0, 1) < 0) ? -1 : one[0] & 0xff;
	}

	@Override
	public int read(byte[] bytes, int offset, int length) throws IOException {
		this.output.flush();
		noteFrame();
		tick(length);
		try {
			return timedRead(bytes, offset, length);
		}
		catch (SocketTimeoutException ex) {
			this.output.release();
			throw ex;
		}
	}

	private int timedRead(byte[] bytes, int offset, int length) throws IOException {
		long before = System.nanoTime();
		this.reading = true;
		int count = this.ended ? -1 : this.in.read(bytes, offset, length);
		this.reading = false;
		if (count > 0) {
			this.share.read(count, count == length, before, System.nanoTime());
			this.metrics.bytesReceived(count);
		}
		return count;
	}

	private void noteFrame() {
		if (!this.insideFrame.getAsBoolean()) {
			this.frameSince = 0;
		}
		else if (this.frameSince == 0) {
			this.frameSince = System.nanoTime();
		}
	}

	/**
	 * A frame is complete: what is there of the next one begins now.
	 */
	void frameRead() {
		if (this.frameSince != 0) {
			this.frameSince = 0;
		}
	}

	/**
	 * Whether the client is taking too long over a frame. Any thread.
	 * @param now the current {@link System#nanoTime()}
	 * @param limit how long it may take, in nanoseconds
	 * @return {@code true} for a frame that began longer ago than that
	 */
	boolean isFrameLate(long now, long limit) {
		long since = this.frameSince;
		return this.reading && since != 0 && now - since >= limit;
	}

	private void tick(int length) throws IOException {
		int wanted = 0;
		if (this.frameSince != 0) {
			wanted = FRAME_TICK_MILLIS;
		}
		else if (length > FrameInput.RESIDENT || this.output.isLarge()) {
			wanted = IDLE_TICK_MILLIS;
		}
		if (wanted != this.tickMillis) {
			this.tickMillis = wanted;
			this.socket.setSoTimeout(wanted);
		}
	}

}

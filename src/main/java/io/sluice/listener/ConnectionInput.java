package io.sluice.listener;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import io.sluice.framing.FrameInput;
import lombok.RequiredArgsConstructor;

/**
 * What a connection reads from: sends the replies that were held back before it may
 * block, ticks while large buffers are in use, so that an idle connection can let go of
 * them, and holds every frame to its deadline.
 */
@RequiredArgsConstructor
final class ConnectionInput extends InputStream {

	private static final int IDLE_TICK_MILLIS = 1000;

	private final Socket socket;

	private final InputStream in;

	private final ReplyOutput output;

	private final FairShare share;

	private final ListenerMetrics metrics;

	private final Duration frameLimit;

	private BooleanSupplier insideFrame = () -> false;

	private int timeoutMillis;

	/** When a frame was first found incomplete, or 0. */
	private long frameSince;

	private volatile boolean reading;

	private volatile boolean ended;

	/**
	 * Read no more: the next read, or the one under way, finds the end of the stream. Any
	 * thread.
	 */
	void end() throws IOException {
		this.ended = true;
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
		long now = System.nanoTime();
		this.share.giveWayIfUsedUp(now);
		setTimeout(timeout(length, now));
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

	/**
	 * A frame is complete: what is there of the next one begins now.
	 */
	void frameRead() {
		this.frameSince = 0;
	}

	/**
	 * How long a read may wait: inside a frame as long as its deadline allows, otherwise
	 * until a large buffer is let go of, or for ever.
	 */
	private int timeout(int length, long now) throws LateFrameException {
		if (this.insideFrame.getAsBoolean()) {
			if (this.frameSince == 0) {
				this.frameSince = now;
			}
			long left = this.frameLimit.toNanos() - (now - this.frameSince);
			if (left <= 0) {
				throw new LateFrameException(this.frameLimit);
			}
			return (int) Math.min(Integer.MAX_VALUE, TimeUnit.NANOSECONDS.toMillis(left) + 1);
		}
		this.frameSince = 0;
		return (length > FrameInput.RESIDENT || this.output.isLarge()) ? IDLE_TICK_MILLIS : 0;
	}

	private void setTimeout(int millis) throws IOException {
		if (millis != this.timeoutMillis) {
			this.timeoutMillis = millis;
			this.socket.setSoTimeout(millis);
		}
	}

	/**
	 * A frame takes longer than it may.
	 */
	static final class LateFrameException extends IOException {

		private static final long serialVersionUID = 1L;

		LateFrameException(Duration limit) {
			super("the frame took longer than " + Deadlines.readable(limit));
		}

	}

}

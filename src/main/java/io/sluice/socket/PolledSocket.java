package io.sluice.socket;

import java.io.Flushable;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;

import org.jspecify.annotations.Nullable;

/**
 * A socket, to be accepted or to connect, that can be waited for without a buffer to read
 * into. One thread reads at a time, and one writes.
 */
public class PolledSocket extends Socket {

	private final PolledSocketImpl polled;

	/**
	 * A socket that is not connected yet.
	 * @param pollers one of them polls it
	 */
	public PolledSocket(Pollers pollers) throws SocketException {
		this(new PolledSocketImpl(pollers));
	}

	private PolledSocket(PolledSocketImpl polled) throws SocketException {
		super(polled);
		this.polled = polled;
	}

	/**
	 * The stream itself, where a socket's own around it would close the socket if a
	 * virtual thread with its interrupt flag set met an interrupted read.
	 */
	@Override
	public InputStream getInputStream() throws IOException {
		if (isClosed() || !isConnected()) {
			throw new SocketException(isClosed() ? "Socket is closed" : "Socket is not connected");
		}
		if (isInputShutdown()) {
			throw new SocketException("Socket input is shutdown");
		}
		return this.polled.getInputStream();
	}

	/**
	 * The one that the channel knows, where a socket's own is made again for each call.
	 */
	@Override
	public @Nullable SocketAddress getRemoteSocketAddress() {
		return this.polled.remote();
	}

	/**
	 * Say what to do before a read waits, on the thread that does.
	 * @param waiting flushed each time; what it throws is thrown by the read
	 */
	public void beforeWaiting(Flushable waiting) {
		this.polled.beforeWaiting(waiting);
	}

	/**
	 * Wait until there is something to read, or the end of the stream, as a read would,
	 * or until woken.
	 * @param yielding {@code true} to wait also where there is something, until those
	 * have been woken that do not yield; {@code false} not to wait where more is there
	 * already than the last read took
	 * @throws java.net.SocketTimeoutException if that took longer than the socket's
	 * timeout
	 */
	public void awaitInput(boolean yielding) throws IOException {
		this.polled.awaitInput(yielding);
	}

	/**
	 * Whether there may be something to read that no thread waits for: input, the end of
	 * the stream, or a reset. As far as is known without a call of the system. Any
	 * thread.
	 */
	public boolean mayHaveInput() {
		return this.polled.mayHaveInput();
	}

	/**
	 * Whether the other end has reset the connection, as far as can be seen behind what
	 * it has sent before. An end of its stream is no reset. Does not wait. Called while
	 * no thread reads, nor waits to read.
	 */
	public boolean isReset() {
		return this.polled.isReset();
	}

	/**
	 * Write all of a buffer, as a write to the output stream does: one thread at a time,
	 * and it may wait. What lies outside the heap is not copied before.
	 * @param source from its position to its limit; where it throws, neither is as it was
	 */
	public void write(ByteBuffer source) throws IOException {
		this.polled.write(source);
	}

	/**
	 * Since when a write has waited for the other end to take something: any write, also
	 * one that TLS makes within a read. The time counts from the first wait of each piece
	 * of 64 KB, or of the whole write where it is shorter. Any thread.
	 * @return a {@link System#nanoTime()}, or 0 where no write waits
	 */
	public long blockedSince() {
		return this.polled.blockedSince();
	}

	/**
	 * Let a thread that waits for this socket look at it again. Where there is nothing
	 * for it a read does once more what it does before each wait. Any thread.
	 */
	public void wake() {
		this.polled.wake();
	}

}

package io.sluice.socket;

import java.io.Flushable;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;

import io.sluice.process.Lease;
import org.jspecify.annotations.Nullable;

/**
 * A socket, accepted or connecting, whose thread can wait for input without a buffer to
 * read into. One thread at a time reads, and one writes.
 */
public class PolledSocket extends Socket {

	private final PolledSocketImpl polled;

	/**
	 * Create a socket that is not connected.
	 * @param pollers the group that polls the socket
	 */
	public PolledSocket(PollerGroup pollers) throws SocketException {
		this(pollers, null);
	}

	/**
	 * Create a socket that is not connected.
	 * @param pollers the group that polls the socket
	 * @param lease the lease without which nothing may be written; when it ends, the
	 * socket is closed with a reset. {@code null} for none
	 */
	public PolledSocket(PollerGroup pollers, @Nullable Lease lease) throws SocketException {
		this(new PolledSocketImpl(pollers, lease));
	}

	private PolledSocket(PolledSocketImpl polled) throws SocketException {
		super(polled);
		this.polled = polled;
	}

	/**
	 * The stream of the implementation. The JDK's wrapper would close the socket when the
	 * interrupt flag of a virtual thread is set.
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
	 * The address that the channel keeps; the JDK's own sockets create one at each call.
	 */
	@Override
	public @Nullable SocketAddress getRemoteSocketAddress() {
		return this.polled.remote();
	}

	/**
	 * Set an action that runs before a read waits, on the reading thread.
	 * @param waiting flushed each time; an exception of it is thrown by the read
	 */
	public void onWait(Flushable waiting) {
		this.polled.onWait(waiting);
	}

	/**
	 * Wait until there is input or the end of the stream, or until woken.
	 * @param yielding {@code true} to wait even if there is input, until threads that do
	 * not yield have been woken; {@code false} to return at once if the last read left
	 * input behind
	 * @return {@code false} if a nudge has ended the wait
	 * @throws java.net.SocketTimeoutException if the socket's timeout has passed
	 */
	public boolean awaitInput(boolean yielding) throws IOException {
		return this.polled.awaitInput(yielding);
	}

	/**
	 * Have a listener called once, when there is input or the end of the stream, or when
	 * the socket is woken, nudged or closed, possibly before this method returns. Until
	 * then no thread may read or wait to read. The action before a wait does not run.
	 * Called by a virtual thread.
	 * @param listener the listener
	 * @return {@code false} if a read need not wait or the socket is closed: the listener
	 * is not called
	 */
	public boolean awaitInput(InputListener listener) throws IOException {
		return this.polled.awaitInput(listener);
	}

	/**
	 * Read what has arrived, without a wait.
	 * @return the number of bytes, 0 if there is no input, or -1 at the end of the stream
	 */
	public int tryRead(byte[] bytes, int offset, int length) throws IOException {
		return this.polled.tryRead(bytes, offset, length);
	}

	/**
	 * The number of bytes that have arrived. Does not block.
	 */
	public int available() throws IOException {
		return this.polled.available();
	}

	/**
	 * Whether there may be input, an end of the stream or a reset for which no thread
	 * waits. Makes no system call. Any thread.
	 */
	public boolean mayHaveInput() {
		return this.polled.mayHaveInput();
	}

	/**
	 * Whether the other end has reset the connection, as far as this can be seen after
	 * the bytes it sent before. An end of the stream is not a reset. Does not block. Must
	 * not be called while a thread reads or waits to read.
	 */
	public boolean isReset() {
		return this.polled.isReset();
	}

	/**
	 * Whether the other end has ended the stream, and all bytes that it sent before have
	 * been read. Does not block. Must not be called while a thread reads or waits to
	 * read.
	 */
	public boolean isEnded() {
		return this.polled.isEnded();
	}

	/**
	 * Write all bytes of a buffer, like a write to the output stream. One thread at a
	 * time; may block. Bytes outside the heap are not copied.
	 * @param source the bytes from position to limit; undefined after an exception
	 */
	public void write(ByteBuffer source) throws IOException {
		this.polled.write(source);
	}

	/**
	 * Write all bytes of a buffer, unless they are no longer to be written before the
	 * first of them has been. Otherwise as {@link #write(ByteBuffer)}.
	 * @param source the bytes from position to limit; undefined after an exception
	 * @param claim asked before each attempt to write the first byte
	 * @return {@code false} if nothing was written
	 */
	public boolean write(ByteBuffer source, WriteClaim claim) throws IOException {
		return this.polled.write(source, claim);
	}

	/**
	 * Write what can be written without a wait, which may be nothing. As any write, by
	 * one thread at a time.
	 * @param source the bytes from position to limit; undefined after an exception
	 * @param claim asked whether they are still to be written
	 */
	public void tryWrite(ByteBuffer source, WriteClaim claim) throws IOException {
		this.polled.tryWrite(source, claim);
	}

	/**
	 * Have a write that waits for the other end make another attempt. Any thread.
	 */
	public void nudgeWriter() {
		this.polled.nudgeWriter();
	}

	/**
	 * The time from which a write waits for the other end to read. Any write counts, even
	 * one that TLS makes within a read. The time begins with the first wait of each piece
	 * of 64 KB, or of the whole write if it is shorter. Any thread.
	 * @return a {@link System#nanoTime()}, or 0 if no write waits
	 */
	public long blockedSince() {
		return this.polled.blockedSince();
	}

	/**
	 * Wake the threads that wait for this socket. If there is still no input, a read runs
	 * its action again and waits on. Any thread.
	 */
	public void wake() {
		this.polled.wake();
	}

	/**
	 * Wake the thread that waits for input, or have its next wait return at once. Any
	 * thread.
	 */
	public void nudge() {
		this.polled.nudge();
	}

}

package io.sluice.socket;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/**
 * A socket's registration with one poller, and its two kinds of waits.
 */
final class Registration {

	private final WakeableSelector selector;

	private final SelectionKey key;

	private final Waiter reader = new Waiter(SelectionKey.OP_READ);

	private final Waiter writer = new Waiter(SelectionKey.OP_WRITE);

	/**
	 * Register a channel, without interest in an operation.
	 * @param selector the poller's selector
	 * @param channel a non-blocking channel
	 */
	Registration(WakeableSelector selector, SocketChannel channel) throws IOException {
		this.selector = selector;
		this.key = selector.register(channel, this);
	}

	/**
	 * The waiter for input. Used by the poller.
	 */
	Waiter reader() {
		return this.reader;
	}

	/**
	 * The waiter for room to write. Used by the poller.
	 */
	Waiter writer() {
		return this.writer;
	}

	/**
	 * Wait for input.
	 * @param deadline the {@link System#nanoTime()} at which the wait ends, or 0 for no
	 * deadline
	 * @param yielding whether other threads that have input come first
	 * @return {@code false} if a nudge has ended the wait
	 */
	boolean awaitInput(long deadline, boolean yielding) throws IOException {
		return this.reader.await(this.key, this.selector, deadline, yielding);
	}

	/**
	 * Have a listener called once, when there is input.
	 * @return {@code false} if the socket is closed, or has been nudged before: the
	 * listener is not called
	 */
	boolean awaitInput(InputListener listener) {
		return this.reader.await(listener, this.key, this.selector);
	}

	/**
	 * Whether a read need not wait first.
	 */
	boolean takeInput() {
		return this.reader.takeReady();
	}

	/**
	 * Wait for room to write.
	 */
	void awaitRoom() throws IOException {
		this.writer.await(this.key, this.selector, 0, false);
	}

	/**
	 * Whether there may be input for which no thread waits. Any thread.
	 */
	boolean mayHaveInput() {
		return this.reader.mayBeReady();
	}

	/**
	 * Wake the threads that wait. Any thread.
	 */
	void wake() {
		this.reader.wake();
		this.writer.wake();
	}

	/**
	 * Wake the thread that waits for input, or have its next wait return at once. Any
	 * thread.
	 */
	void nudge() {
		this.reader.nudge();
	}

	/**
	 * Wake the thread that waits for room to write, or have its next wait return at once.
	 * Any thread.
	 */
	void nudgeWriter() {
		this.writer.nudge();
	}

	/**
	 * Record that the channel has been closed, and wake the threads that wait. Any
	 * thread.
	 */
	void close() {
		this.reader.close();
		this.writer.close();
		this.selector.wake();
	}

}

package io.sluice.socket;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/**
 * A socket's place with one poller, and the two kinds of waits there.
 */
final class Registration {

	private final WakeableSelector selector;

	private final SelectionKey key;

	private final Waiter reader = new Waiter(SelectionKey.OP_READ);

	private final Waiter writer = new Waiter(SelectionKey.OP_WRITE);

	/**
	 * Register, for nothing at first.
	 * @param selector the poller's
	 * @param channel the channel, which does not block
	 */
	Registration(WakeableSelector selector, SocketChannel channel) throws IOException {
		this.selector = selector;
		this.key = selector.register(channel, this);
	}

	/**
	 * For waits for input. Used by the poller.
	 */
	Waiter reader() {
		return this.reader;
	}

	/**
	 * For waits until more can be written. Used by the poller.
	 */
	Waiter writer() {
		return this.writer;
	}

	/**
	 * Wait for input.
	 * @param deadline until when at most, a {@link System#nanoTime()}, or 0 for as long
	 * as it takes
	 * @param yielding whether others that have input come first
	 */
	void awaitInput(long deadline, boolean yielding) throws IOException {
		this.reader.await(this.key, this.selector, deadline, yielding);
	}

	/**
	 * Wait until more can be written.
	 */
	void awaitRoom() throws IOException {
		this.writer.await(this.key, this.selector, 0, false);
	}

	/**
	 * Whether there may be input that no thread waits for. Any thread.
	 */
	boolean mayHaveInput() {
		return this.reader.isUnwatched();
	}

	/**
	 * Let a thread that waits look at the socket again. Any thread.
	 */
	void wake() {
		this.reader.wake();
		this.writer.wake();
	}

	/**
	 * The channel has been closed. Any thread.
	 */
	void close() {
		this.reader.close();
		this.writer.close();
		this.selector.wake();
	}

}

package io.sluice.socket;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;

/**
 * A selector that is woken only while it waits: most changes are made while it does not
 * wait, and cost no system call. One thread selects.
 */
final class WakeableSelector {

	private final Selector selector;

	/** Whether the selector waits, or is about to. */
	private volatile boolean waiting;

	/** Whether the selector has been woken since the last wait. */
	private volatile boolean woken;

	WakeableSelector(Selector selector) {
		this.selector = selector;
	}

	/**
	 * Register a channel, without interest in an operation.
	 * @param channel a non-blocking channel
	 * @param attachment the attachment of the key, for the selecting thread
	 * @return the key, which sets the interest
	 */
	SelectionKey register(SocketChannel channel, Object attachment) throws IOException {
		return channel.register(this.selector, 0, attachment);
	}

	/**
	 * Find the ready channels without waiting.
	 * @return the number of ready channels
	 */
	int selectNow(Consumer<SelectionKey> ready) throws IOException {
		return this.selector.selectNow(ready);
	}

	/**
	 * Wait until a channel is ready, or until woken.
	 * @return {@code false} if neither has ended the wait
	 */
	boolean select(Consumer<SelectionKey> ready) throws IOException {
		this.woken = false;
		this.waiting = true;
		try {
			return this.selector.select(ready) > 0 || this.woken;
		}
		finally {
			this.waiting = false;
		}
	}

	/**
	 * Make the selector select again soon, after a change of interest or after a close: a
	 * closed channel's descriptor becomes free only then. Any thread.
	 */
	void wake() {
		if (this.waiting) {
			this.woken = true;
			this.selector.wakeup();
		}
	}

	boolean isOpen() {
		return this.selector.isOpen();
	}

	void close() throws IOException {
		this.selector.close();
	}

}

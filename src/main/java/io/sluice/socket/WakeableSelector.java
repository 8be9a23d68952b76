package io.sluice.socket;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;

/**
 * A selector that is woken only where it waits: most changes are made while it does not,
 * and cost no call of the system. One thread selects.
 */
final class WakeableSelector {

	private final Selector selector = Selector.open();

	/** Whether it waits until a channel is ready, or is about to. */
	private volatile boolean waiting;

	WakeableSelector() throws IOException {
	}

	/**
	 * Watch a channel, for nothing at first.
	 * @param channel the channel, which does not block
	 * @param attachment what the key has, for the thread that selects
	 * @return sets what for
	 */
	SelectionKey register(SocketChannel channel, Object attachment) throws IOException {
		return channel.register(this.selector, 0, attachment);
	}

	/**
	 * Find the channels that are ready.
	 * @return how many there are
	 */
	int selectNow(Consumer<SelectionKey> ready) throws IOException {
		return this.selector.selectNow(ready);
	}

	/**
	 * Wait until a channel is ready, or until woken.
	 */
	void select(Consumer<SelectionKey> ready) throws IOException {
		this.waiting = true;
		try {
			this.selector.select(ready);
		}
		finally {
			this.waiting = false;
		}
	}

	/**
	 * Have it look again soon: at a channel that has to be watched from now on, or that
	 * was closed, as only then its descriptor becomes free. Any thread.
	 */
	void wake() {
		if (this.waiting) {
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

package io.sluice.socket;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/**
 * A socket's place with one poller, and the two kinds of waits there.
 */
final class Registration {

	private final Poller poller;

	private final SelectionKey key;

	private final Waiter reader = new Waiter(SelectionKey.OP_READ);

	private final Waiter writer = new Waiter(SelectionKey.OP_WRITE);

	/**
	 * Register, for nothing at first.
	 * @param poller the poller
	 * @param channel the channel, which does not block
	 */
	Registration(Poller poller, SocketChannel channel) throws IOException {
		this.poller = poller;
		this.key = poller.register(channel, this);
	}

	/**
	 * Wait for input.
	 * @param deadline until when at most, a {@link System#nanoTime()}, or 0 for as long
	 * as it takes
	 * @param givesWay whether others that have input come first
	 */
	void awaitInput(long deadline, boolean givesWay) throws IOException {
		this.reader.await(this.key, this.poller, deadline, givesWay);
	}

	/**
	 * Wait until more can be written.
	 */
	void awaitRoom() throws IOException {
		this.writer.await(this.key, this.poller, 0, false);
	}

	/**
	 * Called by the poller.
	 * @param operations what can be done without waiting
	 */
	void ready(int operations) {
		if ((operations & SelectionKey.OP_READ) != 0) {
			this.reader.ready(this.key, this.poller);
		}
		if ((operations & SelectionKey.OP_WRITE) != 0) {
			this.writer.ready(this.key, this.poller);
		}
	}

	/**
	 * Whether there may be input that no thread waits for. Any thread.
	 */
	boolean mayHaveInput() {
		return this.reader.isUnwatched();
	}

	/**
	 * Let whoever waits look at the socket again. Any thread.
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
		this.poller.lookAgain();
	}

}

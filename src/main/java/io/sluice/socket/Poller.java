package io.sluice.socket;

import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;

import io.sluice.process.VitalLoop;
import io.sluice.process.VitalThreads;
import io.sluice.socket.Waiter.Readiness;
import lombok.extern.slf4j.Slf4j;

/**
 * Wakes threads that wait for a socket when it is ready.
 * <p>
 * It looks on a thread of the kind that it wakes. A virtual one takes turns with those:
 * after each look they come first, and most have read by the next one. A socket stays
 * registered between two waits, where the JDK's own pollers register it again for each.
 * <p>
 * A thread that waits for input is woken at once. One that yields, as its connection has
 * had much, queues for a turn.
 */
@Slf4j(topic = "io.sluice.socket")
final class Poller {

	/** So many sockets that are found again cost little beside a turn. */
	private static final int FOUND_FOR_A_TURN = 8;

	private final WakeableSelector selector = new WakeableSelector();

	private final Consumer<SelectionKey> ready = this::ready;

	/** Ready, and waiting for their turn. Used by the thread that looks. */
	private final Queue<Waiter> queue = new ArrayDeque<>();

	/** How many this look has woken without a turn; the same thread's. */
	private int woken;

	/**
	 * Start to look.
	 * @param thread the thread that does
	 * @param name what the thread is called
	 * @param threads hears of its end
	 */
	Poller(Thread.Builder thread, String name, VitalThreads threads) throws IOException {
		thread.name(name).start(new VitalLoop(name, threads, this.selector::isOpen, this::lookOnce));
	}

	/**
	 * Watch a channel, for nothing at first.
	 * @param channel the channel, which does not block
	 * @return where threads wait for it
	 */
	Registration register(SocketChannel channel) throws IOException {
		return new Registration(this.selector, channel);
	}

	void close() {
		try {
			this.selector.close();
		}
		catch (IOException ex) {
			log.debug("A selector did not close cleanly", ex);
		}
	}

	// the yield is for speed: the threads that were woken come first
	@SuppressWarnings("ThreadPriorityCheck")
	private boolean lookOnce() throws IOException {
		try {
			look();
			Thread.yield();
			return true;
		}
		catch (ClosedSelectorException ex) {
			return false;
		}
	}

	private void look() throws IOException {
		this.woken = 0;
		int found = this.selector.selectNow(this.ready);
		if (!this.queue.isEmpty()) {
			giveTurns();
		}
		else if (found == 0) {
			this.selector.select(this.ready);
		}
	}

	private void giveTurns() {
		for (int left = turns(this.queue.size(), this.woken); left > 0; left--) {
			this.queue.remove().takeTurn();
		}
	}

	/**
	 * How many turns to give before the next look. As many as this one has woken without,
	 * so that neither kind keeps the other from its carriers; where it has woken none,
	 * one, and the next look follows that soon. Each look finds all that are in the queue
	 * again, so a longer one moves faster.
	 * @param queued how many wait for their turn
	 * @param woken how many did not have to
	 * @return up to as many as are queued
	 */
	static int turns(int queued, int woken) {
		return Math.min(queued, Math.max(1 + queued / FOUND_FOR_A_TURN, woken));
	}

	private void ready(SelectionKey key) {
		try {
			Registration registration = (Registration) key.attachment();
			int operations = key.readyOps();
			if ((operations & SelectionKey.OP_READ) != 0) {
				ready(key, registration.reader());
			}
			if ((operations & SelectionKey.OP_WRITE) != 0) {
				ready(key, registration.writer());
			}
		}
		catch (CancelledKeyException ex) {
			// the socket was closed
		}
	}

	private void ready(SelectionKey key, Waiter waiter) {
		Readiness ready = waiter.ready(key);
		if (ready == Readiness.WOKEN) {
			this.woken++;
		}
		else if (ready == Readiness.YIELDS) {
			this.queue.add(waiter);
			waiter.setQueued();
		}
	}

}

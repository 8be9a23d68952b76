package io.sluice.socket;

import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

import io.sluice.process.VitalLoop;
import io.sluice.process.VitalThreadMonitor;
import io.sluice.socket.Waiter.Effect;
import lombok.extern.slf4j.Slf4j;

/**
 * Wakes threads that wait for a socket when the socket is ready.
 * <p>
 * The poller runs on a thread of the kind that it wakes. A virtual poller takes turns
 * with the woken threads: after each select they run first, and most of them have read
 * before the next select. A socket stays registered between two waits; the JDK's own
 * pollers register it again for each wait.
 * <p>
 * A thread that waits for input is woken at once. A thread that yields, because its
 * connection has used up its share of time, is queued for a turn.
 */
@Slf4j(topic = "io.sluice.socket")
final class Poller {

	/**
	 * The number of sockets that a select may find again at little cost compared with a
	 * turn.
	 */
	private static final int FOUND_FOR_A_TURN = 8;

	/**
	 * The pause after a select that found no open socket and did not wait, as it does
	 * while a channel with input is being closed. A yield would not do: the scheduler may
	 * run the poller again and again, while the thread that closes the channel waits for
	 * another carrier, which is busy. Pollers on all carriers would then keep that thread
	 * from the end of the close for good.
	 */
	private static final long SPURIOUS_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

	private final WakeableSelector selector;

	private final Consumer<SelectionKey> ready = this::ready;

	/** Waiters that are ready and wait for their turn. Used by the poller's thread. */
	private final Queue<Waiter> queue = new ArrayDeque<>();

	/**
	 * The number of threads that the current select has woken without a turn. Used by the
	 * poller's thread.
	 */
	private int woken;

	/**
	 * The number of open sockets that the current select has found. The selector also
	 * finds those whose keys are cancelled and not yet removed. Used by the poller's
	 * thread.
	 */
	private int open;

	/**
	 * Start the poller.
	 * @param selector finds the sockets that are ready; only this poller selects
	 * @param thread the kind of thread to run on
	 * @param name the thread's name
	 * @param threads is notified when the thread ends
	 */
	Poller(WakeableSelector selector, Thread.Builder thread, String name, VitalThreadMonitor threads) {
		this.selector = selector;
		new VitalLoop(name, threads, this.selector::isOpen, this::select).newThread(thread).start();
	}

	/**
	 * Register a channel, without interest in an operation.
	 * @param channel a non-blocking channel
	 * @return the place where threads wait for the channel
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

	// the yield is an optimization: the woken threads run first
	@SuppressWarnings("ThreadPriorityCheck")
	private boolean select() throws IOException {
		try {
			if (selectUntilClosed()) {
				Thread.yield();
			}
			else {
				LockSupport.parkNanos(this, SPURIOUS_NANOS);
			}
			return true;
		}
		catch (ClosedSelectorException ex) {
			return false;
		}
	}

	/**
	 * @return {@code false} if the selector did not wait, and found no open socket
	 */
	private boolean selectUntilClosed() throws IOException {
		this.woken = 0;
		this.open = 0;
		int found = this.selector.selectNow(this.ready);
		if (!this.queue.isEmpty()) {
			giveTurns();
			return true;
		}
		return (found > 0) ? this.open > 0 : this.selector.select(this.ready);
	}

	private void giveTurns() {
		for (int left = turns(this.queue.size(), this.woken); left > 0; left--) {
			this.queue.remove().takeTurn();
		}
	}

	/**
	 * The number of turns to give before the next select. It equals the number of threads
	 * that this select has woken without a turn, so that neither kind of thread keeps the
	 * other from the carriers. If the select has woken none, it is one, and the next
	 * select follows soon. Each select finds all queued sockets again, so a longer queue
	 * gets more turns.
	 * @param queued the number of queued waiters
	 * @param woken the number of threads woken without a turn
	 * @return at most {@code queued}
	 */
	static int turns(int queued, int woken) {
		return Math.min(queued, Math.max(1 + queued / FOUND_FOR_A_TURN, woken));
	}

	private void ready(SelectionKey key) {
		try {
			Registration registration = (Registration) key.attachment();
			int operations = key.readyOps();
			this.open++;
			if ((operations & SelectionKey.OP_READ) != 0) {
				ready(key, registration.reader());
			}
			if ((operations & SelectionKey.OP_WRITE) != 0) {
				ready(key, registration.writer());
			}
		}
		catch (CancelledKeyException ex) {
			// the socket has been closed
		}
	}

	private void ready(SelectionKey key, Waiter waiter) {
		Effect ready = waiter.ready(key);
		if (ready == Effect.WOKEN) {
			this.woken++;
		}
		else if (ready == Effect.YIELDS) {
			this.queue.add(waiter);
			waiter.setQueued();
		}
	}

}

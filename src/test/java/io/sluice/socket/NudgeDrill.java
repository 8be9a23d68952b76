package io.sluice.socket;

import java.net.SocketTimeoutException;
import java.nio.channels.SelectionKey;
import java.util.concurrent.atomic.AtomicInteger;

import org.jetbrains.lincheck.Lincheck;
import org.junit.jupiter.api.Test;

/**
 * {@link Waiter#nudge()}: the thread that waits for input learns of what happened before
 * the nudge, whenever the nudge comes. The checker fails where the thread waits on.
 */
class NudgeDrill {

	private static final int INVOCATIONS = 2_000;

	/** The checker does not stop a thread at what only that one knows. */
	@SuppressWarnings("UnusedVariable")
	private static volatile Reader latest;

	@Test
	void nudgeIsSeenBeforeWithinOrAfterAWait() {
		Lincheck.runConcurrentTest(INVOCATIONS, () -> {
			Reader reader = new Reader();
			Thread other = new Thread(reader::finishOne);
			other.start();
			reader.awaitFinished(1);
			join(other);
		});
	}

	@Test
	void twoNudgesAreSeen() {
		Lincheck.runConcurrentTest(INVOCATIONS, () -> {
			Reader reader = new Reader();
			Thread one = new Thread(reader::finishOne);
			Thread another = new Thread(reader::finishOne);
			one.start();
			another.start();
			reader.awaitFinished(2);
			join(one);
			join(another);
		});
	}

	private static void join(Thread thread) {
		try {
			thread.join();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static final class Reader {

		private final SelectorModel socket = new SelectorModel();

		private final WakeableSelector selector = new WakeableSelector(this.socket);

		private final Waiter waiter = new Waiter(SelectionKey.OP_READ);

		private final AtomicInteger finished = new AtomicInteger();

		Reader() {
			latest = this;
		}

		void finishOne() {
			this.finished.incrementAndGet();
			this.waiter.nudge();
		}

		void awaitFinished(int count) {
			try {
				while (this.finished.get() < count) {
					this.waiter.await(this.socket.key(), this.selector, 0, false);
				}
			}
			catch (SocketTimeoutException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

}

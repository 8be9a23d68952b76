package io.sluice.socket;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.SelectionKey;

import io.sluice.socket.Waiter.Effect;
import org.jetbrains.lincheck.Lincheck;
import org.junit.jupiter.api.Test;

/**
 * {@link Waiter} and {@link WakeableSelector}: however a client, the poller and a reading
 * thread meet, none of them waits indefinitely. The checker fails where all threads that
 * are left wait.
 */
class PolledWaitDrill {

	private static final int INVOCATIONS = 1_000;

	/** The checker does not stop a thread at what only that one knows. */
	@SuppressWarnings("UnusedVariable")
	private static volatile Scene latest;

	@Test
	void inputThatComesAtAnyMomentIsRead() {
		Lincheck.runConcurrentTest(INVOCATIONS, () -> new Scene().run(false));
	}

	@Test
	void threadThatYieldsHasItsTurn() {
		Lincheck.runConcurrentTest(INVOCATIONS, () -> new Scene().run(true));
	}

	/**
	 * A socket, the thread that reads it, and its poller.
	 */
	private static final class Scene {

		private final SelectorModel socket = new SelectorModel();

		private final WakeableSelector selector = new WakeableSelector(this.socket);

		private final Waiter waiter = new Waiter(SelectionKey.OP_READ);

		private volatile boolean over;

		/** Used by the poller. */
		private boolean queued;

		Scene() {
			latest = this;
		}

		void run(boolean yielding) {
			Thread poller = Thread.ofPlatform().start(this::poll);
			Thread client = Thread.ofPlatform().start(this.socket::send);
			try {
				read(yielding);
				this.over = true;
				this.socket.wakeup();
				client.join();
				poller.join();
			}
			catch (SocketTimeoutException | InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}

		/** As {@link PolledSocketImpl} does where it has drained the socket. */
		private void read(boolean yielding) throws SocketTimeoutException {
			do {
				this.waiter.await(this.socket.key(), this.selector, 0, yielding);
			}
			while (!this.socket.read());
		}

		/** As {@link Poller} does. */
		private void poll() {
			while (!this.over) {
				look();
				if (this.queued) {
					this.queued = false;
					this.waiter.takeTurn();
				}
			}
		}

		private void look() {
			try {
				this.selector.select(this::ready);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		private void ready(SelectionKey key) {
			if (this.waiter.ready(key) == Effect.YIELDS) {
				this.queued = true;
				this.waiter.setQueued();
			}
		}

	}

}

package io.sluice.socket;

import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import lombok.RequiredArgsConstructor;

/**
 * A selector that never waits, because it finds a socket whose key is cancelled and not
 * yet removed.
 */
@RequiredArgsConstructor
final class ClosingSelector extends SelectorStub {

	/** Completed with the thread that selects. */
	private final CompletableFuture<Thread> thread;

	private volatile boolean closed;

	@Override
	public int selectNow(Consumer<SelectionKey> action) {
		this.thread.complete(Thread.currentThread());
		action.accept(new CancelledKey());
		return 1;
	}

	@Override
	public int select(Consumer<SelectionKey> action) {
		return selectNow(action);
	}

	@Override
	public boolean isOpen() {
		return !this.closed;
	}

	@Override
	public void close() {
		this.closed = true;
	}

	@Override
	public Selector wakeup() {
		return this;
	}

	private final class CancelledKey extends SelectionKey {

		@Override
		public boolean isValid() {
			return false;
		}

		@Override
		public int readyOps() {
			throw new CancelledKeyException();
		}

		@Override
		public SelectableChannel channel() {
			throw new UnsupportedOperationException();
		}

		@Override
		public Selector selector() {
			return ClosingSelector.this;
		}

		@Override
		public void cancel() {
			throw new UnsupportedOperationException();
		}

		@Override
		public int interestOps() {
			throw new CancelledKeyException();
		}

		@Override
		public SelectionKey interestOps(int operations) {
			throw new CancelledKeyException();
		}

	}

}

package io.sluice.socket;

import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * A selector with one socket and without an operating system, for the checker: what is
 * watched while it waits is what was watched when it began to.
 */
final class SelectorModel extends SelectorStub {

	private final Key key = new Key();

	private int input;

	private boolean woken;

	SelectionKey key() {
		return this.key;
	}

	/**
	 * The client sends one byte.
	 */
	synchronized void send() {
		this.input++;
		notifyAll();
	}

	/**
	 * Read one byte.
	 * @return {@code false} where there is none
	 */
	synchronized boolean read() {
		if (this.input == 0) {
			return false;
		}
		this.input--;
		return true;
	}

	@Override
	public int select(Consumer<SelectionKey> action) {
		if (isFoundReady()) {
			action.accept(this.key);
		}
		return 0;
	}

	private synchronized boolean isFoundReady() {
		boolean watched = (this.key.interestOps() & SelectionKey.OP_READ) != 0;
		try {
			while (!this.woken && !(watched && this.input > 0)) {
				wait();
			}
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
		this.woken = false;
		return watched && this.input > 0;
	}

	@Override
	public synchronized Selector wakeup() {
		this.woken = true;
		notifyAll();
		return this;
	}

	@Override
	public boolean isOpen() {
		return true;
	}

	@Override
	public void close() {
	}

	private final class Key extends SelectionKey {

		private final AtomicInteger operations = new AtomicInteger();

		@Override
		public int interestOps() {
			return this.operations.get();
		}

		@Override
		public int interestOpsOr(int ops) {
			return this.operations.getAndUpdate((before) -> before | ops);
		}

		@Override
		public int interestOpsAnd(int ops) {
			return this.operations.getAndUpdate((before) -> before & ops);
		}

		@Override
		public SelectionKey interestOps(int ops) {
			this.operations.set(ops);
			return this;
		}

		@Override
		public int readyOps() {
			return OP_READ;
		}

		@Override
		public boolean isValid() {
			return true;
		}

		@Override
		public SelectableChannel channel() {
			throw new UnsupportedOperationException();
		}

		@Override
		public Selector selector() {
			return SelectorModel.this;
		}

		@Override
		public void cancel() {
		}

	}

}

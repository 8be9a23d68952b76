package io.sluice.socket;

import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.SelectorProvider;
import java.util.Set;

/**
 * A selector without an operating system, of which a {@link WakeableSelector} calls what
 * a subclass implements, and nothing else.
 */
abstract class SelectorStub extends Selector {

	@Override
	public SelectorProvider provider() {
		throw new UnsupportedOperationException();
	}

	@Override
	public Set<SelectionKey> keys() {
		throw new UnsupportedOperationException();
	}

	@Override
	public Set<SelectionKey> selectedKeys() {
		throw new UnsupportedOperationException();
	}

	@Override
	public int selectNow() {
		throw new UnsupportedOperationException();
	}

	@Override
	public int select(long timeout) {
		throw new UnsupportedOperationException();
	}

	@Override
	public int select() {
		throw new UnsupportedOperationException();
	}

}

package io.sluice.client;

import io.sluice.framing.Readiness;

/**
 * Knows whether the framing of a connection has dropped bytes that were to become a
 * message. Used by the thread that reads.
 */
final class DropRecorder implements Readiness {

	private boolean dropped;

	@Override
	public boolean await(boolean insideFrame) {
		return false;
	}

	@Override
	public void recordDrop() {
		this.dropped = true;
	}

	/**
	 * {@return whether bytes have been dropped since the last call}
	 */
	boolean takeDrop() {
		boolean taken = this.dropped;
		this.dropped = false;
		return taken;
	}

}

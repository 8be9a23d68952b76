package io.sluice.framing;

import org.jspecify.annotations.Nullable;

/**
 * A large buffer that a connection keeps for its next burst, as long as one comes now and
 * then. Put back and taken out by the connection, and let go of by whoever looks at all
 * connections from time to time: a buffer that is here is in nobody's use.
 */
public final class SpareBuffer {

	// Not volatile, though two threads write it: at worst a buffer is let go of too
	// early, or kept until the next look.
	private byte @Nullable [] buffer;

	private boolean used;

	/**
	 * Keep a buffer.
	 * @param buffer what is not needed at the moment
	 */
	public void put(byte[] buffer) {
		this.buffer = buffer;
		this.used = true;
	}

	/**
	 * Take a buffer.
	 * @param size how large it must be
	 * @return the one that was kept, or a new one
	 */
	public byte[] take(int size) {
		byte[] kept = this.buffer;
		this.buffer = null;
		return (kept != null && kept.length >= size) ? kept : new byte[size];
	}

	/**
	 * Let go of a buffer that has not been used since the last call.
	 */
	public void sweep() {
		if (!this.used) {
			this.buffer = null;
		}
		this.used = false;
	}

}

package io.sluice.admission.limits;

import org.jspecify.annotations.Nullable;

/**
 * Whether a listener accepts at the moment. Set by its accept thread, and read by other
 * threads.
 */
public final class AcceptPause {

	private volatile @Nullable String reason;

	/**
	 * Whether accepting is paused for a reason.
	 * @param reason {@code suspended}, {@code limit}, {@code memory}, {@code rate} or
	 * {@code
	 * descriptors}
	 * @return {@code true} if accepting is paused for this reason
	 */
	public boolean isFor(String reason) {
		return reason.equals(this.reason);
	}

	boolean isPaused() {
		return this.reason != null;
	}

	void begin(String newReason) {
		this.reason = newReason;
	}

	void end() {
		this.reason = null;
	}

}

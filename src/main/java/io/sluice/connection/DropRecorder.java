package io.sluice.connection;

/**
 * Records that a framing has removed bytes that are no frame and goes on. Used by the
 * connection's thread.
 */
interface DropRecorder {

	/** For an input whose connection is not served yet. */
	DropRecorder NONE = () -> {
	};

	/**
	 * Record the removal of a half frame, or of a run of bytes between two frames.
	 */
	void recordDrop();

}

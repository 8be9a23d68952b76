package io.sluice.connection;

import java.io.IOException;

/**
 * Replies that other threads have made, and that only the connection's thread writes.
 */
interface FinishedReplies {

	/** For a connection whose own thread makes all replies. */
	FinishedReplies NONE = new FinishedReplies() {

		@Override
		public boolean isEmpty() {
			return true;
		}

		@Override
		public boolean write() {
			return true;
		}

	};

	/**
	 * Whether there is nothing to write. Used by the connection's thread.
	 */
	boolean isEmpty();

	/**
	 * Write the replies whose turn has come. Used by the connection's thread.
	 * @return {@code false} if one of them closes the connection, so that no further
	 * request may be read
	 */
	boolean write() throws IOException;

}

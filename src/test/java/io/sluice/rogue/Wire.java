package io.sluice.rogue;

import java.io.IOException;

/**
 * A request at a service, and the ways to deal with it.
 */
interface Wire {

	void reply() throws IOException;

	/**
	 * Reply twice. Where replies have no key, in one piece: one that comes when the next
	 * request has been sent would be taken for its reply.
	 */
	default void twice() throws IOException {
		reply();
		reply();
	}

	/** Send what is no frame. */
	void garbage() throws IOException;

	/** Send the first part of the reply. */
	void half() throws IOException;

	void close() throws IOException;

}

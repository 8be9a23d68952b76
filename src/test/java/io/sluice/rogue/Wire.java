package io.sluice.rogue;

import java.io.IOException;

/**
 * A request at a service, and the ways to deal with it.
 */
interface Wire {

	void reply() throws IOException;

	/** Send what is no frame. */
	void garbage() throws IOException;

	/** Send the first part of the reply. */
	void half() throws IOException;

	void close() throws IOException;

}

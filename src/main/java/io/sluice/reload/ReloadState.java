package io.sluice.reload;

import java.util.EnumSet;
import java.util.Set;

/**
 * The states of the reload.
 */
enum ReloadState {

	/** No reload is in progress. */
	IDLE,

	/** A reload is in progress. */
	RELOADING,

	/** A reload is in progress while the application begins to stop. */
	ENDING,

	/** The application is stopping, and no further reload begins. */
	CLOSED;

	/**
	 * The states that may follow this one.
	 */
	Set<ReloadState> next() {
		return switch (this) {
			case IDLE -> EnumSet.of(RELOADING, CLOSED);
			case RELOADING -> EnumSet.of(IDLE, ENDING);
			case ENDING -> EnumSet.of(CLOSED);
			case CLOSED -> EnumSet.noneOf(ReloadState.class);
		};
	}

}

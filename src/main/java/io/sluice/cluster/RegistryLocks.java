package io.sluice.cluster;

import java.time.Duration;

import lombok.RequiredArgsConstructor;

import org.springframework.integration.support.locks.DistributedLock;
import org.springframework.integration.support.locks.LockRegistry;

/**
 * The locks of a registry of the application.
 */
@RequiredArgsConstructor
public final class RegistryLocks implements SharedLocks {

	private static final String PREFIX = "sluice:";

	private final LockRegistry<?> registry;

	/**
	 * Whether the locks of the registry expire. Those that do not would never become free
	 * after the death of their process.
	 */
	public boolean isExpiring() {
		return this.registry.obtain(PREFIX + "probe") instanceof DistributedLock;
	}

	@Override
	public SharedLock get(String role, Duration timeToLive) {
		return new SharedLock((DistributedLock) this.registry.obtain(PREFIX + role), timeToLive, () -> true);
	}

	/** The registry belongs to the application. */
	@Override
	public void close() {
	}

}

package io.sluice.support;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import org.springframework.integration.support.locks.DistributedLock;
import org.springframework.integration.support.locks.LockRegistry;

/**
 * Locks with a time to live for the applications of one JVM, each of which has a registry
 * of its own, as with a database. A registry can be cut off.
 */
public final class MemoryLocks implements LockRegistry<DistributedLock> {

	private final Map<Object, Holder> holders;

	private final Map<Object, DistributedLock> locks = new ConcurrentHashMap<>();

	private volatile boolean cut;

	/**
	 * Create a registry.
	 * @param holders what all registries share
	 */
	public MemoryLocks(Map<Object, Holder> holders) {
		this.holders = holders;
	}

	@Override
	public DistributedLock obtain(Object lockKey) {
		return this.locks.computeIfAbsent(lockKey, Lock::new);
	}

	/**
	 * Have all attempts fail.
	 */
	public void cut() {
		this.cut = true;
	}

	/**
	 * Have attempts succeed again.
	 */
	public void mend() {
		this.cut = false;
	}

	/**
	 * Who holds a lock.
	 *
	 * @param registry the registry of its process
	 * @param expiresAt the {@link System#nanoTime()} at which another may acquire it
	 */
	public record Holder(MemoryLocks registry, long expiresAt) {

	}

	private final class Lock extends ReentrantLock implements DistributedLock {

		private static final long serialVersionUID = 1L;

		private final transient Object key;

		Lock(Object key) {
			this.key = key;
		}

		@Override
		public boolean tryLock(Duration waitTime, Duration ttl) throws InterruptedException {
			if (MemoryLocks.this.cut) {
				throw new IllegalStateException("cut off");
			}
			if (!tryLock(waitTime.toNanos(), TimeUnit.NANOSECONDS)) {
				return false;
			}
			long now = System.nanoTime();
			Holder holder = MemoryLocks.this.holders.compute(this.key,
					(same, before) -> (before == null || before.registry() == MemoryLocks.this
							|| now - before.expiresAt() >= 0) ? new Holder(MemoryLocks.this, now + ttl.toNanos())
									: before);
			if (holder.registry() == MemoryLocks.this) {
				return true;
			}
			super.unlock();
			return false;
		}

		@Override
		public void lock(Duration ttl) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void unlock() {
			if (getHoldCount() == 1) {
				MemoryLocks.this.holders.computeIfPresent(this.key,
						(same, before) -> (before.registry() == MemoryLocks.this) ? null : before);
			}
			super.unlock();
		}

	}

}

package io.sluice.session;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.sluice.PushResult;

/**
 * Waits for pushes.
 */
final class Waits {

	private Waits() {
	}

	/**
	 * Wait for a push. An interrupt ends the wait, and the interrupt flag stays set.
	 */
	static PushResult await(PendingPush push, Duration timeout) {
		return awaitUntil(push, System.nanoTime() + timeout.toNanos());
	}

	/**
	 * Wait for a push.
	 * @param deadline a {@link System#nanoTime()}
	 */
	static PushResult awaitUntil(PendingPush push, long deadline) {
		try {
			return push.result().get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			push.expire();
			Thread.currentThread().interrupt();
		}
		catch (TimeoutException ex) {
			push.expire();
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException("A push never fails", ex);
		}
		return push.result().join();
	}

}

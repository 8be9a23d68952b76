package io.sluice.admission.limits;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.sluice.spi.AcceptSwitch;
import org.jspecify.annotations.Nullable;

/**
 * An operator's suspension of accepting. It survives a stop and start of the listener,
 * but not a restart of the process.
 */
public final class Suspension implements AcceptSwitch, AcceptCondition {

	/**
	 * Counted down by the resume; {@code null} while accepting is not suspended.
	 */
	private final AtomicReference<@Nullable CountDownLatch> resumed = new AtomicReference<>();

	@Override
	public String reason() {
		return "suspended";
	}

	@Override
	public boolean await(long patienceMillis) throws InterruptedException {
		CountDownLatch latch = this.resumed.get();
		return latch == null || latch.await(patienceMillis, TimeUnit.MILLISECONDS);
	}

	@Override
	public boolean isSuspended() {
		return this.resumed.get() != null;
	}

	@Override
	public boolean suspend() {
		return this.resumed.compareAndSet(null, new CountDownLatch(1));
	}

	@Override
	public boolean resume() {
		CountDownLatch latch = this.resumed.getAndSet(null);
		if (latch != null) {
			latch.countDown();
		}
		return latch != null;
	}

}

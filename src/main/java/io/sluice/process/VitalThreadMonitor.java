package io.sluice.process;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

/**
 * The threads that all connections depend on. Each one runs a loop that survives every
 * exception. If such a thread ends nevertheless, its end is reported once, because only a
 * restart of the process helps. Any thread.
 */
@Slf4j(topic = "io.sluice.process")
public final class VitalThreadMonitor {

	/** Reports the end of a thread to the log only. */
	public static final VitalThreadMonitor UNWATCHED = new VitalThreadMonitor();

	private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

	/** The number of attempts to report the end of a thread. */
	private static final int ATTEMPTS = 60;

	private volatile @Nullable String ended;

	private volatile EndListener listener = (name) -> {
	};

	/**
	 * Set the listener for the end of a thread.
	 * @param newListener called by the thread that ends, and again if it throws
	 */
	public void setListener(EndListener newListener) {
		this.listener = newListener;
	}

	/**
	 * The first thread that has ended unexpectedly.
	 * @return its name, or {@code null} while all threads run
	 */
	public @Nullable String endedThread() {
		return this.ended;
	}

	/**
	 * Report the unexpected end of a loop. Called by its thread, which may have no memory
	 * left.
	 */
	void reportEnd(String name) {
		this.ended = name;
		retry(() -> this.listener.threadEnded(name));
		retry(() -> log.error("The vital thread '{}' has ended, and connections may not be served: restart the process",
				name));
	}

	private static void retry(Runnable report) {
		for (int i = 0; i < ATTEMPTS; i++) {
			try {
				report.run();
				return;
			}
			catch (Throwable ex) {
				LockSupport.parkNanos(PAUSE_NANOS);
			}
		}
	}

	/**
	 * Is notified when a thread ends.
	 */
	@FunctionalInterface
	public interface EndListener {

		/**
		 * A thread has ended unexpectedly.
		 * @param name the thread's name
		 */
		void threadEnded(String name);

	}

}

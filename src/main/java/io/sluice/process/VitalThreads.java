package io.sluice.process;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

/**
 * The threads that all connections depend on. Each runs a loop that survives whatever is
 * thrown in it; one that ends all the same is reported once, as nothing but a restart of
 * the process brings it back. Any thread.
 */
@Slf4j(topic = "io.sluice.process")
public final class VitalThreads {

	/** For threads whose end is reported to the log alone. */
	public static final VitalThreads UNWATCHED = new VitalThreads();

	private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

	/** How often the end of a thread is reported before it is given up. */
	private static final int ATTEMPTS = 60;

	private volatile @Nullable String ended;

	private volatile Listener listener = (name) -> {
	};

	/**
	 * Say who is told of the end of a thread.
	 * @param newListener called by the thread that ends, again where it throws
	 */
	public void setListener(Listener newListener) {
		this.listener = newListener;
	}

	/**
	 * The first thread that has ended although it should not.
	 * @return its name, or {@code null} while all of them run
	 */
	public @Nullable String ended() {
		return this.ended;
	}

	/**
	 * A loop ends that should not. Called by its thread, which may be short of memory.
	 */
	void reportEnd(String name) {
		this.ended = name;
		insist(() -> this.listener.threadEnded(name));
		insist(() -> log.error(
				"The thread '{}' has ended, and connections are not served as they should be: restart the process",
				name));
	}

	private static void insist(Runnable report) {
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
	 * Is told of the end of a thread.
	 */
	@FunctionalInterface
	public interface Listener {

		/**
		 * A thread has ended although it should not.
		 * @param name its name
		 */
		void threadEnded(String name);

	}

}

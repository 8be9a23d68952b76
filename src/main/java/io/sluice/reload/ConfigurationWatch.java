package io.sluice.reload;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;

/**
 * Reloads the configuration when its files change. It checks the files once a second.
 * After a change it waits until two checks find the same state, so that a change in
 * several steps is one reload.
 */
@RequiredArgsConstructor
@Slf4j(topic = "io.sluice.reload")
public final class ConfigurationWatch implements SmartLifecycle {

	private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(1);

	private static final String CHANGED_FILE = "a changed file";

	private final ConfigurationFiles files;

	private final ConfigurationReload reload;

	private volatile @Nullable Thread thread;

	@Override
	public synchronized void start() {
		if (this.thread == null) {
			Thread watcher = Thread.ofVirtual().name("sluice-reload-watch").unstarted(this::run);
			this.thread = watcher;
			watcher.start();
		}
	}

	private void run() {
		Fingerprint loaded = begin();
		Fingerprint seen = loaded;
		while (isWatcher()) {
			LockSupport.parkNanos(this, PERIOD_NANOS);
			Fingerprint now = Fingerprint.of(this.files.paths());
			if (isWatcher() && !now.equals(loaded) && now.equals(seen) && reload(CHANGED_FILE)) {
				loaded = now;
			}
			seen = now;
		}
	}

	/**
	 * Whether this thread is the watcher, and was not replaced by a restart.
	 */
	private boolean isWatcher() {
		return Thread.currentThread() == this.thread;
	}

	/**
	 * Find the files, and reload: they may have changed since the start read them.
	 */
	private Fingerprint begin() {
		find();
		Fingerprint found = Fingerprint.of(this.files.paths());
		if (found.states().isEmpty()) {
			log.warn(
					"'sluice.reload.watch' is set, and no file of the configuration can change: remove it, or use a file");
		}
		reload("the start of the watch");
		return found;
	}

	private void find() {
		try {
			this.files.read();
		}
		catch (RuntimeException ex) {
			// the reload that follows logs the reason
			log.debug("the configuration files cannot be read", ex);
		}
	}

	/**
	 * Reload.
	 * @param requester the operator or the event behind the reload, for the log
	 * @return whether the files as they are need no further reload
	 */
	private boolean reload(String requester) {
		try {
			return !(this.reload.reload(requester) instanceof ReloadResult.Unavailable);
		}
		catch (RuntimeException | Error ex) {
			log.error("the reload failed, and the watch of the files continues", ex);
			return true;
		}
	}

	@Override
	public synchronized void stop() {
		Thread watcher = this.thread;
		this.thread = null;
		LockSupport.unpark(watcher);
	}

	@Override
	public boolean isRunning() {
		return this.thread != null;
	}

}

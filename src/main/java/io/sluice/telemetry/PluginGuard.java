package io.sluice.telemetry;

import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;

/**
 * Keeps what an application plugs in from breaking the connection or the loop that calls
 * it: whatever a plug-in throws, a checked exception that it does not declare included,
 * is logged and goes no further.
 */
@RequiredArgsConstructor
@Slf4j(topic = "io.sluice.listener")
public final class PluginGuard {

	private final WarningLimit warnings = new WarningLimit();

	private final String listener;

	/** What the log calls the plug-in, such as "the request observer". */
	private final String plugin;

	/**
	 * Call the plug-in.
	 * @param call calls it
	 */
	public void run(Runnable call) {
		try {
			call.run();
		}
		catch (Throwable ex) {
			ignore(ex);
		}
	}

	/**
	 * Log what the plug-in has thrown, at WARN once a minute. Throws nothing.
	 * @param failure what was thrown
	 */
	public void ignore(Throwable failure) {
		this.warnings.log(log, "[{}] {} failed, which is ignored", this.listener, this.plugin, failure);
	}

}

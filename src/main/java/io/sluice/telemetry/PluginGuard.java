package io.sluice.telemetry;

import io.sluice.process.LogLimit;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;

/**
 * Shields a connection or a loop from a plug-in of the application: every exception of
 * the plug-in, even an undeclared checked one, is logged and goes no further.
 */
@RequiredArgsConstructor
@Slf4j(topic = "io.sluice.listener")
public final class PluginGuard {

	private final LogLimit warnings = new LogLimit();

	private final String listener;

	/** The name of the plug-in in the log, for example "the request observer". */
	private final String plugin;

	/**
	 * Call the plug-in.
	 * @param call the call
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
	 * Log an exception of the plug-in, at WARN at most once a minute. Never throws.
	 * @param failure the exception
	 */
	public void ignore(Throwable failure) {
		this.warnings.log(log, "[{}] {} failed, which is ignored", this.listener, this.plugin, failure);
	}

}

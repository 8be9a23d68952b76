package io.sluice.support;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Watches the log for what nobody should have to read because of what a client did:
 * anything at WARN or ERROR, any exception at INFO, and any that ends a thread. To be
 * started after the application, which sets its logging up anew.
 */
public final class LogWatch extends AppenderBase<ILoggingEvent> implements AutoCloseable {

	private final Queue<String> unwanted = new ConcurrentLinkedQueue<>();

	private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

	private final Level levelBefore = this.root.getLevel();

	private final Thread.@Nullable UncaughtExceptionHandler handlerBefore = Thread.getDefaultUncaughtExceptionHandler();

	private LogWatch() {
	}

	/**
	 * Watch from now on, at INFO and above.
	 */
	public static LogWatch begin() {
		LogWatch watch = new LogWatch();
		watch.setContext(watch.root.getLoggerContext());
		watch.start();
		watch.root.setLevel(Level.INFO);
		watch.root.addAppender(watch);
		Thread.setDefaultUncaughtExceptionHandler(
				(thread, failure) -> watch.unwanted.add(thread + " ended with " + failure));
		return watch;
	}

	@Override
	protected void append(ILoggingEvent event) {
		if (event.getLevel().isGreaterOrEqual(Level.WARN) || event.getThrowableProxy() != null) {
			this.unwanted.add(event + "\n" + ThrowableProxyUtil.asString(event.getThrowableProxy()));
		}
	}

	/**
	 * Assert that there was nothing of it until now.
	 * @param occasion what the log was watched during
	 */
	public void assertQuiet(String occasion) {
		assertThat(this.unwanted).as("log during %s", occasion).isEmpty();
	}

	@Override
	public void close() {
		Thread.setDefaultUncaughtExceptionHandler(this.handlerBefore);
		this.root.detachAppender(this);
		this.root.setLevel(this.levelBefore);
		stop();
	}

}

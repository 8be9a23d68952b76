package io.sluice.support;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * {@link LogWatch}, on which the tests of hostile clients rely to fail.
 */
class LogWatchTests {

	private final Logger log = LoggerFactory.getLogger("io.sluice.somewhere");

	private final LogWatch watch = LogWatch.begin();

	@AfterEach
	void end() {
		this.watch.close();
	}

	@Test
	void ordinaryLinesAreQuiet() {
		this.log.info("a line");
		this.log.debug("an exception at DEBUG", new IllegalStateException("nobody sees it"));
		this.watch.assertQuiet("the test");
	}

	@Test
	void warningIsLoud() {
		this.log.warn("on purpose");
		assertLoud("on purpose");
	}

	@Test
	void exceptionAtInfoIsLoud() {
		this.log.info("with an exception", failure());
		assertLoud("IllegalStateException: on purpose");
	}

	@Test
	void exceptionThatEndsAThreadIsLoud() throws InterruptedException {
		Thread thread = Thread.ofVirtual().start(() -> {
			throw failure();
		});
		thread.join();
		assertLoud("IllegalStateException: on purpose");
	}

	/** Without the stack, so as not to fill the log of the tests. */
	private static RuntimeException failure() {
		RuntimeException failure = new IllegalStateException("on purpose");
		failure.setStackTrace(new StackTraceElement[0]);
		return failure;
	}

	private void assertLoud(String text) {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> this.watch.assertQuiet("the test"))
			.withMessageContainingAll("the test", text);
	}

}

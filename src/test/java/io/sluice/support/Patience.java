package io.sluice.support;

import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * How long all tests wait for a condition, and how often they look at it: JUnit finds
 * this extension by itself. A test that passes does not wait so long, and one on a busy
 * machine may have to.
 */
public final class Patience implements BeforeAllCallback {

	private static final Duration LIMIT = Duration.ofMinutes(1);

	private static final Duration INTERVAL = Duration.ofMillis(10);

	@Override
	public void beforeAll(ExtensionContext context) {
		Awaitility.setDefaultTimeout(LIMIT);
		Awaitility.setDefaultPollDelay(Duration.ZERO);
		Awaitility.setDefaultPollInterval(INTERVAL);
	}

}

package io.sluice.actuate.accesslog;

import io.sluice.process.LogLimit;
import io.sluice.spi.Redactor;
import io.sluice.telemetry.AccessEntry;
import io.sluice.telemetry.AccessEntry.Payload;
import io.sluice.telemetry.AccessEntry.Result;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

/**
 * Applies the redactor to the payloads in the access log. If the redactor fails, the line
 * is logged without the payload.
 */
@RequiredArgsConstructor
@Slf4j(topic = "io.sluice.actuate")
final class PayloadRedaction {

	private final Redactor redactor;

	private final LogLimit warnings = new LogLimit();

	@Nullable String text(AccessEntry entry, Payload payload) {
		String listener = entry.client().listener();
		Result result = entry.result();
		try {
			return this.redactor.redact(listener, (result != null) ? result.route() : null, payload.text());
		}
		catch (Throwable ex) {
			// for example a regular expression that overflows the stack
			this.warnings.log(log, "[{}] a payload is left out of the access log, as the redactor failed: {}", listener,
					ex.toString());
			return null;
		}
	}

}

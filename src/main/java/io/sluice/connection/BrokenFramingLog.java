package io.sluice.connection;

import io.sluice.framing.BrokenFramingException;
import lombok.extern.slf4j.Slf4j;

/**
 * Tells the operator of a broken framing, once a minute for each listener. The connection
 * is counted by its close reason.
 */
@Slf4j(topic = "io.sluice.listener")
final class BrokenFramingLog {

	private BrokenFramingLog() {
	}

	static void warn(ListenerContext listener, BrokenFramingException failure) {
		listener.telemetry()
			.warnings()
			.framing()
			.log(log, "[{}] a connection is closed, because its framing is broken", listener.name(), failure);
	}

}

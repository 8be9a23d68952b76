package io.sluice.handler.context;

import java.util.Map;

import io.sluice.SluiceHeaders;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

import org.springframework.integration.ip.IpHeaders;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;

/**
 * The MDC: listener, connection and route, in addition to its present entries such as a
 * trace id. An empty MDC is removed from the thread, because Logback otherwise keeps a
 * map for each thread.
 */
final class MdcContext implements ContextPart {

	static final String LISTENER = "sluice.listener";

	static final String CONNECTION = "sluice.connection";

	static final String ROUTE = "sluice.route";

	@Override
	public Runnable enter(Message<?> request) {
		Map<String, String> before = MDC.getCopyOfContextMap();
		MessageHeaders headers = request.getHeaders();
		put(LISTENER, headers.get(SluiceHeaders.LISTENER));
		put(CONNECTION, headers.get(IpHeaders.CONNECTION_ID));
		put(ROUTE, headers.get(SluiceHeaders.ROUTE));
		return () -> restore(before);
	}

	private static void put(String key, @Nullable Object value) {
		if (value != null) {
			MDC.put(key, value.toString());
		}
	}

	private void restore(@Nullable Map<String, String> before) {
		if (before == null || before.isEmpty()) {
			clear();
		}
		else {
			MDC.setContextMap(before);
		}
	}

	@Override
	public Runnable capture() {
		Map<String, String> captured = MDC.getCopyOfContextMap();
		return () -> restore(captured);
	}

	@Override
	public void clear() {
		MDC.clear();
	}

}

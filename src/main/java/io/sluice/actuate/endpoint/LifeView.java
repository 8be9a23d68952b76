package io.sluice.actuate.endpoint;

import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.sluice.telemetry.ConnectionEvent;
import io.sluice.telemetry.ConnectionEvent.Kind;
import io.sluice.telemetry.ConnectionEvent.Transfer;
import io.sluice.telemetry.ConnectionLife;

/**
 * A connection with its past, as a response.
 */
final class LifeView {

	private LifeView() {
	}

	static Map<String, Object> show(ConnectionLife life) {
		Map<String, Object> shown = ConnectionField.show(life.info());
		List<ConnectionEvent> recent = life.recent();
		if (recent != null) {
			shown.put("recent", recent.stream().map(LifeView::show).toList());
		}
		return shown;
	}

	private static Map<String, Object> show(ConnectionEvent event) {
		Map<String, Object> shown = new LinkedHashMap<>();
		shown.put("at", event.at().truncatedTo(ChronoUnit.MILLIS).toString());
		shown.put("event", event.kind().tag());
		if (event.name() != null) {
			shown.put("name", event.name());
		}
		Transfer transfer = event.transfer();
		if (transfer != null) {
			showTransfer(transfer, event.kind(), shown);
		}
		return shown;
	}

	private static void showTransfer(Transfer transfer, Kind kind, Map<String, Object> shown) {
		shown.put("size", transfer.size());
		if (transfer.route() != null) {
			shown.put("route", transfer.route());
		}
		shown.put("outcome", transfer.outcome());
		if (transfer.partial()) {
			shown.put("partial", true);
		}
		if (kind == Kind.REQUEST) {
			shown.put("replySize", transfer.replySize());
		}
	}

}

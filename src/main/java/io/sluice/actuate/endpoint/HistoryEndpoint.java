package io.sluice.actuate.endpoint;

import java.util.LinkedHashMap;
import java.util.Map;

import lombok.RequiredArgsConstructor;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/**
 * Shows the last quarter of an hour of every listener.
 */
@Endpoint(id = "history", defaultAccess = Access.READ_ONLY)
@RequiredArgsConstructor
public final class HistoryEndpoint {

	private final HistoryRecorder recorder;

	/**
	 * Show the history.
	 * @return samples of all listeners, the oldest first
	 */
	@ReadOperation
	public Map<String, Object> history() {
		Map<String, Object> shown = new LinkedHashMap<>();
		shown.put("interval", this.recorder.interval().toSeconds() + "s");
		shown.put("samples", this.recorder.samples().stream().map(HistoryRecorder.Sample::show).toList());
		return shown;
	}

}

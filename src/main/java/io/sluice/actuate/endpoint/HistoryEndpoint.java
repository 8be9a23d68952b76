package io.sluice.actuate.endpoint;

import java.util.LinkedHashMap;
import java.util.Map;

import lombok.RequiredArgsConstructor;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/**
 * Shows the last quarter of an hour of every listener, and the process.
 */
@Endpoint(id = "history", defaultAccess = Access.READ_ONLY)
@RequiredArgsConstructor
public final class HistoryEndpoint {

	private final HistoryRecorder recorder;

	private final ProcessView process;

	/**
	 * Show the history.
	 * @return the process, the state of all listeners at the latest sample, and the
	 * samples, the oldest first
	 */
	@ReadOperation
	public Map<String, Object> history() {
		Map<String, Object> shown = new LinkedHashMap<>();
		shown.put("process", this.process.show(this.recorder.collector()));
		Map<String, Object> listeners = new LinkedHashMap<>();
		this.recorder.states().forEach((name, state) -> listeners.put(name, state.show()));
		shown.put("listeners", listeners);
		shown.put("interval", this.recorder.interval().toSeconds() + "s");
		shown.put("samples", this.recorder.samples().stream().map(HistoryRecorder.Sample::show).toList());
		return shown;
	}

}

package io.sluice.actuate.metrics;

import java.util.Map;
import java.util.Set;

import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sluice.CloseReason;
import io.sluice.actuate.metrics.EndTotals.Ends;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class MicrometerEndTotalsTests {

	@ParameterizedTest
	@ValueSource(strings = { MicrometerListenerMetrics.DROPPED, MicrometerListenerMetrics.CONNECTIONS,
			MicrometerListenerMetrics.REQUESTS })
	void listenerIsKnownWhicheverMeterAFilterDenies(String denied) {
		SimpleMeterRegistry registry = new SimpleMeterRegistry();
		registry.config().meterFilter(MeterFilter.deny((id) -> id.getName().equals(denied)));
		MicrometerListenerMetrics metrics = new MicrometerListenerMetrics(registry, "busy");
		metrics.connectionRejected(CloseReason.ADDRESS_DENIED);
		Map<String, Ends> ends = new MicrometerEndTotals(registry).of(Set.of("busy", "idle"));
		assertThat(ends).containsEntry("idle", Ends.NONE)
			.containsEntry("busy", new Ends(Map.of(), Map.of(), Map.of(CloseReason.ADDRESS_DENIED.tag(), 1L), 0));
	}

}

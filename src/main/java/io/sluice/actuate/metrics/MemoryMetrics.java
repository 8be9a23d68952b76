package io.sluice.actuate.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.sluice.process.MemoryBudget;
import io.sluice.process.MemoryKind;
import lombok.RequiredArgsConstructor;

/**
 * Binds the metrics of the memory that clients make the process hold.
 */
@RequiredArgsConstructor
public final class MemoryMetrics implements MeterBinder {

	private final MemoryBudget budget;

	@Override
	public void bindTo(MeterRegistry registry) {
		Gauge.builder("sluice.memory.max", this.budget, MemoryBudget::max)
			.description("Memory that clients may make the process hold")
			.baseUnit(BaseUnits.BYTES)
			.register(registry);
		for (MemoryKind kind : MemoryKind.values()) {
			Gauge.builder("sluice.memory.used", this.budget, (budget) -> budget.used(kind))
				.description("Memory that clients make the process hold")
				.baseUnit(BaseUnits.BYTES)
				.tag("kind", kind.tag())
				.register(registry);
		}
	}

}

package io.sluice.actuate.metrics;

import java.util.List;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sluice.telemetry.ObservedUpstream;
import io.sluice.telemetry.UpstreamKind;
import io.sluice.telemetry.UpstreamOutcome;
import io.sluice.telemetry.UpstreamRoster;
import io.sluice.telemetry.UpstreamState;
import io.sluice.telemetry.UpstreamStatus;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The meters of upstreams that come, are replaced, and go.
 */
class UpstreamMetersTests {

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final UpstreamRoster roster = new UpstreamRoster(
			(name) -> new MicrometerUpstreamMetrics(this.registry, name));

	private ObservedUpstream add(String name, UpstreamKind kind, UpstreamState state) {
		UpstreamStatus status = new UpstreamStatus(state,
				List.of(new UpstreamStatus.Address("a:1", 3, 1, null), new UpstreamStatus.Address("b:1", 2, 2, null)),
				7, 0);
		return this.roster.add(name, kind, () -> status);
	}

	private double gauge(String name, String upstream, String state) {
		return this.registry.get(name).tags("upstream", upstream, "state", state).gauge().value();
	}

	private static void request(ObservedUpstream upstream) {
		upstream.journal().recordRequest("quotes", UpstreamOutcome.OK, System.nanoTime());
	}

	private long requests(String upstream) {
		return this.registry.find("sluice.upstream.requests")
			.tags("upstream", upstream, "route", "quotes", "outcome", "ok")
			.timers()
			.stream()
			.mapToLong((timer) -> timer.count())
			.sum();
	}

	@Test
	void exactlyOneStateIsOne() {
		ObservedUpstream core = add("core", UpstreamKind.TCP, UpstreamState.DEGRADED);
		assertThat(gauge("sluice.upstream.state", "core", "degraded")).isOne();
		core.journal().suspend();
		assertThat(gauge("sluice.upstream.state", "core", "suspended")).isOne();
		assertThat(this.registry.find("sluice.upstream.state").gauges()).hasSize(4)
			.filteredOn((gauge) -> gauge.value() == 1)
			.hasSize(1);
	}

	@Test
	void connectionsAreBusyOrIdle() {
		add("core", UpstreamKind.TCP, UpstreamState.UP);
		assertThat(gauge("sluice.upstream.connections", "core", "busy")).isEqualTo(3);
		assertThat(gauge("sluice.upstream.connections", "core", "idle")).isEqualTo(2);
	}

	@Test
	void idleConnectionsToAnHttpServiceAreNotKnown() {
		add("pricing", UpstreamKind.HTTP, UpstreamState.UP);
		assertThat(this.registry.find("sluice.upstream.connections").gauges())
			.extracting((gauge) -> gauge.getId().getTag("state"))
			.containsExactly("busy");
	}

	@Test
	void aReplacementKeepsTheMetersOfItsName() {
		ObservedUpstream former = add("core", UpstreamKind.TCP, UpstreamState.UP);
		request(former);
		ObservedUpstream next = add("core", UpstreamKind.TCP, UpstreamState.DOWN);
		former.close();
		request(former);
		request(next);
		assertThat(gauge("sluice.upstream.state", "core", "down")).isOne();
		assertThat(requests("core")).isEqualTo(3);
	}

	@Test
	void nothingIsLeftOfAnUpstreamThatIsGone() {
		ObservedUpstream core = add("core", UpstreamKind.TCP, UpstreamState.UP);
		ObservedUpstream pricing = add("pricing", UpstreamKind.HTTP, UpstreamState.UP);
		request(core);
		request(pricing);
		core.close();
		request(core);
		assertThat(this.registry.getMeters()).extracting(Meter::getId)
			.extracting((id) -> id.getTag("upstream"))
			.containsOnly("pricing");
		assertThat(this.roster.find("core")).isNull();
		request(add("core", UpstreamKind.TCP, UpstreamState.UP));
		assertThat(requests("core")).isOne();
	}

	@Test
	void aSuspensionBelongsToTheName() {
		ObservedUpstream core = add("core", UpstreamKind.TCP, UpstreamState.UP);
		assertThat(core.journal().suspend()).isTrue();
		assertThat(core.journal().suspend()).isFalse();
		core.close();
		ObservedUpstream next = add("core", UpstreamKind.HTTP, UpstreamState.UP);
		assertThat(next.status().state()).isEqualTo(UpstreamState.SUSPENDED);
		assertThat(next.journal().resume()).isTrue();
		assertThat(next.journal().resume()).isFalse();
		assertThat(next.status().state()).isEqualTo(UpstreamState.UP);
	}

}

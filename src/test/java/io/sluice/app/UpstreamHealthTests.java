package io.sluice.app;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import io.sluice.support.ClosedPort;
import io.sluice.support.ActuatorClient;
import io.sluice.support.LinePeer;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What the health tells of upstreams, and when they matter for readiness.
 */
class UpstreamHealthTests {

	private static final String DETAILS = "/components/sluice/details/upstreams";

	private static RunningApplication start(int port, String... more) {
		List<String> args = new ArrayList<>(List.of(more));
		args.add("--sluice.upstreams.core.to=127.0.0.1:" + port);
		args.add("--sluice.upstreams.core.reconnect.max-backoff=100ms");
		args.add("--sluice.upstreams.pricing.url=http://user:secret@127.0.0.1:1/path?key=secret");
		args.add("--management.endpoint.sluice.access=unrestricted");
		args.add("--logging.level.io.sluice.upstream=error");
		return RunningApplication.start(args.toArray(String[]::new));
	}

	@Test
	void upstreamsAreShownWithTheirAddressesAndWithoutSecrets() throws IOException {
		try (LinePeer peer = LinePeer.start(LinePeer::echo);
				RunningApplication application = start(peer.port());
				ActuatorClient actuator = new ActuatorClient(application.context())) {
			await().until(() -> actuator.read("/health/readiness").at(DETAILS + "/core/state").asString().equals("up"));
			JsonNode upstreams = actuator.read("/health/readiness").at(DETAILS);
			assertThat(upstreams.at("/core/required").asBoolean()).isFalse();
			assertThat(upstreams.at("/core/addresses/0/address").asString()).isEqualTo("127.0.0.1:" + peer.port());
			assertThat(upstreams.at("/core/addresses/0/connections").asInt()).isPositive();
			assertThat(upstreams.at("/core/addresses/0").has("problem")).isFalse();
			assertThat(upstreams.at("/pricing/addresses/0/address").asString()).isEqualTo("http://127.0.0.1:1/path");
			assertThat(upstreams.toString()).doesNotContain("secret");
		}
	}

	@Test
	void anUpstreamThatIsDownDoesNotMatterForReadiness() throws IOException {
		int port = ClosedPort.reserve();
		try (RunningApplication application = start(port);
				ActuatorClient actuator = new ActuatorClient(application.context())) {
			await().until(() -> actuator.read("/health/readiness").at(DETAILS + "/core/addresses/0").has("problem"));
			JsonNode core = actuator.read("/health/readiness").at(DETAILS + "/core");
			assertThat(core.at("/state").asString()).isEqualTo("down");
			assertThat(core.at("/addresses/0/problem").asString())
				.startsWith("cannot connect to 127.0.0.1:%d: ".formatted(port));
		}
	}

	@Test
	void aRequiredUpstreamThatIsDownTakesTheGatewayOutOfService() throws IOException {
		int port = ClosedPort.reserve();
		try (RunningApplication application = start(port, "--sluice.upstreams.core.required=true");
				ActuatorClient actuator = new ActuatorClient(application.context())) {
			JsonNode down = actuator.read("/health/readiness", 503);
			assertThat(down.at("/components/sluice/status").asString()).isEqualTo("DOWN");
			assertThat(down.at(DETAILS + "/core/required").asBoolean()).isTrue();
			assertThat(actuator.read("/health/liveness").at("/status").asString()).isEqualTo("UP");
			try (LinePeer peer = LinePeer.start(port, LinePeer::echo)) {
				await().until(() -> peer.accepted() > 0);
				await().untilAsserted(() -> actuator.read("/health/readiness", 200));
			}
			await().untilAsserted(() -> actuator.read("/health/readiness", 503));
		}
	}

	@Test
	void withoutUpstreamsNothingIsShown() {
		try (RunningApplication application = RunningApplication.start();
				ActuatorClient actuator = new ActuatorClient(application.context())) {
			assertThat(actuator.read("/health/readiness").at("/components/sluice/details").has("upstreams")).isFalse();
		}
	}

}

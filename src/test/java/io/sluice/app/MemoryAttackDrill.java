package io.sluice.app;

import java.util.Arrays;

import io.sluice.TcpHandler;
import io.sluice.support.ActuatorClient;
import io.sluice.support.MuteClients;
import io.sluice.support.TestClient;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * 2,500 clients send more than the heap has, and no line end.
 */
class MemoryAttackDrill {

	private static final int CLIENTS = 2500;

	@Test
	void aSmallHeapOutlivesClientsThatNeverFinishTheirLine() throws Exception {
		byte[] letters = new byte[64_000];
		Arrays.fill(letters, (byte) 'a');
		try (GatewayProcess gateway = GatewayProcess.startWithHeap("96m", Pong.class, "server.port=0",
				"sluice.listeners.own.port=0", "sluice.listeners.own.address=127.0.0.1",
				"sluice.listeners.own.routes[0].to=pong", "management.endpoints.web.exposure.include=health");
				TestClient ping = new TestClient(gateway.port("own"));
				ActuatorClient actuator = new ActuatorClient(gateway.managementPort());
				MuteClients mute = new MuteClients(gateway.port("own"), CLIENTS, letters)) {
			await().until(() -> {
				assertThat(ping.request("PING")).isEqualTo("PONG");
				return mute.send() == CLIENTS;
			});
			assertThat(actuator.read("/health").at("/status").asString()).isEqualTo("UP");
			assertThat(actuator.read("/health/liveness").at("/status").asString()).isEqualTo("UP");
			try (TestClient late = new TestClient(gateway.port("own"))) {
				assertThat(late.request("PING")).isEqualTo("PONG");
			}
			await().until(() -> gateway.output()
				.stream()
				.anyMatch((line) -> line.contains("the memory for clients is spent")));
			gateway.terminate();
			assertThat(gateway.awaitEnd()).isEqualTo(143);
			assertThat(gateway.output()).noneMatch((line) -> line.contains("OutOfMemoryError"));
		}
	}

	static class Pong {

		@TcpHandler("pong")
		String pong(String text) {
			return "PONG";
		}

	}

}

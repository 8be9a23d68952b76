package io.sluice.app;

import java.util.concurrent.locks.LockSupport;

import io.sluice.TcpHandler;
import io.sluice.support.TestClient;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A SIGTERM while a handler runs that nothing can end.
 */
class TerminationTests {

	@ParameterizedTest
	@ValueSource(strings = { "virtual", "pool" })
	void handlerThatNeverEndsDoesNotKeepTheProcess(String threads) throws Exception {
		try (GatewayProcess gateway = GatewayProcess.start(Endless.class, "spring.main.web-application-type=none",
				"sluice.shutdown.timeout=300ms", "sluice.listeners.own.port=0",
				"sluice.listeners.own.address=127.0.0.1", "sluice.listeners.own.executor.type=" + threads,
				"sluice.listeners.own.routes[0].to=endless"); TestClient client = new TestClient(gateway.port("own"))) {
			client.send("request\n");
			await().until(() -> gateway.output().contains(Endless.BEGUN));
			gateway.terminate();
			assertThat(client.readToEnd()).isEmpty();
			assertThat(gateway.awaitEnd()).isIn(0, 143);
			assertThat(gateway.output()).filteredOn((line) -> line.contains("WARN"))
				.singleElement()
				.asString()
				.contains("[own] 1 connections were still busy after 0.3s and are closed now");
			assertThat(gateway.output()).noneMatch((line) -> line.contains("ERROR"));
		}
	}

	static class Endless {

		private static final String BEGUN = "begun";

		@TcpHandler("endless")
		void handle() {
			System.out.println(BEGUN);
			while (true) {
				LockSupport.park(this);
				Thread.interrupted();
			}
		}

	}

}

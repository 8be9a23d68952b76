package io.sluice.app;

import java.util.concurrent.locks.LockSupport;

import io.sluice.TcpHandler;
import io.sluice.support.TestClient;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A SIGTERM while a handler runs that nothing can end.
 */
class TerminationTests {

	private static final String CLOSED = "1 connections were still busy after 300ms and are closed now";

	@Test
	void handlerThatNeverEndsDoesNotKeepTheProcess() throws Exception {
		try (GatewayProcess gateway = GatewayProcess.start(Endless.class, "spring.main.web-application-type=none",
				"sluice.shutdown.timeout=300ms", "sluice.listeners.virtual.port=0",
				"sluice.listeners.virtual.address=127.0.0.1", "sluice.listeners.virtual.executor.type=virtual",
				"sluice.listeners.virtual.routes[0].to=endless", "sluice.listeners.pool.port=0",
				"sluice.listeners.pool.address=127.0.0.1", "sluice.listeners.pool.executor.type=pool",
				"sluice.listeners.pool.routes[0].to=endless");
				TestClient ofVirtual = new TestClient(gateway.port("virtual"));
				TestClient ofPool = new TestClient(gateway.port("pool"))) {
			ofVirtual.send("request\n");
			ofPool.send("request\n");
			await().until(() -> gateway.output().stream().filter(Endless.BEGUN::equals).count() == 2);
			gateway.terminate();
			assertThat(ofVirtual.readToEnd()).isEmpty();
			assertThat(ofPool.readToEnd()).isEmpty();
			assertThat(gateway.awaitEnd()).isIn(0, 143);
			assertThat(gateway.output()).filteredOn((line) -> line.contains("WARN"))
				.hasSize(2)
				.anyMatch((line) -> line.contains("[virtual] " + CLOSED))
				.anyMatch((line) -> line.contains("[pool] " + CLOSED));
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

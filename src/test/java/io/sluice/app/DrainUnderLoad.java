package io.sluice.app;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A SIGTERM in the middle of a load of pipelined requests.
 */
final class DrainUnderLoad {

	private static final int CLIENTS = 200;

	private static final Pattern HANDLED = Pattern.compile("^" + CountedRequests.HANDLED + "(\\d+)$");

	private DrainUnderLoad() {
	}

	/**
	 * Drain a gateway, and check that every request it has handled is answered once and
	 * in order.
	 * @param replies how many replies the clients have received at least when it begins
	 */
	static void check(long replies) throws Exception {
		try (GatewayProcess gateway = GatewayProcess.start(CountedRequests.class,
				"spring.main.web-application-type=none", "sluice.listeners.load.port=0",
				"sluice.listeners.load.address=127.0.0.1", "sluice.listeners.load.routes[0].to=counted");
				ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			List<PipeliningClient> clients = clients(gateway.port("load"));
			List<Future<Void>> ends = clients.stream().map(threads::submit).toList();
			await().until(
					() -> clients.stream().allMatch((client) -> client.received() > 0) && received(clients) > replies);
			gateway.terminate();
			for (Future<Void> end : ends) {
				end.get();
			}
			assertThat(gateway.awaitEnd()).isIn(0, 143);
			assertThat(gateway.find(HANDLED)).contains(Long.toString(received(clients)));
			assertThat(gateway.output()).noneMatch((line) -> line.contains("ERROR") || line.contains("WARN"));
		}
	}

	private static List<PipeliningClient> clients(int port) {
		return IntStream.range(0, CLIENTS).mapToObj((i) -> new PipeliningClient(port, Integer.toString(i))).toList();
	}

	private static long received(List<PipeliningClient> clients) {
		return clients.stream().mapToLong(PipeliningClient::received).sum();
	}

}

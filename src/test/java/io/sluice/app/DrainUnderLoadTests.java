package io.sluice.app;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A SIGTERM in the middle of a load of pipelined requests.
 */
class DrainUnderLoadTests {

	private static final int ROUNDS = 20;

	private static final int CLIENTS = 200;

	private static final Pattern HANDLED = Pattern.compile("^" + CountedRequests.HANDLED + "(\\d+)$");

	@RepeatedTest(ROUNDS)
	void everyRequestThatIsHandledIsAnsweredOnceAndInOrder(RepetitionInfo round) throws Exception {
		try (GatewayProcess gateway = GatewayProcess.start(CountedRequests.class,
				"spring.main.web-application-type=none", "sluice.listeners.load.port=0",
				"sluice.listeners.load.address=127.0.0.1", "sluice.listeners.load.routes[0].to=counted");
				ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			LongAdder replies = new LongAdder();
			List<Future<Long>> clients = connect(gateway.port("load"), threads, replies);
			// a different moment in each round
			long load = 10_000L * round.getCurrentRepetition();
			await().until(() -> replies.sum() >= load);
			gateway.terminate();
			long answered = 0;
			for (Future<Long> client : clients) {
				answered += client.get();
			}
			assertThat(gateway.awaitEnd()).isIn(0, 143);
			assertThat(gateway.find(HANDLED)).contains(Long.toString(answered));
			assertThat(gateway.output()).noneMatch((line) -> line.contains("ERROR") || line.contains("WARN"));
		}
	}

	private static List<Future<Long>> connect(int port, ExecutorService threads, LongAdder replies) throws IOException {
		List<Future<Long>> clients = new ArrayList<>();
		for (int i = 0; i < CLIENTS; i++) {
			clients.add(threads.submit(new PipeliningClient(port, Integer.toString(i), replies)));
		}
		return clients;
	}

}

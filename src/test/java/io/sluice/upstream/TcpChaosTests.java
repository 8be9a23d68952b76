package io.sluice.upstream;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.sluice.ErrorCode;
import io.sluice.TcpHandlerException;
import io.sluice.support.LinePeer;
import io.sluice.support.Waiting;
import io.sluice.upstream.UpstreamException.Failure;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Many askers, and services that close, send garbage, answer late, twice and out of
 * order.
 */
class TcpChaosTests {

	private static final Duration TIMEOUT = Duration.ofMillis(500);

	/** Too late, but within one further timeout. */
	private static final Duration LATE = Duration.ofMillis(600);

	private static final int ASKERS = 60;

	private static final int ANSWERS = 10;

	private volatile boolean calm;

	/** How often the services have received each line. */
	private final Map<String, Integer> received = new ConcurrentHashMap<>();

	private final Set<String> notSent = ConcurrentHashMap.newKeySet();

	private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

	@ParameterizedTest
	@CsvSource({ "false, 1", "false, 2", "true, 3", "true, 4" })
	@Waiting
	void noReplyCrossesAndNothingIsSentTwice(boolean key, long seed) throws Exception {
		LinePeer.Behaviour behaviour = (connection, in, out) -> misbehave(new Random(seed + connection), key, in, out);
		try (LinePeer one = LinePeer.start(behaviour);
				LinePeer other = LinePeer.start(behaviour);
				UpstreamUnderTest core = key ? UpstreamUnderTest.byKey(3, 16, TIMEOUT, one.port(), other.port())
						: UpstreamUnderTest.byOrder(3, 16, TIMEOUT, one.port(), other.port())) {
			List<Thread> askers = new ArrayList<>();
			for (int i = 0; i < ASKERS; i++) {
				int asker = i;
				askers.add(Thread.startVirtualThread(() -> ask(core, asker)));
			}
			for (Thread asker : askers) {
				asker.join();
			}
			assertThat(this.wrong).isEmpty();
			assertThat(this.received.values()).allMatch((count) -> count == 1);
			assertThat(this.received.keySet()).noneMatch(this.notSent::contains);
			this.calm = true;
			await().until(() -> core.send("1 calm").handle((reply, failure) -> failure == null).get());
		}
	}

	/**
	 * A refusal comes at once: askers that tried again without a pause would keep the
	 * threads that connect again from their carriers.
	 */
	private void ask(UpstreamUnderTest core, int asker) {
		Random random = new Random(asker);
		int answers = 0;
		for (int i = 0; answers < ANSWERS; i++) {
			String line = "%d %d/%d/%d".formatted(random.nextInt(64), asker, i, System.nanoTime());
			answers += core.send(line).handle((reply, failure) -> judge(line, reply, failure) ? 1 : 0).join();
			if (this.notSent.contains(line)) {
				LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
			}
		}
	}

	private static boolean isRefusal(@Nullable Throwable failure) {
		return (failure instanceof TcpHandlerException busy && busy.getCode() == ErrorCode.BUSY)
				|| (failure instanceof UpstreamException ex && ex.failure() == Failure.NOT_SENT);
	}

	private boolean judge(String line, byte @Nullable [] reply, @Nullable Throwable failure) {
		if (reply != null) {
			String text = new String(reply, StandardCharsets.UTF_8);
			if (!text.equals(line)) {
				this.wrong.add(line + " got " + text);
			}
			return true;
		}
		if (isRefusal(failure)) {
			this.notSent.add(line);
		}
		else if (!(failure instanceof UpstreamException ex && ex.failure() == Failure.UNANSWERED)) {
			this.wrong.add(line + " failed by " + failure);
		}
		return false;
	}

	/** With keys, a reply that would be later than one further timeout is not sent. */
	private void misbehave(Random random, boolean key, BufferedReader in, PrintWriter out) throws IOException {
		String held = null;
		for (String line = in.readLine(); line != null; line = in.readLine()) {
			if (this.calm) {
				out.println(line);
				continue;
			}
			this.received.merge(line, 1, Integer::sum);
			switch (random.nextInt(key ? 60 : 40)) {
				case 0 -> {
					out.print(line.substring(0, line.length() / 2));
					return;
				}
				case 1 -> out.println("x".repeat(3000));
				case 2 -> {
					LockSupport.parkNanos(LATE.toNanos());
					answer(line, key, out);
				}
				case 3 -> {
					return;
				}
				case 41 -> {
					answer(line, key, out);
					answer(line, key, out);
					out.println("no key");
				}
				case 42, 43, 44, 45, 46, 47, 48, 49 -> {
					if (held != null) {
						answer(held, key, out);
					}
					held = line;
				}
				default -> answer(line, key, out);
			}
		}
	}

	private static void answer(String line, boolean key, PrintWriter out) {
		long sentAt = Long.parseLong(line.substring(line.lastIndexOf('/') + 1));
		if (!key || System.nanoTime() - sentAt < LATE.toNanos() * 5 / 4) {
			out.println(line);
		}
	}

}

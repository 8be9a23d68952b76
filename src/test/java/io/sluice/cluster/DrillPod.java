package io.sluice.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import io.sluice.AskNotSentException;
import io.sluice.PushResult;
import io.sluice.TcpSessions;
import io.sluice.autoconfigure.SluiceClusterAutoConfiguration;
import io.sluice.support.TestGateway;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.context.annotation.Configuration;

/**
 * A gateway in a process of its own, which does what it reads line by line: {@code push
 * 17 device-3} or {@code ask 18 device-3}. The number is in the message, and in the line
 * that tells what became of it. {@code burst 19 64 10 0 500} pushes to random ones of 500
 * devices, with 64 outstanding, for 10 seconds.
 */
final class DrillPod {

	/** What the lines for the drill begin with. */
	static final String MARK = "@";

	private static final Duration ASK_TIMEOUT = Duration.ofSeconds(1);

	private final TcpSessions sessions;

	private final ClusterNode node;

	private final PrintStream out;

	private DrillPod(TestGateway gateway, PrintStream out) {
		this.sessions = gateway.context().getBean(TcpSessions.class);
		this.node = gateway.context().getBean(ClusterNode.class);
		this.out = out;
	}

	/**
	 * Run a pod until its input ends.
	 * @param properties those of the gateway
	 */
	public static void main(String[] properties) throws IOException {
		PrintStream out = System.out;
		TestGateway gateway = TestGateway.start(Beans.class, properties);
		DrillPod pod = new DrillPod(gateway, out);
		pod.tell("port %d".formatted(gateway.port()));
		BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		for (String line = commands.readLine(); line != null; line = commands.readLine()) {
			String[] words = line.split(" ");
			Thread.startVirtualThread(() -> pod.run(words));
		}
	}

	private void run(String[] words) {
		switch (words[0]) {
			case "push" -> push(words[1], words[2]);
			case "ask" -> ask(words[1], words[2]);
			case "burst" -> new PushBurst(this.sessions, Integer.parseInt(words[4]), Integer.parseInt(words[5])).run(
					Integer.parseInt(words[2]), Duration.ofSeconds(Long.parseLong(words[3])),
					(result) -> tell("burst %s %s".formatted(words[1], result)));
			case "state" -> tell("state %s %d %b %d %b".formatted(words[1], this.node.pods().others().size(),
					this.node.isComplete() && this.node.pods().isSettled(System.nanoTime()), this.node.nameCount(),
					this.node.isComplete()));
			default -> throw new IllegalArgumentException(words[0]);
		}
	}

	private void push(String number, String name) {
		PushResult result = this.sessions.push(name, "PUSH " + number);
		tell("result %s %s %b %s".formatted(number, result.outcome(), result.partial(), result.pod()));
	}

	private void ask(String number, String name) {
		try {
			String answer = this.sessions.ask(name, "ASK " + number, ASK_TIMEOUT, String.class);
			tell("answer %s %s".formatted(number, answer));
		}
		catch (AskNotSentException ex) {
			tell("unsent %s %s".formatted(number, ex.outcome()));
		}
		catch (RuntimeException ex) {
			tell("unanswered %s %s".formatted(number, ex.getClass().getSimpleName()));
		}
	}

	private void tell(String line) {
		synchronized (this.out) {
			this.out.println(MARK + line);
			this.out.flush();
		}
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ DataRedisAutoConfiguration.class, SluiceClusterAutoConfiguration.class })
	static class Beans {

	}

}

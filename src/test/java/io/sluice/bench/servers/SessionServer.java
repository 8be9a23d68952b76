package io.sluice.bench.servers;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

import io.sluice.BroadcastResult;
import io.sluice.PushResult;
import io.sluice.TcpHandler;
import io.sluice.TcpSession;
import io.sluice.TcpSessions;
import lombok.RequiredArgsConstructor;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;

/**
 * Sluice as a starter, with handlers that name sessions and send to them. With
 * {@code asks} as second argument, messages of the load may be answers. With two more
 * arguments, it is a pod with this name over the Redis at this port.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@RequiredArgsConstructor
public class SessionServer {

	private static final byte[] MESSAGE = Commands.LINE.getBytes(StandardCharsets.US_ASCII);

	private final TcpSessions sessions;

	private final AtomicInteger logins = new AtomicInteger();

	/**
	 * What {@link #login} does, without a name.
	 */
	@TcpHandler("hello")
	byte[] hello(byte[] line) {
		return line;
	}

	@TcpHandler("login")
	byte[] login(byte[] line, TcpSession session) {
		session.identify(Commands.name(this.logins.getAndIncrement()));
		session.attributes().put("model", "T-1000");
		return line;
	}

	@TcpHandler("push")
	String push(String line) {
		int named = this.logins.get();
		int count = Commands.count(line);
		for (int i = 0; i < count; i++) {
			PushResult result = this.sessions.push(Commands.name(ThreadLocalRandom.current().nextInt(named)), MESSAGE);
			if (!result.isWritten()) {
				return result.toString();
			}
		}
		return Commands.done(count);
	}

	/**
	 * Pushes to devices of another pod, whose names this one does not know.
	 */
	@TcpHandler("remote")
	String remote(String line) {
		int count = Commands.count(line);
		for (int i = 0; i < count; i++) {
			PushResult result = this.sessions.push(Commands.name(ThreadLocalRandom.current().nextInt(Commands.REMOTE)),
					MESSAGE);
			if (!result.isWritten()) {
				return result.toString();
			}
		}
		return Commands.done(count);
	}

	@TcpHandler("broadcast")
	String broadcast() {
		BroadcastResult result = this.sessions.broadcast(MESSAGE);
		return result.failures().isEmpty() ? Commands.done(result.written()) : result.toString();
	}

	@TcpHandler("ask")
	String ask(String line) throws Exception {
		int each = Commands.count(line);
		List<TcpSession> asked = this.sessions.findLocal((session) -> session.identity() != null);
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			List<Future<?>> asking = new ArrayList<>();
			for (TcpSession session : asked) {
				asking.add(threads.submit(() -> ask(session, each)));
			}
			for (Future<?> all : asking) {
				all.get();
			}
		}
		catch (ExecutionException ex) {
			return String.valueOf(ex.getMessage());
		}
		return Commands.done(asked.size() * each);
	}

	private static void ask(TcpSession session, int times) {
		for (int i = 0; i < times; i++) {
			session.ask(MESSAGE, Duration.ofSeconds(10), byte[].class);
		}
	}

	public static void main(String[] args) {
		List<String> settings = new ArrayList<>(List.of("--spring.main.web-application-type=none",
				"--spring.main.banner-mode=off", "--logging.level.root=error",
				"--sluice.listeners.devices.address=127.0.0.1", "--sluice.listeners.devices.port=" + args[0]));
		List<String> targets = List.of("hello", "login", "push", "remote", "broadcast", "ask");
		for (int i = 0; i < targets.size(); i++) {
			String route = "--sluice.listeners.devices.routes[%d].".formatted(i);
			settings.add(route + "to=" + targets.get(i));
			settings.add(route + "when.starts-with=" + targets.get(i));
		}
		settings.add("--sluice.listeners.devices.routes[%d].to=echo".formatted(targets.size()));
		if (args.length > 2) {
			settings.addAll(List.of("--sluice.cluster.via=redis", "--sluice.cluster.pod=" + args[1],
					"--spring.data.redis.port=" + args[2]));
		}
		else if (args.length > 1) {
			settings.add("--sluice.listeners.devices.correlate.answers.starts-with=" + Commands.LINE);
		}
		new SpringApplication(SessionServer.class).run(settings.toArray(String[]::new));
		Ready.say();
	}

}

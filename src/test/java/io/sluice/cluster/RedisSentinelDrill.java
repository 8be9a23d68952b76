package io.sluice.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;

import io.sluice.TcpSessions;
import io.sluice.engine.RedisSentinel;
import io.sluice.engine.RedisServer;
import io.sluice.support.NeedsPrograms;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Two gateways over a Redis whose master is killed, or goes on as a replica.
 */
@NeedsPrograms("redis-server")
class RedisSentinelDrill {

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void devicesAreReachedOverTheReplicaThatBecomesTheMaster(boolean killed, @TempDir Path directory)
			throws IOException {
		try (RedisServer master = RedisServer.start(directory.resolve("master"));
				RedisServer replica = master.startReplica(directory.resolve("replica"));
				RedisSentinel sentinel = RedisSentinel.start(directory.resolve("sentinel"), master);
				TestGateway one = start("one", sentinel);
				TestGateway two = start("two", sentinel);
				TestClient client = one.connect()) {
			assertThat(client.request("LOGIN dev1")).isEqualTo("LOAD");
			awaitReachable(two, client, "before");
			assertThat(master.run("CLIENT", "LIST", "TYPE", "pubsub").lines()).hasSizeGreaterThan(2);
			if (killed) {
				master.kill();
			}
			else {
				sentinel.failOver();
				master.awaitRole("slave");
			}
			replica.awaitRole("master");
			awaitReachable(two, client, "after");
		}
	}

	private static void awaitReachable(TestGateway from, TestClient client, String message) throws IOException {
		await().until(() -> from.context().getBean(TcpSessions.class).push("dev1", message).isWritten());
		assertThat(client.readLine()).isEqualTo(message);
	}

	private static TestGateway start(String pod, RedisSentinel sentinel) {
		String[] listener = { ".framing.type=line", ".identity.by=message", ".identity.extract.regex=^LOGIN (\\w+)",
				".identity.reply=LOAD", ".routes[0].to=echo" };
		return TestGateway.start(DrillPod.Beans.class,
				Stream.of(listener, sentinel.properties(pod)).flatMap(Stream::of).toArray(String[]::new));
	}

}

package io.sluice.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.sluice.AskNotSentException;
import io.sluice.AskUnansweredException;
import io.sluice.BroadcastResult;
import io.sluice.PushResult;
import io.sluice.PushResult.Outcome;
import io.sluice.TcpHandler;
import io.sluice.TcpSession;
import io.sluice.TcpSessions;
import io.sluice.actuate.endpoint.ClusterHealthIndicator;
import io.sluice.actuate.endpoint.SluiceHealthIndicator;
import io.sluice.actuate.endpoint.TcpSessionsEndpoint;
import io.sluice.autoconfigure.SluiceClusterAutoConfiguration;
import io.sluice.autoconfigure.SluiceEndpointAutoConfiguration;
import io.sluice.autoconfigure.SluiceHealthAutoConfiguration;
import io.sluice.cluster.ClusterCounts.Count;
import io.sluice.engine.RedisServer;
import io.sluice.support.ClosedPort;
import io.sluice.support.LogWatch;
import io.sluice.support.MemoryLocks;
import io.sluice.support.NeedsPrograms;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.awaitility.Awaitility.await;

/**
 * Two gateways over a Redis that is killed, stopped and cut off.
 */
@NeedsPrograms("redis-server")
class RedisClusterTests {

	@TempDir
	private static Path directory;

	private static RedisServer redis;

	private static TestGateway one;

	private static TestGateway two;

	@BeforeAll
	static void startBoth() throws IOException {
		redis = RedisServer.start(directory);
		one = start("one");
		two = start("two");
	}

	private static TestGateway start(String pod, String... more) {
		String[] listener = { ".framing.type=line", ".identity.by=message", ".identity.extract.regex=^LOGIN (\\w+)",
				".identity.reply=LOAD", ".correlate.by=order", ".correlate.answers.starts-with=ANS",
				".routes[0].to=echo", ".timeouts.push=300ms", "management.endpoints.web.exposure.include=tcpsessions" };
		return TestGateway.start(Beans.class,
				Stream.of(listener, redis.properties(pod), more).flatMap(Stream::of).toArray(String[]::new));
	}

	@AfterAll
	static void stopBoth() {
		one.close();
		two.close();
		redis.close();
	}

	@BeforeEach
	void awaitBoth() {
		awaitConnected();
	}

	private static void awaitConnected() {
		for (TestGateway gateway : List.of(one, two)) {
			await().until(() -> node(gateway).isComplete() && node(gateway).pods().others().size() == 1
					&& node(gateway).pods().isSettled(System.nanoTime()));
		}
	}

	@AfterEach
	void awaitNoSession() {
		for (TestGateway gateway : List.of(one, two)) {
			await().until(() -> sessions(gateway).localSessions("test").isEmpty() && node(gateway).nameCount() == 0);
		}
	}

	private static ClusterNode node(TestGateway gateway) {
		return gateway.context().getBean(ClusterNode.class);
	}

	private static TcpSessions sessions(TestGateway gateway) {
		return gateway.context().getBean(TcpSessions.class);
	}

	private static TestClient login(TestGateway gateway, String name) throws IOException {
		TestClient client = gateway.connect();
		assertThat(client.request("LOGIN " + name)).isEqualTo("LOAD");
		return client;
	}

	private static void awaitReachable(TestGateway from, String name, TestClient client) throws IOException {
		await().until(() -> sessions(from).push(name, "reachable").isWritten());
		assertThat(client.readLine()).isEqualTo("reachable");
	}

	@Test
	void aDeviceIsReachedFromThePodThatDoesNotHaveIt() throws IOException {
		try (TestClient client = login(one, "dev1")) {
			PushResult pushed = sessions(two).push("dev1", "hello");
			assertThat(pushed.outcome()).isEqualTo(Outcome.WRITTEN);
			assertThat(pushed.pod()).isEqualTo("one");
			assertThat(pushed.session().identity()).isEqualTo("dev1");
			assertThat(client.readLine()).isEqualTo("hello");
			assertThat(sessions(two).push("test", "dev1", List.of(1, 2)).isWritten()).isTrue();
			assertThat(client.readLine()).isEqualTo("[1,2]");
			assertThat(sessions(two).pushAsync("dev1", "later").toCompletableFuture().join().isWritten()).isTrue();
			assertThat(client.readLine()).isEqualTo("later");
			PushResult unfit = sessions(two).push("dev1", "two\nlines");
			assertThat(unfit.outcome()).isEqualTo(Outcome.FAILED);
			assertThat(unfit.reason()).contains("line end");
			// at home, nothing has changed
			assertThat(sessions(one).push("dev1", "local").pod()).isNull();
			assertThat(client.readLine()).isEqualTo("local");
		}
	}

	@Test
	void aNameThatNoPodHasIsNotConnected() throws IOException {
		assertThat(sessions(one).push("nobody", "hello").outcome()).isEqualTo(Outcome.NOT_CONNECTED);
		assertThat(sessions(one).push("test", "nobody", "hello").reason())
			.isEqualTo("no session of listener 'test' is named 'nobody'");
		assertThatExceptionOfType(AskNotSentException.class)
			.isThrownBy(() -> sessions(one).ask("nobody", "hello", Duration.ofSeconds(1), String.class))
			.satisfies((ex) -> assertThat(ex.outcome()).isEqualTo(Outcome.NOT_CONNECTED));
		assertThat(sessions(one).find("nobody")).isEmpty();
		assertThat(sessions(one).session("nobody")).isNull();
	}

	@Test
	void pushesOfOneThreadArriveInOrder() throws IOException {
		try (TestClient client = login(one, "ordered")) {
			awaitReachable(two, "ordered", client);
			List<CompletableFuture<PushResult>> results = new ArrayList<>();
			for (int i = 0; i < 300; i++) {
				results.add(sessions(two).pushAsync("ordered", String.valueOf(i)).toCompletableFuture());
			}
			// on a busy machine, the deadline of some may pass
			List<Integer> written = IntStream.range(0, 300)
				.filter((i) -> results.get(i).join().isWritten())
				.boxed()
				.toList();
			assertThat(written).isNotEmpty();
			assertThat(readAll(client)).map(Integer::valueOf).isSorted().containsAll(written);
		}
	}

	@Test
	void anAskHasTheAnswerOfTheDeviceOrTellsWhyThereIsNone() throws IOException {
		try (TestClient client = login(one, "asked")) {
			CompletableFuture<String> answer = sessions(two)
				.askAsync("asked", "POS", Duration.ofSeconds(10), String.class)
				.toCompletableFuture();
			assertThat(client.readLine()).isEqualTo("POS");
			client.send("ANS,1\n");
			assertThat(answer.join()).isEqualTo("ANS,1");
			assertThatExceptionOfType(AskUnansweredException.class)
				.isThrownBy(() -> sessions(two).ask("asked", "POS", Duration.ofMillis(300), String.class));
			assertThat(client.readLine()).isEqualTo("POS");
			assertThatExceptionOfType(AskNotSentException.class)
				.isThrownBy(() -> sessions(two).ask("asked", "a\nb", Duration.ofSeconds(1), String.class))
				.withMessageContaining("line end");
		}
	}

	@Test
	void aRemoteSessionIsAViewWithoutAttributes() throws IOException {
		try (TestClient client = login(one, "viewed")) {
			TcpSession session = sessions(two).find("test", "viewed");
			assertThat(session.pod()).isEqualTo("one");
			assertThat(session.identities()).containsExactly("viewed");
			assertThat(session.peer().getPort()).isEqualTo(client.socket().getLocalPort());
			assertThat(sessions(two).find("viewed")).extracting(TcpSession::id).containsExactly(session.id());
			assertThat(sessions(two).session(session.id()).listener()).isEqualTo("test");
			assertThat(session.push("by view").isWritten()).isTrue();
			assertThat(client.readLine()).isEqualTo("by view");
			assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(session::attributes)
				.withMessageContaining("is on pod 'one'");
			assertThat(session.isOpen()).isTrue();
			session.close();
			assertThat(client.readToEnd()).isEmpty();
			await().until(() -> !session.isOpen());
			assertThat(session.push("late").outcome()).isEqualTo(Outcome.NOT_CONNECTED);
		}
	}

	@Test
	void aBroadcastReachesThePodsAndAddsUp() throws IOException {
		try (TestClient first = login(one, "b1");
				TestClient second = login(two, "b2");
				TestClient third = login(two, "b3")) {
			BroadcastResult result = sessions(one).broadcast("test", "to all");
			assertThat(result.written()).isEqualTo(3);
			assertThat(result.silentPods()).isEmpty();
			for (TestClient client : List.of(first, second, third)) {
				assertThat(client.readLine()).isEqualTo("to all");
			}
			BroadcastResult unfit = sessions(one).broadcast("a\nb");
			assertThat(unfit.failed()).isEqualTo(3);
			assertThat(unfit.failures()).hasSize(3).extracting(PushResult::pod).contains("two", "two");
			assertThat(sessions(one).broadcastLocal((_) -> true, "here").written()).isOne();
			assertThat(first.readLine()).isEqualTo("here");
		}
	}

	@Test
	void aDeviceThatComesToAnotherPodLeavesItsOldSession() throws IOException {
		try (TestClient old = login(one, "moved")) {
			// its claim comes first
			awaitReachable(two, "moved", old);
			try (TestClient latest = login(two, "moved")) {
				assertThat(old.readToEnd()).isEmpty();
				await().untilAsserted(() -> assertThat(one.closed("replaced")).isPositive());
				awaitReachable(one, "moved", latest);
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "kill", "stop" })
	void whileRedisIsAwayThisIsToldAndLocalSessionsAreReached(String fault) throws Exception {
		try (TestClient client = login(one, "kept"); TestClient local = login(two, "local")) {
			awaitReachable(two, "kept", client);
			disturb(fault);
			try {
				await().until(() -> sessions(two).push("kept", "away").outcome() == Outcome.UNAVAILABLE);
				assertThat(send("kept", "away", null).getStatus()).isEqualTo(503);
				assertThat(sessions(two).push("local", "still here").isWritten()).isTrue();
				assertThat(local.readLine()).isEqualTo("still here");
				assertThat(sessions(two).broadcast("some").silentPods()).containsExactly("one");
				assertThat(local.readLine()).isEqualTo("some");
			}
			finally {
				recover(fault);
			}
			awaitConnected();
			await().until(() -> sessions(two).push("kept", "back").isWritten());
			// what was published while Redis was stopped is too late
			assertThat(readAll(client)).endsWith("back").doesNotContain("away");
		}
	}

	/** Of each pod, one of two. */
	@ParameterizedTest
	@ValueSource(strings = { "pubsub", "normal" })
	void connectionsThatAreCutAreOpenedAgain(String type) throws IOException {
		try (TestClient client = login(one, "cut")) {
			awaitReachable(two, "cut", client);
			int before = node(one).connections() + node(two).connections();
			redis.cut(type);
			await().until(() -> node(one).connections() + node(two).connections() == before + 2);
			awaitReachable(two, "cut", client);
		}
	}

	@Test
	void aDeviceThatLogsInDuringAnOutageIsReachableAfterIt() throws Exception {
		disturb("kill");
		try (TestClient client = awaitedLogin(one, "during")) {
			disturb("start");
			awaitReachable(two, "during", client);
		}
		finally {
			recover("kill");
		}
	}

	private static TestClient awaitedLogin(TestGateway gateway, String name) throws IOException {
		await().until(() -> !node(gateway).isConnected());
		return login(gateway, name);
	}

	private static void disturb(String fault) throws Exception {
		switch (fault) {
			case "kill" -> redis.kill();
			case "start" -> redis.start();
			default -> redis.signal("STOP");
		}
	}

	private static void recover(String fault) throws Exception {
		if (fault.equals("stop")) {
			redis.signal("CONT");
		}
		else if (!redis.isRunning()) {
			redis.start();
		}
	}

	private static List<String> readAll(TestClient client) throws IOException {
		client.send("END\n");
		List<String> lines = new ArrayList<>();
		for (String line = client.readLine(); !line.equals("END"); line = client.readLine()) {
			lines.add(line);
		}
		return lines;
	}

	@Test
	void theTwoSessionsOfAnOutageAreOneAfterIt() throws Exception {
		disturb("kill");
		try (TestClient old = awaitedLogin(one, "twice")) {
			long named = System.currentTimeMillis();
			// in the same millisecond, either login may be the later one
			await().until(() -> System.currentTimeMillis() > named);
			try (TestClient latest = awaitedLogin(two, "twice")) {
				disturb("start");
				assertThat(old.readToEnd()).isEmpty();
				awaitReachable(one, "twice", latest);
			}
		}
		finally {
			recover("kill");
		}
	}

	@Test
	void theEndpointReachesAllPods() throws IOException {
		try (TestClient client = login(one, "operated")) {
			awaitReachable(two, "operated", client);
			WebEndpointResponse<Object> sent = send("operated", "hello", null);
			assertThat(sent.getStatus()).isEqualTo(200);
			assertThat(sent.getBody()).asInstanceOf(InstanceOfAssertFactories.MAP)
				.containsEntry("result", "WRITTEN")
				.extractingByKey("session", InstanceOfAssertFactories.MAP)
				.containsEntry("pod", "one");
			assertThat(client.readLine()).isEqualTo("hello");
			Thread.startVirtualThread(() -> answer(client));
			assertThat(send("operated", "POS", "10s").getBody()).asInstanceOf(InstanceOfAssertFactories.MAP)
				.extractingByKey("reply", InstanceOfAssertFactories.MAP)
				.containsEntry("text", "ANS,POS");
		}
		assertThat(send("nobody", "hello", null).getStatus()).isEqualTo(404);
		assertThat(send("nobody", "hello", "1s").getStatus()).isEqualTo(404);
	}

	@Test
	void theEndpointFindsAndBroadcastsToSessionsOfAllPods() throws IOException {
		TcpSessionsEndpoint endpoint = two.context().getBean(TcpSessionsEndpoint.class);
		try (TestClient client = login(one, "sought"); TestClient other = login(two, "beside")) {
			awaitReachable(two, "sought", client);
			String id = sessions(one).find("sought").getFirst().id();
			assertFound(endpoint.all(id, null, null, null, null, null, null), id);
			assertFound(endpoint.all(null, "sought", null, null, null, null, null), id);
			assertThat(
					endpoint.sendByParameter(true, null, null, null, "to all", null, null, null, SecurityContext.NONE)
						.getBody())
				.asInstanceOf(InstanceOfAssertFactories.MAP)
				.containsEntry("written", 2);
			assertThat(client.readLine()).isEqualTo("to all");
			assertThat(other.readLine()).isEqualTo("to all");
		}
	}

	private static void assertFound(WebEndpointResponse<Object> response, String id) {
		assertThat(response.getBody()).asInstanceOf(InstanceOfAssertFactories.MAP)
			.containsEntry("total", 1)
			.extractingByKey("sessions", InstanceOfAssertFactories.LIST)
			.first(InstanceOfAssertFactories.MAP)
			.containsEntry("id", id)
			.containsEntry("pod", "one");
	}

	private static WebEndpointResponse<Object> send(String identity, String text, String await) {
		return two.context()
			.getBean(TcpSessionsEndpoint.class)
			.send(identity, null, text, null, null, await, SecurityContext.NONE);
	}

	private static void answer(TestClient client) {
		try {
			client.send("ANS," + client.readLine() + "\n");
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void whatIsNoEnvelopeIsIgnoredAndCounted() throws IOException {
		long before = node(one).counts().get(Count.UNREADABLE);
		redis.run("PUBLISH", "sluice:pods", "hello");
		await().untilAsserted(() -> assertThat(node(one).counts().get(Count.UNREADABLE)).isGreaterThan(before));
		aNameThatNoPodHasIsNotConnected();
	}

	/** Even one that reads fast: the limit is below one message. */
	@Test
	void aPodForWhichTooMuchWaitsInRedisIsCutOffAndConnectsAgain() throws IOException {
		assertThat(redis.run("CONFIG", "GET", "client-output-buffer-limit"))
			.contains("pubsub %d %d 60".formatted(32 << 20, 8 << 20));
		try (TestClient client = login(one, "flooded")) {
			awaitReachable(two, "flooded", client);
			int before = node(one).connections() + node(two).connections();
			redis.run("CONFIG", "SET", "client-output-buffer-limit", "pubsub 64kb 0 0");
			redis.run("PUBLISH", "sluice:pods", "x".repeat(200_000));
			await().until(() -> node(one).connections() + node(two).connections() == before + 2);
			awaitReachable(two, "flooded", client);
		}
		finally {
			redis.run("CONFIG", "SET", "client-output-buffer-limit", "pubsub 32mb 8mb 60");
		}
	}

	/** With the commands of the documents. */
	private static void allow(String document) throws IOException {
		Matcher command = Pattern.compile("`(ACL SETUSER [^`]+)`").matcher(Files.readString(Path.of("docs", document)));
		assertThat(command.find()).isTrue();
		assertThat(redis.run(command.group(1).split(" "))).startsWith("+OK");
		redis.run("ACL", "LOG", "RESET");
	}

	@Test
	void theDocumentedRightsAreEnoughForALease() throws Exception {
		allow("cluster.md");
		allow("leader.md");
		RedisStandaloneConfiguration address = new RedisStandaloneConfiguration("127.0.0.1", redis.port());
		address.setUsername("gateway");
		address.setPassword("secret");
		LettuceConnectionFactory connections = new LettuceConnectionFactory(address);
		Duration timeToLive = Duration.ofSeconds(1);
		try (RedisLocks locks = RedisLocks.create(connections, "sluice",
				new LeaseTerms(timeToLive, Duration.ofMillis(100), Duration.ofMillis(100), Duration.ofSeconds(1)))) {
			SharedLock lock = locks.get("listener:guarded", timeToLive);
			// the lock belongs to its thread
			await().pollInSameThread().until(lock::acquire);
			assertThat(lock.renew()).isTrue();
			lock.release();
			assertThat(redis.run("EXISTS", "sluice:lease:listener:guarded")).isEqualTo(":0\r\n");
			assertThat(redis.run("ACL", "LOG")).isEqualTo("*0\r\n");
		}
		finally {
			redis.run("ACL", "DELUSER", "gateway");
		}
	}

	@Test
	void theDocumentedRightsAreEnoughForAPod() throws IOException {
		allow("cluster.md");
		try (TestClient client = login(one, "guarded");
				TestGateway three = start("three", "spring.data.redis.username=gateway",
						"spring.data.redis.password=secret")) {
			awaitReachable(three, "guarded", client);
			assertThat(redis.run("CLIENT", "LIST")).contains("user=gateway");
			assertThat(redis.run("ACL", "LOG")).isEqualTo("*0\r\n");
		}
		finally {
			redis.run("ACL", "DELUSER", "gateway");
		}
	}

	private static RedisServer startRedisCluster(Path files) throws IOException {
		int port = ClosedPort.reserve();
		return RedisServer.start(files, port, "--port", String.valueOf(port), "--cluster-enabled", "yes",
				"--cluster-port", String.valueOf(ClosedPort.reserve()));
	}

	@Test
	void aRedisClusterThatIsConfiguredAsASingleRedisIsRefusedAtTheStart(@TempDir Path files) throws IOException {
		try (RedisServer node = startRedisCluster(files)) {
			assertThatException().isThrownBy(() -> TestGateway.start(Beans.class, node.properties("three")).close())
				.havingRootCause()
				.withMessageContaining("does not work with a Redis Cluster");
		}
	}

	@Test
	void aRedisClusterThatComesLaterIsNotUsed(@TempDir Path files) throws IOException {
		try (RedisServer node = startRedisCluster(files)) {
			node.kill();
			try (TestGateway three = TestGateway.start(Beans.class, node.properties("three"))) {
				node.start();
				await().untilAsserted(() -> assertThat(node(three).problem()).contains("Redis Cluster"));
			}
		}
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void whatRedisRefusesIsToldUntilItIsAllowed(CapturedOutput output) throws IOException {
		redis.run("ACL", "SETUSER", "gateway", "on", ">secret", "resetchannels", "+@all");
		try (TestClient client = login(one, "refused");
				TestGateway three = start("three", "spring.data.redis.username=gateway",
						"spring.data.redis.password=secret")) {
			ClusterHealthIndicator health = new ClusterHealthIndicator(node(three), false);
			await().untilAsserted(() -> assertThat(health.health().getDetails()).extractingByKey("problem", STRING)
				.contains("NOPERM"));
			allow("cluster.md");
			awaitReachable(three, "refused", client);
			assertThat(health.health().getDetails()).doesNotContainKey("problem");
			assertThat(output.toString().split("WARN.*Redis refuses .*NOPERM.*docs/cluster.md")).hasSize(2);
		}
		finally {
			redis.run("ACL", "DELUSER", "gateway");
		}
	}

	@Test
	void aPodThatDoesNotLeadShowsWhichOneDoes() throws IOException {
		try (ServerSocket device = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
				TestGateway three = startLeader("three", device)) {
			await().untilAsserted(
					() -> assertThat(plant(three)).containsEntry("leader", true).containsEntry("leaderPod", "three"));
			try (TestGateway four = startLeader("four", device)) {
				await().untilAsserted(() -> assertThat(plant(four)).containsEntry("leader", false)
					.containsEntry("leaderPod", "three"));
				three.context().close();
				await().untilAsserted(() -> assertThat(plant(four)).containsEntry("leaderPod", "four"));
			}
		}
	}

	private static TestGateway startLeader(String pod, ServerSocket device) {
		String listener = "sluice.listeners.plant.";
		return TestGateway.start(LeaderBeans.class,
				Stream
					.of(redis.properties(pod),
							new String[] { listener + "connect[0]=127.0.0.1:" + device.getLocalPort(),
									listener + "leader=true", listener + "routes[0].to=echo" })
					.flatMap(Stream::of)
					.toArray(String[]::new));
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> plant(TestGateway gateway) {
		return (Map<String, Object>) gateway.context()
			.getBean(SluiceHealthIndicator.class)
			.health()
			.getDetails()
			.get("plant");
	}

	/** A listener starts after the cluster, and beans are created before it starts. */
	@ParameterizedTest
	@ValueSource(classes = { Beans.class, FailingBeans.class })
	void aStartThatFailsLeavesNoConnectionAndNoThread(Class<?> beans) throws IOException {
		Set<Thread> before = threads();
		long clients = clients();
		assertThatException().isThrownBy(() -> TestGateway.start(beans,
				Stream.of(redis.properties("three"), new String[] { ".port=" + one.port(), ".routes[0].to=echo" })
					.flatMap(Stream::of)
					.toArray(String[]::new))
			.close());
		await().untilAsserted(() -> assertThat(threads()).isSubsetOf(before));
		await().untilAsserted(() -> assertThat(clients()).isLessThanOrEqualTo(clients));
	}

	private static Set<Thread> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().matches("(sluice-cluster|lettuce|redis).*"))
			.collect(Collectors.toSet());
	}

	private static long clients() throws IOException {
		return redis.run("CLIENT", "LIST").lines().filter((line) -> line.startsWith("id=")).count();
	}

	@Test
	void aGatewayThatIsStoppedAndStartedIsInTheClusterAgain() throws IOException {
		try (TestClient client = login(one, "awake")) {
			awaitReachable(two, "awake", client);
			try (LogWatch log = LogWatch.begin()) {
				two.context().stop();
				await().until(() -> node(one).pods().others().isEmpty());
				two.context().start();
				awaitReachable(two, "awake", client);
				log.assertQuiet("a stop and a start");
			}
		}
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ DataRedisAutoConfiguration.class, SluiceClusterAutoConfiguration.class,
			SluiceEndpointAutoConfiguration.class })
	static class Beans {

		@TcpHandler("echo2")
		String echo(String line) {
			return line;
		}

	}

	@ImportAutoConfiguration(SluiceHealthAutoConfiguration.class)
	static class LeaderBeans extends Beans {

		private static final Map<Object, MemoryLocks.Holder> HOLDERS = new ConcurrentHashMap<>();

		@Bean
		MemoryLocks locks() {
			return new MemoryLocks(HOLDERS);
		}

	}

	static class FailingBeans extends Beans {

		@Bean
		Object failing(ClusterNode node) {
			throw new IllegalStateException(node.pod() + " fails");
		}

	}

}

package io.sluice.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

import io.sluice.TcpHandler;
import io.sluice.listener.SluiceServerConnectionFactory;
import io.sluice.support.ActuatorClient;
import io.sluice.support.TestClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The endpoint that shows virtual threads, grouped by what they wait for.
 */
class VirtualThreadsEndpointTests {

	private static final String WAITS_FOR_A_CLIENT = "io.sluice.connection.ConnectionInput.await";

	private final String temporaryBefore = System.getProperty("java.io.tmpdir");

	private final List<TestClient> clients = new ArrayList<>();

	@TempDir
	private Path temporary;

	/** Every test leaves it without connections. */
	private static ConfigurableApplicationContext context;

	private static ActuatorClient actuator;

	@BeforeAll
	static void start() {
		SpringApplication application = RunningApplication.application();
		application.addPrimarySources(List.of(HeldHandler.class, WorkingHandler.class));
		context = application.run("--server.port=0", "--logging.level.root=warn", "--sluice.listeners.own.port=0",
				"--sluice.listeners.own.address=127.0.0.1", "--sluice.listeners.own.routes[0].when.equals=hold",
				"--sluice.listeners.own.routes[0].to=hold", "--sluice.listeners.own.routes[1].when.equals=work",
				"--sluice.listeners.own.routes[1].to=work", "--sluice.listeners.own.routes[2].to=echo",
				"--sluice.listeners.other.port=0", "--sluice.listeners.other.address=127.0.0.1",
				"--sluice.listeners.other.framing.type=crlf", "--sluice.listeners.other.routes[0].to=echo",
				"--sluice.listeners.pool.port=0", "--sluice.listeners.pool.address=127.0.0.1",
				"--sluice.listeners.pool.executor.type=pool", "--sluice.listeners.pool.routes[0].to=echo");
		actuator = new ActuatorClient(context);
	}

	@AfterAll
	static void stop() {
		actuator.close();
		context.close();
	}

	@BeforeEach
	void prepare() {
		context.getBean(HeldHandler.class).rearm();
		System.setProperty("java.io.tmpdir", this.temporary.toString());
	}

	@AfterEach
	void disconnect() throws IOException {
		System.setProperty("java.io.tmpdir", this.temporaryBefore);
		context.getBean(HeldHandler.class).release();
		for (TestClient client : this.clients) {
			client.close();
		}
		await().until(() -> context.getBeansOfType(SluiceServerConnectionFactory.class)
			.values()
			.stream()
			.allMatch((listener) -> listener.openConnections().count() == 0));
	}

	@Test
	void connectionsThatWaitForTheRestOfAFrameAreOneGroupWhateverTheirListener() throws IOException {
		for (int i = 0; i < 5; i++) {
			TestClient client = connect("own");
			client.request("served before");
			client.send("half a line");
		}
		connect("other").send("half a line");
		connect("other").send("before\r\nhalf a line").readLine();
		connect("pool").request("on a thread of another kind");
		await().untilAsserted(() -> {
			JsonNode group = group(WAITS_FOR_A_CLIENT, "WAITING");
			assertThat(group.at("/count").asInt()).isEqualTo(7);
			assertThat(group.at("/listeners").toString()).isEqualTo("{\"other\":{\"frame\":2},\"own\":{\"frame\":5}}");
			assertThat(group.has("waitsFor")).isFalse();
		});
	}

	@Test
	void connectionsThatWaitAreOneGroupHoweverLongTheyHaveWorked() throws IOException {
		connect("own").send("half a line");
		for (int i = 0; i < 20; i++) {
			TestClient client = connect("own");
			client.request("work");
			client.send("half a line");
		}
		await().untilAsserted(() -> assertThat(group(WAITS_FOR_A_CLIENT, "WAITING").at("/listeners").toString())
			.isEqualTo("{\"own\":{\"frame\":21}}"));
	}

	@Test
	void phasesOfAllGroupsAreSummedUpWithoutQuietConnections() throws Exception {
		connect("own");
		connect("own").send("half a line");
		connect("own").send("hold\n");
		await().untilAsserted(() -> {
			JsonNode shown = shown();
			assertThat(shown.at("/phases").toString()).isEqualTo("{\"own\":{\"frame\":1,\"request\":1}}");
			List<Integer> counts = groups(shown).stream().map((group) -> group.at("/count").asInt()).toList();
			assertThat(counts).isSortedAccordingTo((one, other) -> other - one);
			assertThat(shown.at("/total").asInt()).isEqualTo(counts.stream().mapToInt(Integer::intValue).sum());
		});
	}

	@Test
	void handlerIsShownByItsMethodAndWhatItWaitsFor() throws Exception {
		connect("own").send("hold\n");
		context.getBean(HeldHandler.class).awaitRequest();
		await().untilAsserted(() -> {
			JsonNode group = group(HeldHandler.class.getName() + ".hold", "WAITING");
			assertThat(group.propertyNames()).containsExactly("count", "state", "at", "waitsFor", "listeners", "stack");
			assertThat(group.at("/count").asInt()).isOne();
			assertThat(group.at("/waitsFor").asString()).isEqualTo("java.util.concurrent.CountDownLatch$Sync");
			assertThat(group.at("/listeners").toString()).isEqualTo("{\"own\":{\"request\":1}}");
			List<String> stack = group.at("/stack").valueStream().map(JsonNode::asString).toList();
			assertThat(stack.getFirst()).contains("park");
			assertThat(stack).anyMatch((frame) -> frame.contains("HeldHandler.hold(HeldHandler.java:"))
				.anyMatch((frame) -> frame.contains("io.sluice.connection.SluiceConnection.run("));
		});
	}

	@Test
	void threadsOfTheApplicationBelongToNoListener() {
		CountDownLatch release = new CountDownLatch(1);
		List<Thread> threads = IntStream.range(0, 3)
			.mapToObj((i) -> Thread.ofVirtual().unstarted(() -> waitFor(release)))
			.toList();
		threads.forEach(Thread::start);
		try {
			await().untilAsserted(() -> {
				JsonNode group = group(getClass().getName() + ".waitFor", "WAITING");
				assertThat(group.at("/count").asInt()).isEqualTo(3);
				assertThat(group.at("/listeners").isEmpty()).isTrue();
			});
		}
		finally {
			release.countDown();
		}
	}

	@Test
	void nothingIsLeftWhereTheDumpWasWritten() {
		assertThat(shown().at("/groups").isArray()).isTrue();
		assertThat(this.temporary).isEmptyDirectory();
	}

	@Test
	void dumpThatCannotBeWrittenIsAnsweredWithTheReason() {
		Path missing = this.temporary.resolve("missing");
		System.setProperty("java.io.tmpdir", missing.toString());
		assertThat(actuator.read("/virtualthreads", 503).at("/message").asString())
			.startsWith("The dump could not be written to " + missing + " (java.io.tmpdir): "
					+ "java.nio.file.NoSuchFileException: " + missing);
		System.setProperty("java.io.tmpdir", this.temporary.toString());
		assertThat(shown().at("/groups").isArray()).isTrue();
	}

	private static void waitFor(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private TestClient connect(String listener) {
		TestClient client = new TestClient(
				context.getBean("sluice." + listener + ".connections", SluiceServerConnectionFactory.class).getPort());
		this.clients.add(client);
		return client;
	}

	private JsonNode shown() {
		return actuator.read("/virtualthreads");
	}

	private JsonNode group(String at, String state) {
		List<JsonNode> found = groups(shown()).stream()
			.filter((group) -> group.at("/at").asString().equals(at) && group.at("/state").asString().equals(state))
			.toList();
		assertThat(found).hasSize(1);
		return found.getFirst();
	}

	private static List<JsonNode> groups(JsonNode shown) {
		return StreamSupport.stream(shown.at("/groups").spliterator(), false).toList();
	}

	/**
	 * Works for longer than its turn, and not for so long that it gives way at once.
	 */
	static class WorkingHandler {

		@TcpHandler("work")
		String work() {
			long until = System.nanoTime() + TimeUnit.MICROSECONDS.toNanos(300);
			while (System.nanoTime() < until) {
				Thread.onSpinWait();
			}
			return "worked";
		}

	}

}

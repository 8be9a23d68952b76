package io.sluice.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;

import io.sluice.TcpHandler;
import io.sluice.TcpSession;
import io.sluice.TcpSessions;
import io.sluice.cli.CommandProcess.Result;
import io.sluice.listener.SluiceServerConnectionFactory;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The commands that list the clients of a gateway and reach one of them.
 */
@EnableAutoConfiguration
class SessionCommandTests {

	private static ConfigurableApplicationContext gateway;

	@BeforeAll
	static void start() {
		gateway = start("unrestricted");
	}

	private static ConfigurableApplicationContext start(String access) {
		return TestGateway.startWithEndpoints(SessionCommandTests.class, ".routes[0].to=login", ".correlate.by=order",
				".correlate.answers.starts-with=ANS", "management.endpoints.web.exposure.include=tcpsessions",
				"management.endpoint.tcpsessions.access=" + access);
	}

	@AfterAll
	static void stop() {
		gateway.close();
	}

	@Test
	void aClientIsReachedByItsName() throws IOException {
		try (TestClient client = connect("reached")) {
			assertThat(run("push", "--identity", "reached", "--text", "CMD")).isEqualTo(new Result(0, "WRITTEN\n", ""));
			assertThat(client.readLine()).isEqualTo("CMD");
			assertThat(run("push", "--identity", "reached", "--listener", "test", "--hex", "4142"))
				.isEqualTo(new Result(0, "WRITTEN\n", ""));
			assertThat(client.readLine()).isEqualTo("AB");
			assertThat(run("push", "--identity", "nobody", "--json", "{}"))
				.isEqualTo(new Result(1, "", "NOT_CONNECTED: no session is named 'nobody'\n"));
		}
	}

	@Test
	void aClientIsReachedByItsId() throws IOException {
		try (TestClient client = connect("identified")) {
			String id = gateway.getBean(TcpSessions.class).find("identified").getFirst().id();
			assertThat(run("push", "--id", id, "--text", "CMD")).isEqualTo(new Result(0, "WRITTEN\n", ""));
			assertThat(client.readLine()).isEqualTo("CMD");
			assertThat(run("sessions", "--id", id).out().lines().toList().get(1))
				.matches("identified +test +127.0.0.1:%d +idle .*".formatted(port(client)));
			assertThat(run("sessions", "--id", "none")).isEqualTo(new Result(0, "no client has the id 'none'\n", ""));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "--listener test" })
	void allClientsAreReached(String listener) throws IOException {
		try (ConfigurableApplicationContext own = start("unrestricted");
				TestClient one = connect(own, "one of all");
				TestClient other = connect(own, "other of all")) {
			String[] arguments = "push --all --text CMD --url %s %s".formatted(url(own), listener).strip().split(" +");
			assertThat(CommandRun.run("", arguments)).isEqualTo(new Result(0, "WRITTEN to 2 clients\n", ""));
			assertThat(one.readLine()).isEqualTo("CMD");
			assertThat(other.readLine()).isEqualTo("CMD");
		}
	}

	@Test
	void clientsThatTheMessageDoesNotReachAreCounted() throws IOException {
		try (TestClient client = connect("refuses")) {
			Result result = run("push", "--all", "--text", "two\nlines");
			assertThat(result.status()).isEqualTo(1);
			assertThat(result.err()).matches("WRITTEN to 0 clients, \\d+ failed\n");
			assertThat(client.request("still here")).isEqualTo("LOAD");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "push --text x", "push --text x --identity a --all", "push --text x --id a --all" })
	void oneOfTheWaysToChooseClientsIsNeeded(String arguments) {
		Result result = CommandRun.run("", arguments.strip().split(" +"));
		assertThat(result.status()).isEqualTo(2);
		assertThat(result.err()).contains("--identity", "--id", "--all");
	}

	@Test
	void anAnswerIsPrinted() throws Exception {
		try (TestClient client = connect("asked")) {
			Thread device = Thread.ofVirtual().start(() -> answer(client));
			assertThat(run("push", "--identity", "asked", "--text", "CMD", "--await", "1m"))
				.isEqualTo(new Result(0, "ANS,1\n", ""));
			device.join();
			assertThat(run("push", "--identity", "asked", "--text", "CMD", "--await", "100ms"))
				.isEqualTo(new Result(1, "", "UNANSWERED: no answer in time\n"));
		}
	}

	private static void answer(TestClient client) {
		try {
			client.readLine();
			client.send("ANS,1\n");
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void clientsWithNamesArePrinted() throws IOException {
		try (TestClient one = connect("listed-1"); TestClient other = connect("listed-2")) {
			List<String> lines = run("sessions", "--identity", "listed", "--sort", "identities").out().lines().toList();
			assertThat(lines).hasSize(3);
			assertThat(lines.get(0)).matches("NAME +LISTENER +PEER +STATE +REQUESTS +RECEIVED +SENT");
			assertThat(lines.get(1)).matches("listed-1 +test +127.0.0.1:%d +idle +1 +9 +5".formatted(port(one)));
			assertThat(lines.get(2)).startsWith("listed-2  test");
			assertThat(run("sessions", "--identity", "listed", "--size", "1").out()).endsWith("and 1 more\n");
			assertThat(run("sessions", "--name", "listed-1").out().lines()).isEqualTo(lines.subList(0, 2));
			assertThat(run("sessions", "--name", "listed"))
				.isEqualTo(new Result(0, "no client has the name 'listed'\n", ""));
			assertThat(run("sessions", "--listener", "none")).isEqualTo(new Result(1, "",
					"%s/tcpsessions?listener=none&size=50 refused: 'listener' is 'none': known are: test\n"
						.formatted(url(gateway) + "/actuator")));
			assertThat(port(other)).isPositive();
		}
	}

	@Test
	void noClientIsSaidToBeThere() {
		assertThat(run("sessions", "--identity", "missing"))
			.isEqualTo(new Result(0, "no client has a name with 'missing' in it\n", ""));
		assertThat(run("sessions", "--identity", "missing", "--listener", "test"))
			.isEqualTo(new Result(0, "no client of listener 'test' has a name with 'missing' in it\n", ""));
	}

	@Test
	void theTableIsPrintedAgainUntilInterrupted() throws Exception {
		StringWriter out = new StringWriter();
		try (TestClient client = connect("watched")) {
			watch(out);
			assertThat(port(client)).isPositive();
		}
	}

	private static void watch(StringWriter out) throws InterruptedException {
		Thread watch = Thread.ofVirtual()
			.start(() -> SluiceCommand.commandLine()
				.setOut(new PrintWriter(out, true))
				.setErr(new PrintWriter(new StringWriter()))
				.execute("sessions", "--watch", "--every", "10ms", "--url", url(gateway)));
		await().until(() -> out.toString().split("NAME").length > 3);
		watch.interrupt();
		watch.join();
	}

	@Test
	void aGatewayThatIsReadOnlySaysWhatItNeeds() {
		try (ConfigurableApplicationContext readOnly = start("read-only")) {
			assertThat(CommandRun.run("", "push", "--identity", "a", "--text", "b", "--url", url(readOnly)).err())
				.contains("writes need 'management.endpoint.tcpsessions.access: unrestricted'");
		}
	}

	private static int port(TestClient client) {
		return client.socket().getLocalPort();
	}

	private static TestClient connect(String name) throws IOException {
		return connect(gateway, name);
	}

	private static TestClient connect(ConfigurableApplicationContext context, String name) throws IOException {
		TestClient client = new TestClient(
				context.getBean("sluice.test.connections", SluiceServerConnectionFactory.class).getPort());
		assertThat(client.request(name)).isEqualTo("LOAD");
		return client;
	}

	private static Result run(String... arguments) {
		List<String> all = new ArrayList<>(List.of(arguments));
		all.addAll(List.of("--url", url(gateway)));
		return CommandRun.run("", all.toArray(String[]::new));
	}

	private static String url(ConfigurableApplicationContext context) {
		return "http://127.0.0.1:" + context.getEnvironment().getRequiredProperty("local.server.port");
	}

	@TcpHandler("login")
	String login(String name, TcpSession session) {
		session.identify(name);
		return "LOAD";
	}

}

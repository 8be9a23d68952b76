package io.sluice.autoconfigure;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import io.sluice.TcpHandler;
import io.sluice.TcpSession;
import io.sluice.TcpSessions;
import io.sluice.framing.FramingType;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A listener whose clients choose its framing by their first bytes.
 */
class FirstOfTests {

	private static TestGateway gateway;

	@BeforeAll
	static void start() {
		gateway = TestGateway.start(Handlers.class, ".framing.type=first-of", ".framing.skip=\\r\\n",
				".framing.first-of[0].starts=0x02", ".framing.first-of[0].framing.type=stx-etx",
				".framing.first-of[1].starts=GET ", ".framing.first-of[1].framing.type=crlf",
				".framing.first-of[2].framing.type=line", ".framing.first-of[2].framing.max-size=1KB",
				".routes[0].to=echo", ".routes[0].when.contains=e", ".errors.mode=answer");
	}

	@AfterAll
	static void stop() {
		gateway.close();
	}

	@Test
	void listOfFramingsIsBound() {
		SluiceProperties.Listener listener = gateway.context().getBean(SluiceProperties.class).listeners().get("test");
		assertThat(listener.framing().type()).isEqualTo(FramingType.FIRST_OF);
		assertThat(listener.framing().firstOf()).extracting((choice) -> choice.framing().type())
			.containsExactly(FramingType.STX_ETX, FramingType.CRLF, FramingType.LINE);
		assertThat(listener.framing().firstOf().getLast().framing().maxSize().toBytes()).isEqualTo(1024);
	}

	@Test
	void listenerHasTheFramingKeysOfAllOthersAndTheList() {
		List<RecordComponent> all = List.of(ListenerFramingProperties.class.getRecordComponents());
		assertThat(all.getLast().getName()).isEqualTo("firstOf");
		assertThat(all.subList(0, all.size() - 1)).extracting(FirstOfTests::describe)
			.containsExactlyElementsOf(
					Stream.of(FramingProperties.class.getRecordComponents()).map(FirstOfTests::describe).toList());
	}

	private static String describe(RecordComponent component) {
		return "%s %s %s %s".formatted(Arrays.toString(component.getAnnotations()), ComponentDefault.of(component),
				component.getGenericType(), component.getName());
	}

	@Test
	void repliesErrorsAndPushesHaveTheFramingOfTheirConnection() throws IOException {
		try (TestClient stx = gateway.connect();
				TestClient line = gateway.connect();
				TestClient crlf = gateway.connect()) {
			stx.send("\r\n\u0002one\u0003\r\n");
			assertThat(stx.read(5)).asString().isEqualTo("\u0002one\u0003");
			stx.send("\u0002no\u0003");
			assertThat(stx.read(13)).asString().isEqualTo("\u0002ERR NO_ROUTE");
			line.send("G");
			line.send("ET\rhere\n");
			assertThat(line.readLine()).isEqualTo("GET\rhere");
			line.send("no\n");
			assertThat(line.readLine()).startsWith("ERR NO_ROUTE");
			crlf.send("GET e\nf\r\n");
			assertThat(crlf.read(9)).asString().isEqualTo("GET e\nf\r\n");
		}
	}

	@Test
	void pushesAndBroadcastsHaveTheFramingOfTheirConnection() throws IOException {
		try (TestClient stx = gateway.connect(); TestClient line = gateway.connect()) {
			stx.send("\u0002one\u0003");
			assertThat(stx.read(5)).asString().isEqualTo("\u0002one\u0003");
			assertThat(line.request("one")).isEqualTo("one");
			TcpSessions sessions = gateway.context().getBean(TcpSessions.class);
			await().untilAsserted(() -> assertThat(sessions.localSessions("test")).hasSize(2));
			for (TcpSession session : sessions.localSessions("test")) {
				session.push("pushed");
			}
			assertThat(stx.read(8)).asString().isEqualTo("\u0002pushed\u0003");
			assertThat(line.readLine()).isEqualTo("pushed");
			assertThat(sessions.broadcast("test", "all").written()).isEqualTo(2);
			assertThat(stx.read(5)).asString().isEqualTo("\u0002all\u0003");
			assertThat(line.readLine()).isEqualTo("all");
		}
	}

	@Test
	void textsOfTheConfigurationHaveTheFramingOfTheirConnection() throws IOException {
		try (TestGateway login = TestGateway.start(Handlers.class, ".framing.type=first-of",
				".framing.first-of[0].starts=\\0", ".framing.first-of[0].framing.type=length",
				".framing.first-of[0].framing.header-size=2", ".framing.first-of[0].framing.strip=0",
				".framing.first-of[1].framing.type=line", ".identity.by=message",
				".identity.extract.regex=LOGIN (\\S+)", ".identity.reply=K", ".routes[0].to=echo",
				".routes[0].reply.text=a\nb"); TestClient length = login.connect(); TestClient line = login.connect()) {
			length.send("\0\7LOGIN a\0\1x");
			assertThat(length.read(8)).asString().isEqualTo("\0\1K\0\3a\nb");
			assertThat(line.request("LOGIN b")).isEqualTo("K");
		}
	}

	@Test
	void valuesInTextsAreEscapedOnConnectionsThatHaveChosenJson() throws IOException {
		try (TestGateway mixed = TestGateway.start(Handlers.class, ".framing.type=first-of", ".framing.skip=\\r",
				".framing.first-of[0].starts=[", ".framing.first-of[0].framing.type=json",
				".framing.first-of[1].framing.type=line", ".identity.by=message",
				".identity.extract.regex=LOGIN (\\w+)", ".identity.reply={\"hello\":\"{text:0..}\"}",
				".routes[0].to=echo", ".routes[0].when.contains=ok", ".routes[0].reply.text={\"got\":\"{text:0..}\"}",
				".routes[0].transform.before[0].template=<{text:0..}>", ".routes[1].to=broken",
				".routes[1].reply.error={\"{code}\":\"{text:0..}\"}");
				TestClient json = mixed.connect();
				TestClient line = mixed.connect()) {
			assertThat(json.request("[\"LOGIN a\"]")).isEqualTo("{\"hello\":\"[\\\"LOGIN a\\\"]\"}");
			assertThat(json.request("{\"ok\":1}")).isEqualTo("{\"got\":\"{\\\"ok\\\":1}\"}");
			assertThat(json.request("{\"no\":1}")).isEqualTo("{\"HANDLER_ERROR\":\"{\\\"no\\\":1}\"}");
			assertThat(line.request("\"ok\"\t")).isEqualTo("{\"got\":\"\"ok\" \"}");
			assertThat(line.request("\"no\"")).isEqualTo("{\"HANDLER_ERROR\":\"\"no\"\"}");
		}
	}

	static class Handlers {

		@TcpHandler("broken")
		String fail() {
			throw new IllegalStateException("broken");
		}

		@TcpHandler("unused")
		String unused() {
			return "";
		}

	}

}

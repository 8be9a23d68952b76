package io.sluice.test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.sluice.TcpHandler;
import io.sluice.framing.LineFraming;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Configuration;

import static io.sluice.test.TcpTestClientAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs the methods of the guide docs/test-your-handler.md.
 */
@SpringBootTest(classes = TestYourHandlerGuideTests.Orders.class, webEnvironment = SpringBootTest.WebEnvironment.NONE,
		properties = { "sluice.listeners.orders.port=7070", "sluice.listeners.orders.routes[0].to=orders" })
@AutoConfigureSluiceTest
class TestYourHandlerGuideTests {

	@Test
	void anOrderIsConfirmed(@Autowired TcpTestClient client) {
		client.send("{\"item\":\"pear\",\"count\":3}").expect("ordered 3 pear");
	}

	@Test
	void aClientMisbehaves() {
		LineFraming framing = new LineFraming(1024);
		try (FakeTcpServer server = FakeTcpServer.start(framing);
				TcpTestClient client = TcpTestClient.to("localhost", server.port(), framing)) {
			server.when("PING").reply("PONG");
			misbehave(client);
			assertThat(server.receivedTexts()).hasSize(7).containsOnly("PING");
		}
	}

	void misbehave(TcpTestClient client) {
		client.send("PING").splitAt(3).expect("PONG");
		client.send("PING").trickle(1, Duration.ofMillis(5)).expect("PONG");
		client.send("PING").and("PING").expect("PONG").expect("PONG");
		assertThat(client.send("PING")).as("the answer").receives("PONG");
		assertThat(client.send("PING")).nextText().startsWith("PO");
		client.send("PING").halfClose().expect("PONG").expectClosed();
		client.close();
		client.send("PING").resetMidFrame();
	}

	@Test
	void fakeAnUpstream() {
		try (FakeTcpServer bank = FakeTcpServer.start(new LineFraming(1024))) {
			bank.when("0200").answer(Answer.none(), Answer.reply("0210").after(Duration.ofMillis(20)));
			bank.when("0800").answer(Answer.reply("0810").splitAt(2));
			bank.otherwise().answer(Answer.reset());

			// here, the application calls the port bank.port()
			TcpTestClient application = TcpTestClient.to("localhost", bank.port(), new LineFraming(1024));
			application.send("0200").send("0200").expect("0210");
			application.send("0800").expect("0810");

			bank.expectReceived("0200").expectReceived("0200").expectReceived("0800");
			application.close();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "anOrderIsConfirmed", "misbehave", "fakeAnUpstream" })
	void theGuideShowsWhatRuns(String method) throws IOException {
		assertThat(body(method, Path.of("src/test/java/io/sluice/test/TestYourHandlerGuideTests.java")))
			.isEqualTo(body(method, Path.of("docs/test-your-handler.md")));
	}

	/** A method without its indentation. */
	private static String body(String method, Path file) throws IOException {
		Matcher body = Pattern.compile("(?s)\n(\t?)void %s\\(.*?\n\\1}\n".formatted(method))
			.matcher(Files.readString(file));
		assertThat(body.find()).isTrue();
		return body.group().replaceAll("\\s+", " ");
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Orders {

		@TcpHandler("orders")
		String order(Map<String, Object> order) {
			return "ordered %s %s".formatted(order.get("count"), order.get("item"));
		}

	}

}

package io.sluice.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.sluice.routing.RoutingHandler;
import io.sluice.support.ClosedPort;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import io.sluice.support.TestHttpServer;
import io.sluice.support.TestHttpServer.Asked;
import io.sluice.support.TestTls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.integration.channel.DirectChannel;
import org.springframework.integration.config.GlobalChannelInterceptor;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.support.ChannelInterceptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.awaitility.Awaitility.await;

/**
 * HTTP services behind routes, from YAML to the sockets of both sides.
 */
@ExtendWith(OutputCaptureExtension.class)
class HttpUpstreamTests {

	@TempDir
	private Path directory;

	private TestGateway start(String yaml, String... properties) throws IOException {
		Path file = this.directory.resolve("sluice.yml");
		Files.writeString(file, yaml, StandardCharsets.UTF_8);
		List<String> all = new ArrayList<>(List.of(properties));
		all.add("spring.config.import=file:" + file);
		return TestGateway.start(Beans.class, all.toArray(String[]::new));
	}

	/** Starts a gateway whose listener {@code test} has these routes. */
	private TestGateway start(TestHttpServer server, String routes, String... properties) throws IOException {
		return start("""
				sluice:
				  upstreams:
				    pricing: { url: "http://127.0.0.1:%d" }
				  listeners:
				    test:
				      port: 0
				      address: 127.0.0.1
				      routes:
				%s
				""".formatted(server.port(), routes.indent(8)), properties);
	}

	private static void reflect(HttpExchange exchange) throws IOException {
		TestHttpServer.answer(exchange, 200, exchange.getRequestMethod() + " " + exchange.getRequestURI());
	}

	private static void reflectJson(HttpExchange exchange) throws IOException {
		TestHttpServer.answer(exchange, 200,
				"{\"asked\":\"%s %s\"}".formatted(exchange.getRequestMethod(), exchange.getRequestURI()));
	}

	@Test
	void theExampleOfTheDocumentationAnswers() throws IOException {
		Matcher yaml = Pattern.compile("## HTTP\n\n```yaml\n(sluice:.*?)```", Pattern.DOTALL)
			.matcher(Files.readString(Path.of("docs/upstreams.md")));
		assertThat(yaml.find()).isTrue();
		try (TestHttpServer server = new TestHttpServer(HttpUpstreamTests::reflectJson);
				TestGateway gateway = start(yaml.group(1)
					.replace("pricing:8080", "127.0.0.1:" + server.port())
					.replace("audit:8080", "127.0.0.1:" + server.port())
					.replace("port: 7071", "port: 0")
					.replace("terminals:", "test:"));
				TestClient client = gateway.connect()) {
			assertThat(client.request("{\"type\":\"quote\",\"id\":7}")).isEqualTo("{\"asked\":\"POST /v1/quotes/7\"}");
			assertThat(client.request("{\"type\":\"price\",\"item\":\"a b\",\"unit\":\"kg\"}"))
				.isEqualTo("{\"asked\":\"GET /v1/prices/a%20b?unit=kg\"}");
			assertThat(client.request("{\"other\":1}")).isEqualTo("{\"asked\":\"POST /events\"}");
			Asked quote = server.asked().element();
			assertThat(quote.body()).isEqualTo("{\"type\":\"quote\",\"id\":7}");
			assertThat(quote.headers().getFirst("X-Client")).isEqualTo("127.0.0.1");
			assertThat(quote.headers().getFirst("Content-Type")).isEqualTo("application/json");
		}
	}

	@Test
	void whatTheServiceAnswersIsTheReplyOrAnError() throws IOException {
		try (TestHttpServer server = new TestHttpServer((exchange) -> {
			int status = Integer.parseInt(exchange.getRequestURI().getPath().substring(1));
			TestHttpServer.answer(exchange, status, (status == 204) ? "" : "body");
		});
				TestGateway gateway = start(server,
						"""
								- { when: { starts-with: "text " }, to: "pricing/{text:5..}", name: text, reply: { text: "done {reply}", error: "NO {code}" } }
								- { to: "pricing/{text:0..}" }
								""");
				TestClient client = gateway.connect()) {
			assertThat(client.request("200")).isEqualTo("body");
			client.send("204\n");
			assertThat(client.request("404"))
				.isEqualTo("ERR UPSTREAM_REFUSED the upstream refused the request with status 404");
			assertThat(client.request("503")).isEqualTo("ERR UPSTREAM_UNAVAILABLE the upstream failed with status 503");
			assertThat(client.request("..")).isEqualTo("ERR BAD_PAYLOAD the value of {text:0..} names another path");
			assertThat(client.request("text 200")).isEqualTo("done body");
			assertThat(client.request("text 400")).isEqualTo("NO UPSTREAM_REFUSED");
			assertThat(gateway.requests("pricing", "ok")).isEqualTo(2);
			assertThat(gateway.requests("pricing", "upstream_unavailable")).isOne();
			assertThat(server.asked().element().headers().getFirst("Content-Type"))
				.isEqualToIgnoringCase("text/plain;charset=UTF-8");
		}
	}

	@Test
	void aServiceThatIsDownFailsRequestsAndNotTheStart(CapturedOutput output) throws IOException {
		TestHttpServer server = new TestHttpServer(TestHttpServer.answering(200, "ok"));
		server.close();
		try (TestGateway gateway = start(server, "- { to: pricing }"); TestClient client = gateway.connect()) {
			assertThat(client.request("a")).isEqualTo("ERR UPSTREAM_UNAVAILABLE the upstream cannot be reached");
			assertThat(client.request("b")).isEqualTo("ERR UPSTREAM_UNAVAILABLE the upstream cannot be reached");
			assertThat(output.getOut()).containsOnlyOnce("[pricing] the upstream cannot be reached: ");
		}
	}

	@Test
	void aSlowServiceIsATimeoutOfTheListener() throws IOException {
		CountDownLatch end = new CountDownLatch(1);
		try (TestHttpServer server = new TestHttpServer((exchange) -> awaitQuietly(end));
				TestGateway gateway = start(server, "- { to: pricing }", "sluice.listeners.test.request-timeout=300ms");
				TestClient client = gateway.connect()) {
			assertThat(client.request("a")).isEqualTo("ERR TIMEOUT no reply within 300ms");
			end.countDown();
			assertThat(gateway.requests("pricing", "timeout")).isOne();
		}
	}

	@Test
	void aRequestAtTheServiceIsAnsweredWhenTheGatewayStops() throws Exception {
		CountDownLatch end = new CountDownLatch(1);
		try (TestHttpServer server = new TestHttpServer((exchange) -> {
			awaitQuietly(end);
			TestHttpServer.answer(exchange, 200, "ok");
		}); TestGateway gateway = start(server, "- { to: pricing }"); TestClient client = gateway.connect()) {
			client.send("a\n");
			await().until(() -> server.asked().size() == 1);
			Thread stop = Thread.ofPlatform().start(gateway::close);
			await().until(() -> gateway.listener("test").isDraining());
			end.countDown();
			assertThat(client.readLine()).isEqualTo("ok");
			stop.join();
		}
	}

	@Test
	void aResponseIsNoLargerThanAMessageOfTheListener() throws IOException {
		try (TestHttpServer server = new TestHttpServer((exchange) -> TestHttpServer.answer(exchange, 200,
				"x".repeat(Integer.parseInt(exchange.getRequestURI().getPath().substring(1)))));
				TestGateway gateway = start(server, "- { to: \"pricing/{text:0..}\" }",
						"sluice.listeners.test.framing.max-size=100B");
				TestGateway narrower = start(server, "- { to: \"pricing/{text:0..}\" }",
						"sluice.upstreams.pricing.max-response-size=9B");
				TestClient client = gateway.connect();
				TestClient other = narrower.connect()) {
			assertThat(client.request("100")).hasSize(100);
			assertThat(client.request("101"))
				.isEqualTo("ERR UPSTREAM_UNAVAILABLE the response of the upstream is larger than 100 bytes");
			assertThat(other.request("9")).hasSize(9);
			assertThat(other.request("10"))
				.isEqualTo("ERR UPSTREAM_UNAVAILABLE the response of the upstream is larger than 9 bytes");
		}
	}

	@Test
	void theContentTypeIsThatOfTheFraming() throws IOException {
		try (TestHttpServer server = new TestHttpServer(TestHttpServer.answering(200, "ok"));
				TestGateway gateway = start(server, "- { to: pricing }", "sluice.listeners.test.framing.type=nul",
						"sluice.listeners.test.charset=ISO-8859-1");
				TestClient client = gateway.connect()) {
			client.send("a\0").read(3);
			assertThat(server.asked().element().headers().getFirst("Content-Type"))
				.isEqualTo("application/octet-stream");
		}
	}

	@Test
	void anUpstreamIsAChannelThatOthersMayUseAndIntercept() throws IOException {
		try (TestHttpServer server = new TestHttpServer(TestHttpServer.answering(200, "ok"));
				TestGateway gateway = start(server, """
						- { when: { equals: flow }, to: toPricing }
						- { to: "PUT pricing/x" }
						""");
				TestClient client = gateway.connect()) {
			assertThat(client.request("flow")).isEqualTo("ok");
			assertThat(client.request("route")).isEqualTo("ok");
			assertThat(server.asked()).extracting((asked) -> asked.method() + " " + asked.url() + " " + asked.body())
				.containsExactly("POST / flow", "PUT /x route");
			assertThat(gateway.context().getBean(Beans.Counter.class).count).isEqualTo(2);
		}
	}

	@Test
	void oneOfAUrlIsSharedByItsRoutes() throws IOException {
		try (TestHttpServer server = new TestHttpServer(HttpUpstreamTests::reflect);
				TestGateway gateway = start(server, """
						- { name: a, when: { equals: a }, to: "http://127.0.0.1:%1$d/a?x=1" }
						- { name: b, when: { equals: b }, to: "DELETE http://me:secret@127.0.0.1:%1$d/b/{text:0..}" }
						- { to: "http://127.0.0.1:%1$d" }
						""".formatted(server.port()));
				TestClient client = gateway.connect()) {
			assertThat(client.request("a")).isEqualTo("POST /a?x=1");
			assertThat(client.request("b")).isEqualTo("DELETE /b/b");
			assertThat(client.request("c")).isEqualTo("POST /");
			assertThat(gateway.requests("127.0.0.1:" + server.port(), "ok")).isOne();
			assertThat(gateway.context().getBeanNamesForType(MessageChannel.class)).contains("sluice.pricing.upstream",
					"sluice.http://127.0.0.1:%d.upstream".formatted(server.port()));
		}
	}

	@Test
	void tlsIsThatOfTheBundle() throws Exception {
		HttpsServer https = HttpsServer.create(TestHttpServer.address(), 0);
		https.setHttpsConfigurator(new HttpsConfigurator(TestTls.context(this.directory)));
		String truststore = "spring.ssl.bundle.jks.ours.truststore.";
		try (TestHttpServer server = new TestHttpServer(https, HttpUpstreamTests::reflect);
				TestGateway gateway = start("""
						sluice:
						  upstreams:
						    trusted: { url: "https://localhost:%1$d", ssl: { bundle: ours } }
						    unknown: { url: "https://localhost:%1$d" }
						  listeners:
						    test:
						      port: 0
						      address: 127.0.0.1
						      routes:
						        - { when: { equals: a }, to: trusted/x }
						        - { to: unknown/x }
						""".formatted(server.port()),
						truststore + "location=file:" + TestTls.createStore(this.directory),
						truststore + "password=" + TestTls.PASSWORD, truststore + "type=PKCS12");
				TestClient client = gateway.connect()) {
			assertThat(client.request("a")).isEqualTo("POST /x");
			assertThat(client.request("b")).startsWith("ERR UPSTREAM_UNAVAILABLE ");
			assertThat(server.asked()).hasSize(1);
		}
	}

	@Test
	void secretsAreInNoLog(CapturedOutput output) throws IOException {
		int port = ClosedPort.reserve();
		try (TestHttpServer server = new TestHttpServer(HttpUpstreamTests::reflect);
				TestGateway gateway = start(server, """
						- when: { equals: a }
						  to: "pricing/x?token=s3cret"
						  headers: [ { name: Authorization, value: "Bearer s3cret" } ]
						- { name: down, to: "http://me:s3cret@127.0.0.1:%d/x?token=s3cret" }
						""".formatted(port), "logging.level.io.sluice=trace",
						"logging.level.org.springframework.integration=trace",
						"logging.level.org.springframework.web=trace", "logging.level.org.springframework.http=trace");
				TestClient client = gateway.connect()) {
			assertThat(client.request("a")).isEqualTo("POST /x?token=s3cret");
			assertThat(client.request("b")).startsWith("ERR UPSTREAM_UNAVAILABLE");
			assertThat(output.getAll().replace("POST /x?token=s3cret", "")).contains("sluice.pricing.upstream")
				.doesNotContain("s3cret");
			assertThat(server.asked().element().headers().getFirst("Authorization")).isEqualTo("Bearer s3cret");
			assertThat(gateway.context().getBean("sluice.test.router", RoutingHandler.class).getTable().routes())
				.extracting((route) -> route.target().name())
				.containsExactly("pricing/x?***", "http://***@127.0.0.1:%d/x?***".formatted(port));
		}
	}

	@Test
	void aValueThatCannotBeSentIsNoStackTraceInTheLog(CapturedOutput output) throws IOException {
		try (TestHttpServer server = new TestHttpServer(HttpUpstreamTests::reflect);
				TestGateway gateway = start(server, "- { to: \"pricing/{json:$.id}\" }",
						"logging.level.io.sluice=debug");
				TestClient client = gateway.connect()) {
			assertThat(client.request("{}")).isEqualTo("ERR BAD_PAYLOAD the message has no value for {json:$.id}");
			assertThat(output.getAll()).contains("the message has no value for").doesNotContain("\tat ");
			assertThat(server.asked()).isEmpty();
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					to: "FETCH pricing/x"                         | to | 'FETCH' is not an HTTP method
					to: "post pricing/x"                          | to | in capital letters
					to: "GET prising/x"                           | to | There is no upstream 'prising'. Did you mean 'pricing'? Known are: pricing
					to: "prising/x"                               | to | Known are
					to: "http://{json:$.host}/x"                  | to | placeholders stand in
					to: "http://a:{json:$.port}/x"                | to | placeholders stand in
					to: "{json:$.scheme}://a/x"                   | to | Known are
					to: "{json:$.name}/x"                         | to | Known are
					to: "ftp://a/x"                               | to | must begin with http
					to: "http://a b/x"                            | to | is not a valid URL
					to: "pricing/a b"                             | to | percent-encode it
					to: "pricing/{word}"                          | to | is not a valid placeholder here
					to: "pricing/{reply}"                         | to | is not a valid placeholder here
					to: "pricing/../x"                            | to | '.' or '..'
					to: "pricing/{json:id}"                       | to | it begins with $
					to: pricing, headers: [ { value: a } ]        | headers[0].name | needed
					to: pricing, headers: [ { name: X } ]         | headers[0].value | needed
					to: pricing, headers: [ { name: Host, value: a } ] | headers[0].name | sets this header
					to: pricing, headers: [ { name: X, value: "{word}" } ] | headers[0].value | is not a valid placeholder here
					to: pricing, headers: [ { name: X, value: 1 } ] | headers[0].value | quote it
					to: pricing, headers: [ { nam: X, value: a } ] | headers[0].nam | Did you mean
					to: pricing, headers: { name: X, value: a }   | headers | list
					to: echo, headers: [ { name: X, value: a } ]  | headers | Only requests over HTTP and records of a broker have headers
					""")
	void aRouteThatCannotBeCalledFailsTheStart(String setting, String key, String remedy, CapturedOutput output)
			throws IOException {
		try (TestHttpServer server = new TestHttpServer(HttpUpstreamTests::reflect)) {
			assertThatException().isThrownBy(() -> start(server, "- { " + setting + " }").close());
		}
		assertThat(output.getAll()).contains("sluice.listeners.test.routes[0]." + key, remedy).doesNotContain("\tat ");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					other: { url: "http://a", to: [ "a:1" ] }     | other.to | either a 'url'
					other: { max-in-flight: 1 }                   | other | either a 'url'
					other: { url: "pricing:8080" }                | other.url | must begin with http
					other: { url: "http://me:s3cret@pri cing" }   | other.url | is not a valid URL
					other: { url: "http://{json:$.x}" }           | other.url | placeholders stand in
					other: { url: "http://a", max-in-flight: 0 }  | other.max-in-flight | from 1 to
					other: { url: "http://a", connect-timeout: 0s } | other.connect-timeout | from 1ms
					other: { url: "http://a", max-response-size: 0B } | other.max-response-size | from 1B
					other: { url: "http://a", ssl: { bundle: b } } | other.ssl.bundle | has no TLS
					other: { url: "https://a", ssl: { bundle: b } } | other.ssl.bundle | It must name an SSL bundle, under 'spring.ssl.bundle'
					other: { url: "http://a", connections: 2 } | other.connections | It is for TCP
					other: { uri: "http://a" }                    | other.uri | Did you mean
					echo: { url: "http://a" }                     | `` | Two targets are named 'echo'
					toPricing: { url: "http://a" }                | `` | Two targets are named 'toPricing'
					""")
	void anUpstreamThatCannotBeCalledFailsTheStart(String upstream, String key, String remedy, CapturedOutput output) {
		assertThatException().isThrownBy(() -> start("""
				sluice:
				  upstreams:
				    pricing: { url: "http://127.0.0.1:1" }
				    %s
				  listeners: { test: { port: 0, address: 127.0.0.1, routes: [ { to: echo } ] } }
				""".formatted(upstream)).close());
		assertThat(output.getAll()).contains(key.isEmpty() ? "" : "sluice.upstreams." + key, remedy)
			.doesNotContain("\tat ", "s3cret");
	}

	private static void awaitQuietly(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	static class Beans {

		@Bean
		DirectChannel toPricing(BeanFactory beans) {
			DirectChannel channel = new DirectChannel();
			channel
				.subscribe((message) -> beans.getBean("sluice.pricing.upstream", MessageChannel.class).send(message));
			return channel;
		}

		@Bean
		@GlobalChannelInterceptor(patterns = "sluice.pricing.upstream")
		Counter counter() {
			return new Counter();
		}

		static class Counter implements ChannelInterceptor {

			private int count;

			@Override
			public Message<?> preSend(Message<?> message, MessageChannel channel) {
				this.count++;
				return message;
			}

		}

	}

}

package io.sluice.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.sluice.support.Crowd;
import io.sluice.support.Drains;
import io.sluice.support.LinePeer;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import io.sluice.upstream.TcpUpstreamChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.integration.channel.QueueChannel;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.support.MessageBuilder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.awaitility.Awaitility.await;

/**
 * Routes to TCP upstreams, from YAML to both sockets.
 */
@ExtendWith(OutputCaptureExtension.class)
class TcpUpstreamTargetTests {

	@TempDir
	private Path directory;

	/** Starts a gateway whose listener {@code test} sends everything to {@code core}. */
	private TestGateway start(String upstream) throws IOException {
		Path file = this.directory.resolve("sluice.yml");
		Files.writeString(file, """
				sluice:
				  upstreams:
				    core: %s
				  listeners:
				    test:
				      port: 0
				      address: 127.0.0.1
				      routes:
				        - { to: core }
				""".formatted(upstream), StandardCharsets.UTF_8);
		return TestGateway.start(TcpUpstreamTargetTests.class, "spring.config.import=file:" + file);
	}

	@Test
	void everyClientGetsItsOwnReplies() throws Exception {
		try (LinePeer one = LinePeer.start(LinePeer::echo);
				LinePeer other = LinePeer.start(LinePeer::echo);
				TestGateway gateway = start("{ to: [\"127.0.0.1:%d\", \"localhost:%d\"], connections: 2 }"
					.formatted(one.port(), other.port()))) {
			Crowd.each(50, (number) -> {
				try (TestClient client = gateway.connect()) {
					for (int i = 0; i < 20; i++) {
						String line = number + "/" + i;
						assertThat(client.request(line)).isEqualTo(line);
					}
				}
			});
			assertThat(gateway.requests("core", "ok")).isEqualTo(1000);
			await().untilAsserted(() -> assertThat(one.accepted()).isEqualTo(2));
			await().untilAsserted(() -> assertThat(other.accepted()).isEqualTo(2));
		}
	}

	@Test
	void aReplyToTheApplicationReachesTheChannelOfAName() throws Exception {
		QueueChannel replies = new QueueChannel();
		try (LinePeer peer = LinePeer.start(LinePeer::echo);
				TestGateway gateway = start("{ to: [\"127.0.0.1:%d\"] }".formatted(peer.port()))) {
			gateway.context().getBeanFactory().registerSingleton("replies", replies);
			MessageChannel core = gateway.context().getBean("sluice.core.upstream", MessageChannel.class);
			core.send(MessageBuilder.withPayload("hello".getBytes(StandardCharsets.UTF_8))
				.setReplyChannelName("replies")
				.build());
			assertThat(replies.receive(20_000)).isNotNull()
				.extracting(Message::getPayload)
				.isEqualTo("hello".getBytes(StandardCharsets.UTF_8));
		}
	}

	@Test
	void anUpstreamThatIsDownDoesNotFailTheStart() throws Exception {
		LinePeer closed = LinePeer.start(LinePeer::echo);
		closed.close();
		String upstream = "{ to: [\"127.0.0.1:%d\"], connections: 1, reconnect: { backoff: 10ms, max-backoff: 50ms } }"
			.formatted(closed.port());
		try (TestGateway gateway = start(upstream); TestClient client = gateway.connect()) {
			assertThat(client.request("one")).isEqualTo("ERR UPSTREAM_UNAVAILABLE the upstream is not available");
			try (LinePeer peer = LinePeer.start(closed.port(), LinePeer::echo)) {
				await().until(() -> client.request("two").equals("two"));
				assertThat(peer.accepted()).isEqualTo(1);
			}
		}
	}

	@Test
	void repliesInAnyOrderAreRecognizedByAKey() throws Exception {
		try (LinePeer peer = LinePeer.start((connection, in, out) -> {
			String first = in.readLine();
			String second = in.readLine();
			out.println(second.replace("id", "re"));
			out.println(first.replace("id", "re"));
		});
				TestGateway gateway = start(
						"""
								{ to: ["127.0.0.1:%d"], connections: 1, correlate: { by: key,
								      extract: [ { json: "$.id" }, { json: "$.to" } ], extract-reply: [ { json: "$.re" }, { json: "$.to" } ] } }
								"""
							.formatted(peer.port()));
				TestClient one = gateway.connect();
				TestClient other = gateway.connect()) {
			one.send("{\"id\":1,\"to\":\"a\"}\n");
			other.send("{\"id\":1,\"to\":\"b\"}\n");
			assertThat(one.readLine()).isEqualTo("{\"re\":1,\"to\":\"a\"}");
			assertThat(other.readLine()).isEqualTo("{\"re\":1,\"to\":\"b\"}");
			assertThat(one.request("no json")).startsWith("ERR BAD_PAYLOAD");
		}
	}

	@Test
	void aRequestThatIsNotAnsweredInTimeIsUnavailable() throws Exception {
		try (LinePeer peer = LinePeer.start(LinePeer::ignore);
				TestGateway gateway = start(
						"{ to: [\"127.0.0.1:%d\"], exclusive: true, connections: 1, timeout: 300ms }"
							.formatted(peer.port()));
				TestClient client = gateway.connect()) {
			await().until(() -> client.request("lost").equals("ERR UPSTREAM_UNAVAILABLE the upstream did not answer"));
		}
	}

	@Test
	void anUpstreamAnswersWhatIsInFlightWhenTheGatewayStops() throws Exception {
		CountDownLatch asked = new CountDownLatch(1);
		CountDownLatch stopping = new CountDownLatch(1);
		try (LinePeer peer = LinePeer.start((connection, in, out) -> {
			String line = in.readLine();
			if (line != null) {
				asked.countDown();
				await().until(() -> stopping.getCount() == 0);
				out.println(line);
			}
		});
				TestGateway gateway = start("{ to: [\"127.0.0.1:%d\"], connections: 1 }".formatted(peer.port()));
				TestClient client = gateway.connect()) {
			TcpUpstreamChannel upstream = gateway.context().getBean("sluice.core.upstream", TcpUpstreamChannel.class);
			client.send("last words\n");
			assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
			CompletableFuture<Void> stop = Drains.begin(gateway::close);
			assertThat(upstream.isRunning()).isTrue();
			stopping.countDown();
			assertThat(client.readLine()).isEqualTo("last words");
			stop.get(1, TimeUnit.MINUTES);
			assertThat(upstream.isRunning()).isFalse();
		}
	}

	/**
	 * Settings, and what the message says: the key and the remedy.
	 */
	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					{ to: ["core"] }                                 | core.to[0]              | a host and a port
					{ to: ["core:0"] }                               | core.to[0]              | The port must be from 1 to 65535
					{ to: ["a:1", "a:1"] }                           | core.to[1]              | twice
					{ to: ["a:1"], url: "http://a" }                 | core.                   | 'url'
					{ to: ["a:1"], connections: 0 }                  | core.connections        | from 1 to 1000
					{ to: ["a:1"], max-in-flight: 0 }                | core.max-in-flight      | from 1 to
					{ to: ["a:1"], exclusive: true, max-in-flight: 2 } | core.max-in-flight    | one request at a time
					{ to: ["a:1"], timeout: 0s }                     | core.timeout            | from 1ms to 1d
					{ to: ["a:1"], framing: { type: raw } }          | core.framing.type       | two replies could become one
					{ to: ["a:1"], framing: { digits: 3 } }          | core.framing.digits     | has no such option
					{ to: ["a:1"], correlate: { by: key } }          | core.correlate.extract  | lists the values
					{ to: ["a:1"], correlate: { extract: [ { text: "0..1" } ] } } | core.correlate.by | by: key
					{ to: ["a:1"], correlate: { by: key, extract: [ { text: "0..1" } ], extract-reply: [ { text: "0" }, { text: "1" } ] } } | core.correlate.extract-reply | as many values
					{ to: ["a:1"], correlate: { by: key, extract: [ { text: "0", json: "$.a" } ] } } | core.correlate.extract[0] | exactly one of
					{ to: ["a:1"], health: { send: "0x0a", expect: { starts-with: P } } } | core.health.send | cannot carry
					{ to: ["a:1"], health: { send: PING } }          | core.health.expect.starts-with | needed here
					{ to: ["a:1"], correlate: { by: key, extract: [ { text: "10..12" } ] }, health: { send: PING, expect: { starts-with: P } } } | core.health.send | lacks a value
					{ to: ["a:1"], reconnect: { backoff: 2s, max-backoff: 1s } } | core.reconnect.max-backoff | below 'backoff', which is 2s
					{ to: ["a:1"], max-response-size: 1KB }          | core.max-response-size  | for HTTP
					{ to: ["a:1"], ssl: { bundle: none } }           | core.ssl.bundle         | spring.ssl.bundle
					{ to: ["a:1"], sticky: true, exclusive: true }   | core.exclusive          | a connection of its own
					{ to: ["a:1"], sticky: true, connections: 2 }    | core.connections        | one connection
					{ to: ["a:1"], stickey: true }                   | core.stickey            | sticky
					""")
	void aBadSettingFailsTheStart(String upstream, String key, String remedy, CapturedOutput output) {
		assertThatException().isThrownBy(() -> start(upstream).close());
		assertThat(output.getAll()).contains("APPLICATION FAILED TO START", "sluice.upstreams." + key, remedy)
			.doesNotContain("\tat ");
	}

}

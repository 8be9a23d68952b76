package io.sluice.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.sluice.ErrorCode;
import io.sluice.TcpHandler;
import io.sluice.TcpHandlerException;
import io.sluice.spi.TcpErrorReply;
import io.sluice.support.AccessLogLines;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.integration.channel.ExecutorChannel;
import org.springframework.integration.channel.QueueChannel;
import org.springframework.integration.config.GlobalChannelInterceptor;
import org.springframework.integration.dsl.IntegrationFlow;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.support.ChannelInterceptor;
import org.springframework.messaging.support.GenericMessage;
import org.springframework.messaging.support.MessageBuilder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an interceptor of a listener's request channel returns is what goes on.
 */
@ExtendWith(OutputCaptureExtension.class)
class RequestInterceptorTests {

	private TestGateway gateway;

	@BeforeEach
	void start() {
		this.gateway = TestGateway.start(Application.class, ".routes[0].when.starts-with=new", ".routes[0].to=says",
				".routes[1].when.starts-with=async", ".routes[1].to=async", ".routes[2].when.starts-with=fail",
				".routes[2].to=fails", ".routes[3].when.starts-with=old", ".routes[3].to=old");
	}

	@AfterEach
	void stop() {
		this.gateway.close();
	}

	@ParameterizedTest
	@CsvSource({ "header old, header old of interceptor on old", "payload new, new of interceptor on says",
			"payload async, ASYNC of interceptor on async", "headers async, ASYNC of interceptor on async",
			"refuse, ERR BAD_PAYLOAD the interceptor does not like it", "payload fail, ERR HANDLER_ERROR fail",
			"payload nowhere, ERR NO_ROUTE nowhere" })
	void whatAnInterceptorReturnsGoesOn(String request, String reply) throws IOException {
		if (request.startsWith("header ")) {
			try (TestGateway all = TestGateway.start(Application.class, ".routes[0].to=old");
					TestClient client = all.connect()) {
				assertThat(client.request(request)).isEqualTo(reply);
			}
			return;
		}
		try (TestClient client = this.gateway.connect()) {
			assertThat(client.request(request)).isEqualTo(reply);
		}
	}

	@ParameterizedTest
	@CsvSource({ "drop, an interceptor may have dropped", "lost, must keep its header 'replyChannel'",
			"own, must keep its header 'replyChannel'", "text, must send a byte[]", "again, of another exchange" })
	void requestThatAnInterceptorSpoilsIsAnswered(String request, String log, CapturedOutput output)
			throws IOException {
		try (TestClient client = this.gateway.connect()) {
			client.request("payload new");
			assertThat(client.request(request)).startsWith("ERR HANDLER_ERROR");
			assertThat(output).contains(log);
			assertThat(client.request("payload new")).isEqualTo("new of interceptor on says");
		}
	}

	@Test
	void accessLogShowsWhatTheClientSent() throws IOException {
		AccessLogLines lines = new AccessLogLines();
		try (lines;
				TestGateway logged = TestGateway.start(Application.class, ".routes[0].to=says",
						"sluice.access-log.enabled=true", "logging.level.sluice.access=info",
						"sluice.access-log.per=request", "sluice.access-log.payload=100B");
				TestClient client = logged.connect()) {
			lines.listen();
			assertThat(client.request("payload new")).isEqualTo("new of interceptor on says");
			lines.awaitOne().has("sluice.payload", "payload new").has("client.bytes", 11);
		}
	}

	@Test
	void flowThatFailsLaterIsAnsweredWithoutTheErrorChannelHeader() throws IOException {
		try (TestClient client = this.gateway.connect()) {
			assertThat(client.request("bare async fails")).startsWith("ERR HANDLER_ERROR");
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		Handlers handlers() {
			return new Handlers();
		}

		@Bean
		ExecutorChannel async() {
			return new ExecutorChannel(Thread::startVirtualThread);
		}

		@Bean
		IntegrationFlow asyncFlow(ExecutorChannel async) {
			return IntegrationFlow.from(async).handle(Message.class, (message, headers) -> {
				String text = text(message);
				if (text.endsWith("fails")) {
					throw new IllegalStateException("on purpose");
				}
				return "ASYNC of %s on %s".formatted(headers.get("by"), headers.get("sluice_route"));
			}).get();
		}

		@Bean
		TcpErrorReply errorReply() {
			return (error) -> "ERR %s %s"
				.formatted(error.code(),
						(error.code() == ErrorCode.BAD_PAYLOAD) ? error.message() : text(error.request()))
				.getBytes(StandardCharsets.UTF_8);
		}

		@Bean
		@GlobalChannelInterceptor(patterns = "sluice.test.requests")
		ChannelInterceptor interceptor() {
			return new Interceptor();
		}

	}

	static String text(Message<?> message) {
		return new String((byte[]) message.getPayload(), StandardCharsets.UTF_8);
	}

	static final class Interceptor implements ChannelInterceptor {

		private final Map<String, Message<?>> seen = new ConcurrentHashMap<>();

		@Override
		public Message<?> preSend(Message<?> message, MessageChannel channel) {
			String[] words = text(message).split(" ", 2);
			this.seen.putIfAbsent("first", message);
			return switch (words[0]) {
				case "header" -> MessageBuilder.fromMessage(message).setHeader("by", "interceptor").build();
				case "payload" -> with(bytes(words[1]), message);
				case "headers" -> with(bytes(words[1]), message);
				case "refuse" ->
					throw new TcpHandlerException(ErrorCode.BAD_PAYLOAD, "the interceptor does not like it");
				case "lost" -> new GenericMessage<>(bytes("new"));
				case "own" -> MessageBuilder.fromMessage(message).setReplyChannel(new QueueChannel()).build();
				case "text" -> with("new", message);
				case "again" -> with(bytes("new"), this.seen.get("first"));
				case "bare" -> MessageBuilder.withPayload(bytes(words[1]))
					.setReplyChannel((MessageChannel) message.getHeaders().getReplyChannel())
					.build();
				default -> null;
			};
		}

		private static byte[] bytes(String text) {
			return text.getBytes(StandardCharsets.UTF_8);
		}

		private static <T> Message<T> with(T payload, Message<?> message) {
			return MessageBuilder.withPayload(payload)
				.copyHeaders(message.getHeaders())
				.setHeader("by", "interceptor")
				.build();
		}

	}

	static class Handlers {

		@TcpHandler("says")
		String says(Message<byte[]> message) {
			return "%s of %s on %s".formatted(text(message), message.getHeaders().get("by"),
					message.getHeaders().get("sluice_route"));
		}

		@TcpHandler("old")
		String old(Message<byte[]> message) {
			return says(message);
		}

		@TcpHandler("fails")
		String fails() {
			throw new IllegalStateException("on purpose");
		}

	}

}

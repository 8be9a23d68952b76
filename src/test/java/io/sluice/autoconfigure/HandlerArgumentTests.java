package io.sluice.autoconfigure;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.sluice.SluiceHeaders;
import io.sluice.TcpHandler;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.context.annotation.Bean;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.messaging.support.MessageHeaderAccessor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the arguments of handlers may be. Every handler has a listener of its own, so that
 * a message may be empty.
 */
class HandlerArgumentTests {

	private static final String[] HANDLERS = { "bytes", "text", "payload", "chars", "char-array", "buffer", "optional",
			"optional-order", "not-required", "not-required-order", "order", "orders", "message", "message-order",
			"length", "expression", "first-byte", "headers", "header" };

	private static TestGateway gateway;

	@BeforeAll
	static void start() {
		String[] properties = new String[HANDLERS.length * 3];
		for (int i = 0; i < HANDLERS.length; i++) {
			String listener = "sluice.listeners." + HANDLERS[i];
			properties[3 * i] = listener + ".port=0";
			properties[3 * i + 1] = listener + ".address=127.0.0.1";
			properties[3 * i + 2] = listener + ".routes[0].to=" + HANDLERS[i];
		}
		gateway = TestGateway.start(Handlers.class, properties);
	}

	@AfterAll
	static void stop() {
		gateway.close();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "-", textBlock = """
			bytes              | ''           | 0 bytes
			text               | ''           | ()
			text               | ab           | (ab)
			payload            | ''           | ()
			chars              | ab           | (ab)
			char-array         | ab           | 2 characters
			buffer             | abc          | 3 left
			optional           | ''           | Optional.empty
			optional           | ab           | Optional[ab]
			optional-order     | ''           | Optional.empty
			optional-order     | {"item":"a"} | Optional[Order[item=a]]
			optional-order     | a            | ERR BAD_PAYLOAD the payload cannot be read
			not-required       | ''           | null
			not-required       | ab           | ab
			not-required-order | ''           | null
			not-required-order | {"item":"a"} | Order[item=a]
			not-required-order | a            | ERR BAD_PAYLOAD the payload cannot be read
			order              | ''           | ERR BAD_PAYLOAD the payload cannot be read
			orders             | [{"item":"a"},{"item":"b"}] | a b
			message            | ''           | ()
			message            | ab           | (ab)
			message-order      | {"item":"a"} | a
			message-order      | ''           | ERR BAD_PAYLOAD the payload cannot be read
			length             | abc          | 3
			expression         | abc          | <abc> 3
			first-byte         | a            | 97
			first-byte         | ''           | ERR BAD_PAYLOAD the payload cannot be read
			headers            | ''           | headers headers headers
			header             | ''           | header default true null Optional.empty
			""")
	void argumentIsMadeOfTheMessage(String handler, String request, String reply) throws IOException {
		try (TestClient client = new TestClient(gateway.listener(handler).getPort())) {
			assertThat(client.request(request)).isEqualTo(reply);
		}
	}

	record Order(String item) {

	}

	static class Brackets {

		public String around(byte[] bytes) {
			return "<" + new String(bytes, StandardCharsets.US_ASCII) + ">";
		}

	}

	static class Handlers {

		@Bean
		static Brackets brackets() {
			return new Brackets();
		}

		@TcpHandler("bytes")
		String bytes(byte[] payload) {
			return payload.length + " bytes";
		}

		@TcpHandler("text")
		String text(String payload) {
			return "(" + payload + ")";
		}

		@TcpHandler("payload")
		String payload(@Payload String payload) {
			return "(" + payload + ")";
		}

		@TcpHandler("chars")
		String chars(CharSequence payload) {
			return "(" + payload + ")";
		}

		@TcpHandler("char-array")
		String charArray(char[] payload) {
			return payload.length + " characters";
		}

		@TcpHandler("buffer")
		String buffer(ByteBuffer payload) {
			return payload.remaining() + " left";
		}

		@TcpHandler("optional")
		String optional(Optional<String> payload) {
			return payload.toString();
		}

		@TcpHandler("optional-order")
		String optionalOrder(Optional<Order> payload) {
			return payload.toString();
		}

		@TcpHandler("not-required")
		String notRequired(@Payload(required = false) String payload) {
			return String.valueOf(payload);
		}

		@TcpHandler("not-required-order")
		String notRequiredOrder(@Payload(required = false) Order payload) {
			return String.valueOf(payload);
		}

		@TcpHandler("order")
		String order(Order payload) {
			return payload.item();
		}

		@TcpHandler("orders")
		String orders(List<Order> payload) {
			return payload.getFirst().item() + " " + payload.getLast().item();
		}

		@TcpHandler("message")
		String message(Message<String> message) {
			return "(" + message.getPayload() + ")";
		}

		@TcpHandler("message-order")
		String messageOrder(Message<Order> message) {
			return message.getPayload().item();
		}

		@TcpHandler("length")
		String length(@Payload("length") int length) {
			return String.valueOf(length);
		}

		@TcpHandler("expression")
		String expression(@Payload("@brackets.around(#root)") String text, @Payload("#root.length") String length) {
			return text + " " + length;
		}

		@TcpHandler("first-byte")
		String firstByte(@Payload(expression = "[0]") int first) {
			return String.valueOf(first);
		}

		@TcpHandler("headers")
		String headers(@Headers Map<String, Object> map, MessageHeaders headers, MessageHeaderAccessor accessor) {
			return map.get(SluiceHeaders.LISTENER) + " " + headers.get(SluiceHeaders.LISTENER) + " "
					+ accessor.getHeader(SluiceHeaders.LISTENER);
		}

		@TcpHandler("header")
		String header(@Header(SluiceHeaders.LISTENER) String listener,
				@Header(name = "absent", defaultValue = "${absent:default}") String absent,
				@Header(SluiceHeaders.PEER) Optional<InetSocketAddress> peer,
				@Header(name = "absent", required = false) String notRequired,
				@Header("absent") Optional<String> optional) {
			return listener + " " + absent + " " + peer.isPresent() + " " + notRequired + " " + optional;
		}

	}

}

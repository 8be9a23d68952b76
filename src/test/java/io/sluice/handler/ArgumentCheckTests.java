package io.sluice.handler;

import java.io.InputStream;
import java.lang.reflect.Method;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.security.Principal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import io.sluice.SluiceHeaders;
import kotlin.coroutines.Continuation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.messaging.support.ErrorMessage;
import org.springframework.messaging.support.GenericMessage;
import org.springframework.messaging.support.MessageHeaderAccessor;
import org.springframework.util.PropertyPlaceholderHelper;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ArgumentCheckTests {

	private final ArgumentCheck check;

	ArgumentCheckTests() {
		DefaultListableBeanFactory beanFactory = new DefaultListableBeanFactory();
		PropertyPlaceholderHelper placeholders = new PropertyPlaceholderHelper("${", "}", ":", null, false);
		beanFactory.addEmbeddedValueResolver(
				(text) -> placeholders.replacePlaceholders(text, (name) -> name.equals("known") ? "7" : null));
		this.check = new ArgumentCheck(beanFactory, new JsonTypeCheck(JsonMapper.shared()), null);
	}

	static Stream<Method> refused() {
		return Stream.of(Refused.class.getDeclaredMethods());
	}

	@ParameterizedTest
	@MethodSource("refused")
	void argumentThatNoMessageHasIsRefused(Method method) {
		assertThatExceptionOfType(HandlerSignatureException.class)
			.isThrownBy(() -> this.check.check("it", method, Refused.class))
			.withMessageStartingWith("it cannot be a handler: its argument 'argument' of type ")
			.withMessageEndingWith(" cannot be made of a message")
			.matches((ex) -> ex.remedy().length() > 10);
	}

	static Stream<Method> allowed() {
		return Stream.of(Allowed.class.getDeclaredMethods());
	}

	@ParameterizedTest
	@MethodSource("allowed")
	void argumentThatAMessageMayHaveIsNot(Method method) {
		assertThatCode(() -> this.check.check("it", method, Allowed.class)).doesNotThrowAnyException();
	}

	@Test
	void suspendingFunctionIsRefused() {
		assertThatExceptionOfType(HandlerSignatureException.class)
			.isThrownBy(() -> this.check.check("it", Suspending.class.getDeclaredMethods()[0], Suspending.class))
			.withMessage("it cannot be a handler: it is a suspending function");
	}

	interface Suspending {

		Object handle(String text, Continuation<? super String> continuation);

	}

	@SuppressWarnings("NonApiType")
	interface Refused {

		void mono(Mono<String> argument);

		void stream(Stream<String> argument);

		void inputStream(InputStream argument);

		void principal(Principal argument);

		void unreadable(Optional<Suspending> argument);

		void socket(Thread argument);

		void errorMessage(ErrorMessage argument);

		void messageOfMono(Message<Mono<String>> argument);

		void messageOfOptional(Message<Optional<String>> argument);

		void messageOfPrincipal(Message<Principal> argument);

		void headersAsHashMap(@Headers HashMap<String, Object> argument);

		void headersAsText(@Headers String argument);

		void unknownPlaceholder(@Header(name = "priority", defaultValue = "${nowhere}") int argument);

		void unknownPlaceholderInName(@Header("${nowhere}") String argument);

		void expressionOfHeader(@Header(name = "priority", defaultValue = "#{1 +}") int argument);

		void peerAsNumber(@Header(SluiceHeaders.PEER) int argument);

		void peerAsText(@Header(SluiceHeaders.PEER) String argument);

		void propertyOfBytes(@Payload("item.name") String argument);

		void propertyInOperator(@Payload("length + item") String argument);

		void noExpression(@Payload("length +") String argument);

		void destination(@DestinationVariable String argument);

	}

	record Order(String item, List<Order> parts) {

	}

	interface Allowed {

		void bytes(byte[] argument);

		void text(CharSequence argument);

		void characters(char[] argument);

		void buffer(ByteBuffer argument);

		void any(Object argument);

		void number(int argument);

		void order(Order argument);

		void orders(Map<String, List<Order>> argument);

		void json(JsonNode argument);

		void optional(Optional<Order> argument);

		void notRequired(@Payload(required = false) Order argument);

		void length(@Payload("length") int argument);

		void bean(@Payload("@decoder.decode(#root, length > 3 ? 'a' : null)") Socket argument);

		void constructor(@Payload("new java.lang.String(#root, 'UTF-8').trim().isEmpty") boolean argument);

		void message(Message<?> argument);

		void messageOfBytes(GenericMessage<byte[]> argument);

		void messageOfOrders(Message<List<Order>> argument);

		void headers(@Headers Map<String, Object> argument);

		void messageHeaders(MessageHeaders argument);

		void accessor(MessageHeaderAccessor argument);

		void peer(@Header(SluiceHeaders.PEER) InetSocketAddress argument);

		void optionalPeer(@Header(SluiceHeaders.PEER) Optional<InetSocketAddress> argument);

		void charset(@Header(SluiceHeaders.CHARSET) Charset argument);

		void placeholder(@Header(name = "priority", defaultValue = "${known}") int argument);

		void placeholderWithDefault(@Header(name = "${nowhere:priority}", required = false) Integer argument);

		void expressionOfHeader(@Header(name = "priority", defaultValue = "#{1 + ${known}}") int argument);

		void primitiveHeader(@Header(name = "priority", required = false) int argument);

		void primitivePayload(@Payload(required = false) int argument);

		void map(@Payload("{size: length, first: #root[0]}") Map<String, Object> argument);

		void flag(@Header(name = "flag", required = false) boolean argument);

	}

}

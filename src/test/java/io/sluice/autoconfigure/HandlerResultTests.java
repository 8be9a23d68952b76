package io.sluice.autoconfigure;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.sluice.ErrorCode;
import io.sluice.SluiceHeaders;
import io.sluice.TcpHandler;
import io.sluice.TcpHandlerException;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.ReactiveTypeDescriptor;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.integration.dsl.IntegrationFlow;
import org.springframework.integration.support.MessageBuilder;
import org.springframework.messaging.Message;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a result that holds, or brings, another becomes: never the JSON of a wrapper.
 */
@ExtendWith(OutputCaptureExtension.class)
class HandlerResultTests {

	private static TestGateway gateway;

	@BeforeAll
	static void start() {
		ReactiveAdapterRegistry.getSharedInstance()
			.registerReactiveType(ReactiveTypeDescriptor.singleRequiredValue(Promise.class),
					(promise) -> Mono.just(((Promise<?>) promise).value()), (publisher) -> {
						throw new UnsupportedOperationException();
					});
		gateway = TestGateway.start(Handlers.class,
				routes("mono", "single", "void-mono", "mono-message", "mono-optional", "mono-fails", "mono-hangs",
						"joined", "future", "future-fails", "any", "optional", "message-optional", "text", "buffer",
						"flow", "probe"));
	}

	private static String[] routes(String... targets) {
		Stream<String> routes = Stream.of(targets)
			.flatMap((target) -> Stream.of(".routes[?].to=" + target, ".routes[?].when.starts-with=" + target + ":"));
		List<String> lines = new ArrayList<>(routes.toList());
		for (int i = 0; i < lines.size(); i++) {
			lines.set(i, lines.get(i).replace("?", String.valueOf(i / 2)));
		}
		lines.add(".request-timeout=2s");
		// logs further failures of a kind
		lines.add("logging.level.io.sluice.reply=debug");
		return lines.toArray(String[]::new);
	}

	@AfterAll
	static void stop() {
		gateway.close();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
			mono:               | awaited
			single:             | kept
			mono-message:       | a message
			mono-optional:      | within
			mono-fails:         | ERR BUSY come back later
			joined:             | ERR BUSY come back later
			future:             | from another thread
			future-fails:       | ERR BUSY come back later
			any:mono            | {"awaited":1}
			any:future          | 1
			any:optional        | within
			any:int             | 7
			any:long            | 8
			any:double          | 1.5
			any:chars           | chars
			any:builder         | built
			any:buffer          | ytes
			any:message-builder | built
			any:nested          | innermost
			any:supplying-list  | [1,2]
			any:iterator        | ["a"]
			optional:x          | [1,2]
			message-optional:x  | x
			text:               | built
			buffer:             | bytes
			flow:builder        | built
			flow:optional       | within
			flow:buffer         | ytes
			""")
	void resultIsUnwrapped(String request, String reply) throws IOException {
		try (TestClient client = gateway.connect()) {
			assertThat(client.request(request)).isEqualTo(reply);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "void-mono:", "any:empty-mono", "any:empty", "any:empty-int", "any:empty-long",
			"any:empty-double", "any:empty-nested", "any:empty-message", "optional:", "message-optional:", "flow:empty",
			"flow:empty-int" })
	void emptyResultIsNoReply(String request) throws IOException {
		try (TestClient client = gateway.connect()) {
			assertThat(client.send(request + "\n").request("probe:")).isEqualTo("next");
		}
	}

	@Test
	void emptyMessageMayCloseTheConnection() throws IOException {
		try (TestClient client = gateway.connect()) {
			assertThat(client.send("any:close\nprobe:\n").readToEnd()).isEmpty();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "any:flux", "any:stream", "any:callable", "any:supplier", "any:input", "any:resource",
			"any:mono-of-mono", "any:message-of-mono", "any:in-a-list", "any:in-a-map", "any:in-a-record", "flow:mono",
			"flow:flux", "flow:future", "flow:stream", "flow:callable", "flow:in-a-list", "flow:in-a-record",
			"flow:input" })
	void wrapperThatIsNotUnwrappedIsAnErrorThatNamesIt(String request, CapturedOutput output) throws IOException {
		try (TestClient client = gateway.connect()) {
			assertThat(client.request(request)).isEqualTo("ERR HANDLER_ERROR the request could not be handled");
			assertThat(output.getAll()).contains("[test] request failed", " cannot be written as a reply. ");
		}
	}

	@Test
	void timeoutCancelsTheSubscription() throws Exception {
		try (TestClient client = gateway.connect()) {
			assertThat(client.request("mono-hangs:")).isEqualTo("ERR TIMEOUT no reply within 2s");
			assertThat(gateway.context().getBean(Handlers.class).cancelled.await(60, TimeUnit.SECONDS)).isTrue();
			assertThat(client.request("probe:")).isEqualTo("next");
		}
	}

	/** Any type that Spring has been told of. */
	record Promise<T>(T value) {

	}

	/** As {@code Page} of Spring Data is. */
	static final class SupplyingList extends ArrayList<Integer> implements Supplier<Stream<Integer>> {

		SupplyingList() {
			super(List.of(1, 2));
		}

		@Override
		public Stream<Integer> get() {
			return stream();
		}

	}

	record Holder(Object held) {

	}

	/** Text, and no String. */
	private static CharSequence text() {
		return CharBuffer.wrap("built");
	}

	@SuppressWarnings("FutureReturnValueIgnored")
	private static Object completed() {
		return CompletableFuture.completedFuture(1);
	}

	static Object result(String name) {
		Map<String, Supplier<Object>> results = Map.ofEntries(Map.entry("mono", () -> Mono.just(Map.of("awaited", 1))),
				Map.entry("future", HandlerResultTests::completed), Map.entry("optional", () -> Optional.of("within")),
				Map.entry("int", () -> OptionalInt.of(7)), Map.entry("long", () -> OptionalLong.of(8)),
				Map.entry("double", () -> OptionalDouble.of(1.5)), Map.entry("chars", () -> "chars".toCharArray()),
				Map.entry("builder", () -> text()),
				Map.entry("buffer", () -> ByteBuffer.wrap("bytes".getBytes(StandardCharsets.US_ASCII), 1, 4)),
				Map.entry("message-builder", () -> MessageBuilder.withPayload(text()).build()),
				Map.entry("nested", () -> Optional.of(Optional.of("innermost"))), Map.entry("empty-mono", Mono::empty),
				Map.entry("empty", Optional::empty), Map.entry("empty-int", OptionalInt::empty),
				Map.entry("empty-long", OptionalLong::empty), Map.entry("empty-double", OptionalDouble::empty),
				Map.entry("empty-nested", () -> Optional.of(Optional.empty())),
				Map.entry("empty-message", () -> MessageBuilder.withPayload(Optional.empty()).build()),
				Map.entry("close",
						() -> MessageBuilder.withPayload(Optional.empty())
							.setHeader(SluiceHeaders.CLOSE, true)
							.build()),
				Map.entry("supplying-list", SupplyingList::new), Map.entry("iterator", () -> List.of("a").iterator()),
				Map.entry("flux", () -> Flux.just("a", "b")), Map.entry("stream", () -> Stream.of("a")),
				Map.entry("callable", () -> (Callable<String>) () -> "never called"),
				Map.entry("supplier", () -> (Supplier<String>) () -> "never called"),
				Map.entry("input", () -> new ByteArrayInputStream(new byte[3])),
				Map.entry("resource", () -> new ByteArrayResource(new byte[3])),
				Map.entry("mono-of-mono", () -> Mono.just(Mono.just("a"))),
				Map.entry("message-of-mono", () -> MessageBuilder.withPayload(Mono.just("a")).build()),
				Map.entry("in-a-list", () -> List.of(Mono.just("a"))),
				Map.entry("in-a-map", () -> Map.of("a", CompletableFuture.completedFuture("a"))),
				Map.entry("in-a-record", () -> new Holder(Flux.just("a"))));
		return results.get(name).get();
	}

	static class Handlers {

		final CountDownLatch cancelled = new CountDownLatch(1);

		@TcpHandler("mono")
		Mono<String> mono() {
			return Mono.fromCallable(() -> "awaited").subscribeOn(Schedulers.boundedElastic());
		}

		@TcpHandler("single")
		Promise<String> single() {
			return new Promise<>("kept");
		}

		@TcpHandler("void-mono")
		Mono<Void> nothing() {
			return Mono.empty();
		}

		@TcpHandler("mono-message")
		Mono<Message<String>> message() {
			return Mono.just(MessageBuilder.withPayload("a message").build());
		}

		@TcpHandler("mono-optional")
		Mono<Optional<String>> optionalLater() {
			return Mono.just(Optional.of("within"));
		}

		@TcpHandler("mono-fails")
		Mono<String> fails() {
			return Mono.error(new TcpHandlerException(ErrorCode.BUSY, "come back later"));
		}

		@TcpHandler("mono-hangs")
		Mono<String> hangs() {
			return Mono.<String>never().doOnCancel(this.cancelled::countDown);
		}

		@TcpHandler("joined")
		String joined() {
			return CompletableFuture.<String>supplyAsync(() -> {
				throw new CompletionException(new TcpHandlerException(ErrorCode.BUSY, "come back later"));
			}).join();
		}

		@TcpHandler("future")
		Future<String> future() {
			try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
				return executor.submit(() -> "from another thread");
			}
		}

		@TcpHandler("future-fails")
		Future<String> futureFails() {
			try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
				return executor.submit(() -> {
					throw new TcpHandlerException(ErrorCode.BUSY, "come back later");
				});
			}
		}

		@TcpHandler("any")
		Object any(String request) {
			return result(request.substring("any:".length()));
		}

		@TcpHandler("optional")
		Optional<List<Integer>> optional(String request) {
			return request.endsWith("x") ? Optional.of(List.of(1, 2)) : Optional.empty();
		}

		@TcpHandler("message-optional")
		Message<Optional<String>> messageOptional(String request) {
			return MessageBuilder.withPayload(request.endsWith("x") ? Optional.of("x") : Optional.<String>empty())
				.build();
		}

		@TcpHandler("text")
		CharSequence text() {
			return CharBuffer.wrap("built");
		}

		@TcpHandler("buffer")
		ByteBuffer buffer(ByteBuffer request) {
			return ByteBuffer.wrap("bytes".getBytes(StandardCharsets.US_ASCII)).asReadOnlyBuffer();
		}

		@TcpHandler("probe")
		String probe() {
			return "next";
		}

		@Bean
		IntegrationFlow flow() {
			return (flow) -> flow.<byte[], Object>transform(
					(bytes) -> result(new String(bytes, StandardCharsets.US_ASCII).substring("flow:".length())));
		}

	}

}

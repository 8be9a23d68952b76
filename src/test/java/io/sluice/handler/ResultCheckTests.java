package io.sluice.handler;

import java.io.InputStream;
import java.io.Reader;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledFuture;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.io.Resource;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.ResponseEntity;
import org.springframework.messaging.Message;
import org.springframework.messaging.support.GenericMessage;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.context.request.async.WebAsyncTask;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ResultCheckTests {

	static Stream<Method> refused() {
		return Stream.concat(Stream.of(Refused.class.getDeclaredMethods()), Stream.of(Inherited.class.getMethods()));
	}

	@ParameterizedTest
	@MethodSource("refused")
	void resultThatCannotBeAReplyIsRefused(Method method) {
		Class<?> beanType = (method.getDeclaringClass() == Refused.class) ? Refused.class : Inherited.class;
		assertThatExceptionOfType(HandlerSignatureException.class)
			.isThrownBy(() -> ResultCheck.check("it", method, beanType))
			.withMessageStartingWith("it cannot be a handler: it returns ")
			.matches((ex) -> ex.remedy().endsWith("."));
	}

	static Stream<Method> allowed() {
		return Stream.of(Allowed.class.getDeclaredMethods());
	}

	@ParameterizedTest
	@MethodSource("allowed")
	void resultThatCanBeAReplyIsNot(Method method) {
		assertThatCode(() -> ResultCheck.check("it", method, Allowed.class)).doesNotThrowAnyException();
	}

	interface Base<T> {

		T inherited();

	}

	interface Inherited extends Base<Flux<String>> {

	}

	interface Refused {

		Flux<String> flux();

		Publisher<String> publisher();

		Flow.Publisher<String> flowPublisher();

		Stream<String> stream();

		IntStream intStream();

		kotlin.sequences.Sequence<String> sequence();

		SseEmitter emitter();

		Callable<String> callable();

		Supplier<String> supplier();

		IntSupplier intSupplier();

		Function<String, String> function();

		Runnable runnable();

		kotlin.jvm.functions.Function0<String> kotlinFunction();

		InputStream inputStream();

		Reader reader();

		Resource resource();

		DataBuffer dataBuffer();

		DeferredResult<String> deferred();

		WebAsyncTask<String> task();

		ResponseEntity<String> entity();

		Disposable disposable();

		Mono<Flux<String>> monoOfFlux();

		Mono<Mono<String>> monoOfMono();

		Mono<Optional<Mono<String>>> deep();

		CompletableFuture<? extends Future<String>> futureOfFuture();

		Optional<Mono<String>> optionalOfMono();

		Message<Mono<String>> messageOfMono();

		Message<Message<String>> messageOfMessage();

		Message<? extends Stream<?>> messageOfStream();

		List<Mono<String>> listOfMono();

		List<Map<String, CompletionStage<String>>> listOfMapOfStage();

		Mono<List<Message<String>>> monoOfListOfMessage();

		Mono<String>[] array();

		List<Mono<String>[]> listOfArray();

	}

	enum Status implements Supplier<String> {

		ACCEPTED;

		@Override
		public String get() {
			return name();
		}

	}

	record Code(String value) implements Supplier<String> {

		@Override
		public String get() {
			return this.value;
		}

	}

	interface Allowed {

		void nothing();

		byte[] bytes();

		ByteBuffer buffer();

		CharSequence text();

		int number();

		Object any();

		<T extends Comparable<T>> T variable();

		<E extends Enum<E>> List<E> enums();

		Map<String, List<Optional<String>>> map();

		Iterator<String> iterator();

		Status enumThatSupplies();

		List<Code> recordThatSupplies();

		Message<?> message();

		GenericMessage<List<String>> genericMessage();

		Message<Optional<String>> messageOfOptional();

		Optional<Message<Optional<byte[]>>> optional();

		OptionalInt optionalInt();

		Mono<Void> monoOfNothing();

		Mono<? extends Message<?>> monoOfMessage();

		Mono<Optional<Message<String>>> monoOfOptionalOfMessage();

		CompletionStage<?> stage();

		CompletableFuture<byte[]> completable();

		ScheduledFuture<List<String>> scheduled();

	}

}

package io.sluice.autoconfigure;

import java.io.Serializable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.security.Principal;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;

import io.sluice.TcpHandler;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import kotlin.coroutines.Continuation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * A handler that could not answer any request fails the start, which names bean, method
 * and remedy.
 */
@ExtendWith(OutputCaptureExtension.class)
class HandlerSignatureTests {

	@Test
	void resultThatCannotBeAReply(CapturedOutput output) {
		assertRefused(ReturnsFlux.class, output, "ReturnsFlux.handle() of bean '",
				"cannot be a handler: it returns reactor.core.publisher.Flux<java.lang.String>.",
				"collect the values into a List");
	}

	@ParameterizedTest
	@ValueSource(classes = { AsyncString.class, AsyncStage.class, AsyncMono.class, AsyncClass.class,
			AsyncByMetaAnnotation.class, AsyncByInterface.class, AsyncByOwnAnnotation.class })
	void asynchronousMethodWhoseResultIsLost(Class<?> handler, CapturedOutput output) {
		assertRefused(handler, output, "it is asynchronous, and returns ", "Return a CompletableFuture");
	}

	@Test
	void argumentThatNoMessageHas(CapturedOutput output) {
		assertRefused(TakesPrincipal.class, output,
				"its argument 'argument' of type java.security.Principal cannot be made of a message.",
				"Take byte[], String");
	}

	@Test
	void suspendingFunction(CapturedOutput output) {
		assertRefused(Suspending.class, output, "it is a suspending function", "Return a CompletableFuture");
	}

	@Test
	void finalMethodOfAProxy(CapturedOutput output) {
		assertRefused(FinalOfProxy.class, output, "a final method runs on the proxy", "Remove 'final'");
	}

	@Test
	void methodThatTheProxyDoesNotHave(CapturedOutput output) {
		assertRefused(NotOfTheProxy.class, output, "the bean's proxy does not have the method", "proxy-target-class");
	}

	private static void assertRefused(Class<?> handler, CapturedOutput output, String... texts) {
		assertThatException().isThrownBy(
				() -> TestGateway.start(handler, ".routes[0].to=echo", "spring.aop.proxy-target-class=false").close());
		assertThat(output.getAll()).contains("APPLICATION FAILED TO START", "handle() of bean '")
			.contains(texts)
			.doesNotContain("\tat ");
	}

	@Test
	void asynchronousMethodMayReturnAFutureOrNothing() throws Exception {
		try (TestGateway gateway = TestGateway.start(AsyncFuture.class, ".routes[0].to=future",
				".routes[0].when.equals=future", ".routes[1].to=completable", ".routes[1].when.equals=completable",
				".routes[2].to=nothing"); TestClient client = gateway.connect()) {
			assertThat(client.request("future")).isEqualTo("future");
			assertThat(client.send("nothing\n").request("completable")).isEqualTo("completable");
		}
	}

	@Test
	void asyncThatNothingLooksForIsNoMatter() throws Exception {
		try (TestGateway gateway = TestGateway.start(AsyncNowhere.class, ".routes[0].to=orders");
				TestClient client = gateway.connect()) {
			assertThat(client.request("a")).isEqualTo("answer");
		}
	}

	static class AsyncNowhere {

		@Async
		@TcpHandler("orders")
		String handle() {
			return "answer";
		}

	}

	static class ReturnsFlux {

		@TcpHandler("orders")
		Flux<String> handle() {
			return Flux.empty();
		}

	}

	@EnableAsync
	static class AsyncString {

		@Async
		@TcpHandler("orders")
		String handle() {
			return "";
		}

	}

	@EnableAsync
	static class AsyncStage {

		@Async
		@TcpHandler("orders")
		CompletionStage<String> handle() {
			return null;
		}

	}

	@EnableAsync
	static class AsyncMono {

		@Async
		@TcpHandler("orders")
		Mono<String> handle() {
			return Mono.empty();
		}

	}

	@Async
	@EnableAsync
	static class AsyncClass {

		@TcpHandler("orders")
		String handle() {
			return "";
		}

	}

	@Async
	@Retention(RetentionPolicy.RUNTIME)
	@interface InTheBackground {

	}

	@EnableAsync
	static class AsyncByMetaAnnotation {

		@InTheBackground
		@TcpHandler("orders")
		String handle() {
			return "";
		}

	}

	interface InTheBackgroundByInterface {

		@Async
		String handle();

	}

	@EnableAsync
	static class AsyncByInterface implements InTheBackgroundByInterface {

		@Override
		@TcpHandler("orders")
		public String handle() {
			return "";
		}

	}

	@Retention(RetentionPolicy.RUNTIME)
	@interface Elsewhere {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAsync(annotation = Elsewhere.class, proxyTargetClass = true)
	static class AsyncByOwnAnnotation {

		@Bean
		Handler handler() {
			return new Handler();
		}

		static class Handler {

			@Elsewhere
			@TcpHandler("orders")
			String handle() {
				return "";
			}

		}

	}

	static class TakesPrincipal {

		@TcpHandler("orders")
		void handle(Principal argument) {
		}

	}

	static class Suspending {

		@TcpHandler("orders")
		Object handle(String text, Continuation<? super String> continuation) {
			return text;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAsync(proxyTargetClass = true)
	static class FinalOfProxy {

		@Bean
		Handler handler() {
			return new Handler();
		}

		static class Handler {

			@TcpHandler("orders")
			final String handle() {
				return "";
			}

			@Async
			public void another() {
			}

		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAsync
	static class NotOfTheProxy {

		@Bean
		Handler handler() {
			return new Handler();
		}

		static class Handler implements Another {

			@TcpHandler("orders")
			public String handle() {
				return "";
			}

			@Async
			@Override
			public void another() {
			}

		}

		interface Another extends Serializable {

			void another();

		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAsync(proxyTargetClass = true)
	static class AsyncFuture {

		@Bean
		Handler handler() {
			return new Handler();
		}

		static class Handler {

			@Async
			@TcpHandler("future")
			Future<String> future(String text) {
				return CompletableFuture.completedFuture(text);
			}

			@Async
			@TcpHandler("completable")
			CompletableFuture<String> completable(String text) {
				return CompletableFuture.completedFuture(text);
			}

			@Async
			@TcpHandler("nothing")
			void nothing() {
			}

		}

	}

}

package io.sluice.autoconfigure;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import io.sluice.TcpHandler;
import io.sluice.support.TestGateway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.annotation.Bean;
import org.springframework.integration.annotation.ServiceActivator;
import org.springframework.integration.channel.AbstractSubscribableChannel;
import org.springframework.integration.channel.DirectChannel;
import org.springframework.integration.channel.ExecutorChannel;
import org.springframework.integration.channel.FluxMessageChannel;
import org.springframework.integration.channel.PriorityChannel;
import org.springframework.integration.channel.PublishSubscribeChannel;
import org.springframework.integration.channel.QueueChannel;
import org.springframework.integration.channel.RendezvousChannel;
import org.springframework.integration.dispatcher.BroadcastingDispatcher;
import org.springframework.integration.dispatcher.MessageDispatcher;
import org.springframework.integration.dsl.IntegrationFlow;
import org.springframework.messaging.MessageChannel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Whether a limit of requests in flight can hold, as the start finds it out.
 */
class CompletionCheckTests {

	private static final String KEY = "sluice.listeners.test.limits.max-requests-in-flight";

	@ParameterizedTest
	@ValueSource(strings = { "executor", "queue", "priority", "rendezvous", "publishing", "flux", "subclass",
			"toExecutor", "toQueue", "byChannel", "byFilter", "byRouter", "byRecipients", "byChain", "byDelay",
			"byAsync", "byReactive", "annotated" })
	void limitFailsTheStartWhereRequestsAreHandedOver(String target) {
		assertThatException()
			.isThrownBy(() -> start(target, ".routes[0].reply=none", ".limits.max-requests-in-flight=2").close())
			.havingRootCause()
			.isInstanceOfSatisfying(InvalidConfigurationPropertyValueException.class, (failure) -> {
				assertThat(failure.getName()).isEqualTo(KEY);
				assertThat(failure.getValue()).isEqualTo(2);
				assertThat(failure.getReason()).contains("the route '" + target + "'", "queue of its executor");
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "direct", "publishingHere", "nullChannel", "own", "circle", "handler" })
	void limitHoldsWhereTheSendReturnsWhenAllIsDone(String target) {
		try (TestGateway gateway = start(target, ".routes[0].reply=none", ".limits.max-requests-in-flight=2")) {
			assertThat(gateway.port()).isPositive();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { ".routes[0].reply=auto", ".limits.max-requests-in-flight=0", ".enabled=false" })
	void requestsMayBeHandedOverWhereNothingDependsOnIt(String property) {
		try (TestGateway gateway = start("executor", ".routes[0].reply=none", ".limits.max-requests-in-flight=2",
				property)) {
			assertThat(gateway.context().isActive()).isTrue();
		}
	}

	@Test
	void placeOfTheHandOverIsNamed() {
		assertThatException()
			.isThrownBy(() -> start("toExecutor", ".routes[0].reply=none", ".limits.max-requests-in-flight=2").close())
			.havingRootCause()
			.withMessageContaining("the channel 'executor' hands requests over");
	}

	@Test
	void fallbackIsFollowed() {
		assertThatException()
			.isThrownBy(() -> start("handler", ".routes[0].fallback=toExecutor", ".routes[0].reply=none",
					".limits.max-requests-in-flight=2")
				.close())
			.havingRootCause()
			.withMessageContaining(KEY)
			.withMessageContaining("the channel 'executor' hands requests over");
	}

	private static TestGateway start(String target, String... properties) {
		String[] all = new String[properties.length + 1];
		all[0] = ".routes[0].to=" + target;
		System.arraycopy(properties, 0, all, 1, properties.length);
		return TestGateway.start(TargetRegistry.class, all);
	}

	static class TargetRegistry {

		private static final Executor THREADS = Thread::startVirtualThread;

		@TcpHandler("handler")
		void handler() {
		}

		@Bean
		MessageChannel executor() {
			return new ExecutorChannel(THREADS);
		}

		@Bean
		MessageChannel subclass() {
			return new ExecutorChannel(THREADS) {

			};
		}

		@Bean
		MessageChannel queue() {
			return new QueueChannel();
		}

		@Bean
		MessageChannel priority() {
			return new PriorityChannel();
		}

		@Bean
		MessageChannel rendezvous() {
			return new RendezvousChannel();
		}

		@Bean
		MessageChannel publishing() {
			return new PublishSubscribeChannel(THREADS);
		}

		@Bean
		MessageChannel publishingHere() {
			return new PublishSubscribeChannel();
		}

		@Bean
		MessageChannel flux() {
			return new FluxMessageChannel();
		}

		@Bean
		MessageChannel own() {
			return new AbstractSubscribableChannel() {

				@Override
				protected MessageDispatcher getDispatcher() {
					return new BroadcastingDispatcher();
				}

			};
		}

		@Bean
		MessageChannel toExecutor() {
			return new DirectChannel();
		}

		@Bean
		IntegrationFlow fromDirectToExecutor(MessageChannel toExecutor, MessageChannel executor) {
			return IntegrationFlow.from(toExecutor).channel(executor).handle((message) -> {
			}).get();
		}

		@Bean
		IntegrationFlow toQueue() {
			return (flow) -> flow.transform((payload) -> payload)
				.channel((channels) -> channels.queue())
				.handle((message) -> {
				}, (endpoint) -> endpoint.poller((poller) -> poller.fixedDelay(1000)));
		}

		@Bean
		IntegrationFlow byChannel() {
			return (flow) -> flow.channel((channels) -> channels.direct())
				.channel((channels) -> channels.publishSubscribe(THREADS))
				.handle((message) -> {
				});
		}

		@Bean
		IntegrationFlow byFilter() {
			return (flow) -> flow.filter((payload) -> true, (filter) -> filter.discardChannel("executor"))
				.nullChannel();
		}

		@Bean
		IntegrationFlow byRouter() {
			return (flow) -> flow.<Object, String>route((payload) -> "x",
					(router) -> router.channelMapping("x", "executor"));
		}

		@Bean
		IntegrationFlow byRecipients() {
			return (flow) -> flow.routeToRecipients((router) -> router.recipient("direct.input").recipient("executor"));
		}

		@Bean
		IntegrationFlow byChain() {
			return (flow) -> flow.transform((payload) -> payload).split().channel("executor");
		}

		@Bean
		IntegrationFlow byDelay() {
			return (flow) -> flow.delay((delayer) -> delayer.messageGroupId("group").defaultDelay(1000)).nullChannel();
		}

		@Bean
		@SuppressWarnings("FutureReturnValueIgnored")
		IntegrationFlow byAsync() {
			return (flow) -> flow
				.handle(Object.class, (payload, headers) -> CompletableFuture.completedFuture(payload),
						(endpoint) -> endpoint.async(true))
				.nullChannel();
		}

		@Bean
		IntegrationFlow byReactive() {
			return (flow) -> flow.handleReactive((message) -> Mono.empty());
		}

		@Bean
		MessageChannel annotated() {
			return new DirectChannel();
		}

		@ServiceActivator(inputChannel = "annotated", outputChannel = "executor")
		Object service(Object payload) {
			return payload;
		}

		@Bean
		IntegrationFlow direct() {
			return (flow) -> flow.transform((payload) -> payload).filter((payload) -> true).handle((message) -> {
			});
		}

		@Bean
		MessageChannel circle() {
			return new DirectChannel();
		}

		@Bean
		IntegrationFlow around(MessageChannel circle) {
			return IntegrationFlow.from(circle).filter((payload) -> false).channel(circle).get();
		}

	}

}

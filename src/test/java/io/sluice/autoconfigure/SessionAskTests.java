package io.sluice.autoconfigure;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import io.sluice.AskNotSentException;
import io.sluice.AskUnansweredException;
import io.sluice.TcpHandler;
import io.sluice.TcpSession;
import io.sluice.TcpSessionOpenedEvent;
import io.sluice.TcpSessions;
import io.sluice.spi.TcpCorrelator;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import io.sluice.support.Waiting;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.messaging.Message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * Messages to clients that are answered: whose an answer is, whatever is late, lost or
 * asked at once.
 */
class SessionAskTests {

	private static final Duration PATIENT = Duration.ofMinutes(1);

	private static final Duration IMPATIENT = Duration.ofMillis(300);

	private static final String[] BY_ORDER = { ".correlate.by=order", ".correlate.answers.starts-with=ANS," };

	/** The key is the second field of both. */
	private static final String[] BY_KEY = { ".correlate.by=key", ".correlate.extract[0].field.separator=,",
			".correlate.extract[0].field.index=1", ".correlate.answers.starts-with=ANS," };

	@Test
	void anAnswerReachesItsAskerBesideRequests() throws IOException {
		try (TestGateway gateway = start(BY_ORDER); TestClient client = gateway.connect()) {
			CompletableFuture<String> answer = ask(gateway, "CMD,POS", PATIENT);
			assertThat(client.readLine()).isEqualTo("CMD,POS");
			assertThat(client.request("unprompted")).isEqualTo("unprompted");
			client.send("ANS,12,34\nmore\n");
			assertThat(answer.join()).isEqualTo("ANS,12,34");
			assertThat(client.readLine()).isEqualTo("more");
			assertThat(client.request("ANS,nobody asked")).as("a request").isEqualTo("ANS,nobody asked");
		}
	}

	@Test
	void answersAreConvertedAsPayloadsAre() throws IOException {
		try (TestGateway gateway = start(".correlate.by=order"); TestClient client = gateway.connect()) {
			TcpSession session = session(gateway);
			CompletionStage<Map<?, ?>> json = session.askAsync(Map.of("id", 1), PATIENT, Map.class)
				.thenApply((map) -> map);
			CompletionStage<byte[]> bytes = session.askAsync("bytes", PATIENT, byte[].class);
			CompletionStage<Integer> number = session.askAsync("number", PATIENT, Integer.class);
			assertThat(client.readLine()).isEqualTo("{\"id\":1}");
			client.send("{\"id\":2}\n");
			assertThat(client.readLine()).isEqualTo("bytes");
			client.send("raw\n");
			assertThat(client.readLine()).isEqualTo("number");
			client.send("none\n");
			assertThat(json.toCompletableFuture().join().get("id")).isEqualTo(2);
			assertThat(bytes.toCompletableFuture().join()).asString().isEqualTo("raw");
			assertThatExceptionOfType(CompletionException.class).isThrownBy(number.toCompletableFuture()::join)
				.withMessageContaining("Could not read JSON");
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 4 })
	void aHandlerMayAskItsOwnSession(int pipeline) throws IOException {
		try (TestGateway gateway = start(".correlate.by=order", ".correlate.answers.starts-with=ANS,",
				".pipeline=" + pipeline); TestClient client = gateway.connect()) {
			client.send("ask\nbehind it\n");
			assertThat(client.readLine()).isEqualTo("CMD");
			client.send("ANS,1\n");
			assertThat(client.readLine()).isEqualTo("the answer is ANS,1");
			assertThat(client.readLine()).isEqualTo("behind it");
		}
	}

	@Test
	void requestsOfASessionAreStillHandledOneAfterAnother() throws IOException {
		try (TestGateway gateway = start(BY_ORDER); TestClient client = gateway.connect()) {
			StringBuilder requests = new StringBuilder();
			for (int i = 0; i < 500; i++) {
				requests.append("count ").append(i).append('\n');
			}
			client.send(requests.toString());
			for (int i = 0; i < 500; i++) {
				assertThat(client.readLine()).isEqualTo("%d: count %d at once 1".formatted(i, i));
			}
		}
	}

	@Test
	void asksWithoutKeysAreWithTheClientOneAtATime() throws IOException {
		try (TestGateway gateway = start(BY_ORDER); TestClient client = gateway.connect()) {
			List<CompletableFuture<String>> answers = new ArrayList<>();
			for (int i = 0; i < 20; i++) {
				answers.add(ask(gateway, "CMD," + i, PATIENT));
			}
			for (int i = 0; i < 20; i++) {
				assertThat(client.readLine()).isEqualTo("CMD," + i);
				assertThat(client.request("nothing between")).isEqualTo("nothing between");
				client.send("ANS," + i + "\n");
				assertThat(answers.get(i).join()).isEqualTo("ANS," + i);
			}
		}
	}

	@Test
	@Waiting
	void noFurtherAskIsSentBeforeALateAnswer() throws IOException {
		try (TestGateway gateway = start(BY_ORDER); TestClient client = gateway.connect()) {
			TcpSession session = session(gateway);
			assertThatExceptionOfType(AskUnansweredException.class)
				.isThrownBy(() -> session.ask("CMD,1", IMPATIENT, String.class))
				.withMessage("no answer in time");
			assertThatExceptionOfType(AskNotSentException.class)
				.isThrownBy(() -> session.ask("CMD,2", IMPATIENT, String.class))
				.withMessage("earlier asks have not been answered");
			CompletableFuture<String> third = ask(gateway, "CMD,3", PATIENT);
			assertThat(client.readLine()).isEqualTo("CMD,1");
			assertThat(client.request("nothing else")).isEqualTo("nothing else");
			client.send("ANS,1\n");
			assertThat(client.readLine()).isEqualTo("CMD,3");
			client.send("ANS,3\n");
			assertThat(third.join()).isEqualTo("ANS,3");
			assertThat(gateway.meter("sluice.replies.dropped")).isOne();
		}
	}

	@Test
	@Waiting
	void aSessionWhoseAnswerNeverComesIsClosed() throws IOException {
		try (TestGateway gateway = start(".correlate.by=order", ".correlate.late-within=500ms");
				TestClient client = gateway.connect()) {
			CompletableFuture<String> answer = ask(gateway, "CMD", IMPATIENT);
			assertThat(client.readLine()).isEqualTo("CMD");
			assertUnanswered(answer, "no answer in time");
			assertThat(client.readToEnd()).isEmpty();
			await().untilAsserted(() -> assertThat(gateway.closed("ask_unanswered")).isOne());
		}
	}

	@Test
	void answersWithKeysMayComeInAnyOrder() throws IOException {
		try (TestGateway gateway = start(BY_KEY); TestClient client = gateway.connect()) {
			List<CompletableFuture<String>> answers = new ArrayList<>();
			for (int i = 0; i < 100; i++) {
				answers.add(ask(gateway, "CMD," + i, PATIENT));
				assertThat(client.readLine()).isEqualTo("CMD," + i);
			}
			TcpSession session = session(gateway);
			assertThatExceptionOfType(AskNotSentException.class)
				.isThrownBy(() -> session.ask("CMD,7", PATIENT, String.class))
				.withMessage("an ask with the key [7] is pending");
			assertThatExceptionOfType(AskNotSentException.class)
				.isThrownBy(() -> session.ask("CMD", PATIENT, String.class))
				.withMessage("the message has no key, by which its answer is recognized");
			for (int i = 99; i >= 0; i--) {
				client.send("ANS," + i + ",x\nbeside\n");
				assertThat(answers.get(i).join()).isEqualTo("ANS," + i + ",x");
				assertThat(client.readLine()).isEqualTo("beside");
			}
			assertThat(client.request("ANS,7,x")).as("a request").isEqualTo("ANS,7,x");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "drop", "route" })
	@Waiting
	void aLateAnswerIsNeverThatOfAnotherAsk(String late) throws IOException {
		String[] properties = { ".correlate.late=" + late };
		try (TestGateway gateway = start(concat(BY_KEY, properties)); TestClient client = gateway.connect()) {
			TcpSession session = session(gateway);
			assertUnanswered(ask(gateway, "CMD,1", IMPATIENT), "no answer in time");
			assertThat(client.readLine()).isEqualTo("CMD,1");
			assertThatExceptionOfType(AskNotSentException.class).as("its key is reserved")
				.isThrownBy(() -> session.ask("CMD,1", PATIENT, String.class));
			CompletableFuture<String> other = ask(gateway, "CMD,2", PATIENT);
			assertThat(client.readLine()).isEqualTo("CMD,2");
			client.send("ANS,1\n");
			if (late.equals("route")) {
				assertThat(client.readLine()).isEqualTo("ANS,1");
			}
			client.send("ANS,2\n");
			assertThat(other.join()).isEqualTo("ANS,2");
			assertThat(gateway.meter("sluice.replies.dropped")).isEqualTo(late.equals("drop") ? 1 : 0);
			CompletableFuture<String> again = ask(gateway, "CMD,1", PATIENT);
			assertThat(client.readLine()).isEqualTo("CMD,1");
			client.send("ANS,1\n");
			assertThat(again.join()).isEqualTo("ANS,1");
		}
	}

	@Test
	void aBeanMayRecognizeAnswers() throws IOException {
		try (TestGateway gateway = start(".correlate.correlator=last-letter"); TestClient client = gateway.connect()) {
			CompletableFuture<String> one = ask(gateway, "one a", PATIENT);
			CompletableFuture<String> other = ask(gateway, "other b", PATIENT);
			assertThat(client.readLine()).isEqualTo("one a");
			assertThat(client.readLine()).isEqualTo("other b");
			client.send("yes b\nno a\n");
			assertThat(one.join()).isEqualTo("no a");
			assertThat(other.join()).isEqualTo("yes b");
		}
	}

	@Test
	void anAskEndsWithItsSession() throws IOException {
		try (TestGateway gateway = start(BY_ORDER)) {
			CompletableFuture<String> sent;
			CompletableFuture<String> waiting;
			TcpSession session;
			try (TestClient client = gateway.connect()) {
				session = session(gateway);
				sent = ask(gateway, "CMD,1", PATIENT);
				waiting = ask(gateway, "CMD,2", PATIENT);
				assertThat(client.readLine()).isEqualTo("CMD,1");
			}
			assertUnanswered(sent, "the connection is closed");
			assertThatExceptionOfType(CompletionException.class).isThrownBy(waiting::join)
				.withCauseInstanceOf(AskNotSentException.class);
			await().until(() -> !session.isOpen());
			assertThatExceptionOfType(AskNotSentException.class)
				.isThrownBy(() -> session.ask("CMD,3", PATIENT, String.class))
				.withMessage("the connection is closed");
			assertThatExceptionOfType(AskNotSentException.class)
				.isThrownBy(() -> sessions(gateway).ask("860", "CMD", PATIENT, String.class))
				.withMessage("no session is named '860'");
		}
	}

	@Test
	void asksOfASessionThatIsReplacedEnd() throws IOException {
		try (TestGateway gateway = start(BY_ORDER);
				TestClient old = gateway.connect();
				TestClient current = gateway.connect()) {
			old.request("login 860");
			CompletableFuture<String> answer = sessions(gateway).askAsync("860", "CMD", PATIENT, String.class)
				.toCompletableFuture();
			assertThat(old.readLine()).isEqualTo("CMD");
			current.request("login 860");
			assertUnanswered(answer, "the connection is closed");
			assertThat(old.readToEnd()).isEmpty();
		}
	}

	@Test
	void aDrainWaitsForAnswers() throws Exception {
		try (TestGateway gateway = start(BY_ORDER); TestClient client = gateway.connect()) {
			CompletableFuture<String> answer = ask(gateway, "CMD", PATIENT);
			TcpSession session = session(gateway);
			assertThat(client.readLine()).isEqualTo("CMD");
			Thread stop = Thread.ofVirtual().start(() -> gateway.listener("test").stop());
			await().until(() -> isClosing(session));
			client.send("ANS,1\n");
			assertThat(answer.join()).isEqualTo("ANS,1");
			assertThat(client.readToEnd()).isEmpty();
			stop.join();
			assertThat(gateway.closed("draining")).isOne();
		}
	}

	private static boolean isClosing(TcpSession session) {
		CompletableFuture<String> further = session.askAsync("further", PATIENT, String.class).toCompletableFuture();
		return further.isCompletedExceptionally();
	}

	@Test
	@Waiting
	void aMessageBeforeTheFirstByteOfAnAskIsNotItsAnswer() throws Exception {
		String big = "x".repeat(60_000);
		try (TestGateway gateway = start(concat(BY_ORDER, ".timeouts.push=500ms", ".timeouts.write=1m"));
				TestClient client = gateway.connect()) {
			TcpSession session = session(gateway);
			int written = 1;
			while (session.push(big).isWritten()) {
				written++;
			}
			CompletableFuture<String> answer = ask(gateway, "CMD", PATIENT);
			client.send("ANS,of nobody\n");
			// the gateway reads while a push is stuck
			await().until(() -> gateway.listener("test")
				.openConnections()
				.infos()
				.allMatch((info) -> info.traffic().requests() == 1));
			assertThat(answer.isDone()).isFalse();
			for (int i = 0; i < written; i++) {
				assertThat(client.readLine()).isEqualTo(big);
			}
			List<String> lines = List.of(client.readLine(), client.readLine());
			assertThat(lines).containsExactlyInAnyOrder("CMD", "ANS,of nobody");
			client.send("ANS,1\n");
			assertThat(answer.join()).isEqualTo("ANS,1");
		}
	}

	@Test
	void aBeanThatFailsMakesNoAnswer() throws IOException {
		try (TestGateway gateway = start(".correlate.correlator=fails"); TestClient client = gateway.connect()) {
			CompletableFuture<String> answer = ask(gateway, "CMD", PATIENT);
			assertThat(client.readLine()).isEqualTo("CMD");
			assertThat(client.request("fail")).isEqualTo("fail");
			client.send("ANS\n");
			assertThat(answer.join()).isEqualTo("ANS");
		}
	}

	@Test
	void withoutCorrelateNothingCanBeAsked() throws IOException {
		try (TestGateway gateway = start(); TestClient client = gateway.connect()) {
			TcpSession session = session(gateway);
			assertThatIllegalStateException().isThrownBy(() -> session.ask("CMD", PATIENT, String.class))
				.withMessage(
						"[test] clients cannot be asked without 'sluice.listeners.test.correlate', which tells answers from requests; set it");
			assertThat(client.request("go on")).isEqualTo("go on");
		}
	}

	@Test
	void theThreadThatReadsCannotWait() throws IOException {
		try (TestGateway gateway = TestGateway.start(Opened.class, ".correlate.by=order", ".routes[0].to=echo");
				TestClient client = gateway.connect()) {
			assertThat(client.readLine()).isEqualTo("ID?");
			client.send("860\n");
			await().until(() -> !sessions(gateway).find("860").isEmpty());
			assertThat(gateway.context().getBean(Opened.class).failure)
				.hasMessageContaining("the thread that reads from the client cannot wait");
		}
	}

	private static CompletableFuture<String> ask(TestGateway gateway, String message, Duration timeout) {
		return session(gateway).askAsync(message, timeout, String.class).toCompletableFuture();
	}

	private static void assertUnanswered(CompletableFuture<String> answer, String why) {
		assertThatExceptionOfType(CompletionException.class).isThrownBy(answer::join)
			.withCauseInstanceOf(AskUnansweredException.class)
			.withMessageContaining(why);
	}

	private static TcpSession session(TestGateway gateway) {
		await().until(() -> !sessions(gateway).localSessions("test").isEmpty());
		return sessions(gateway).localSessions("test").getFirst();
	}

	private static TcpSessions sessions(TestGateway gateway) {
		return gateway.context().getBean(TcpSessions.class);
	}

	private static TestGateway start(String... properties) {
		return TestGateway.start(Asking.class,
				concat(properties, ".routes[0].when.equals=ask", ".routes[0].to=ask",
						".routes[1].when.starts-with=count", ".routes[1].to=count", ".routes[2].when.starts-with=login",
						".routes[2].to=login", ".routes[3].to=echo"));
	}

	private static String[] concat(String[] some, String... more) {
		List<String> all = new ArrayList<>(List.of(some));
		all.addAll(List.of(more));
		return all.toArray(String[]::new);
	}

	@Configuration(proxyBeanMethods = false)
	static class Asking {

		private final AtomicInteger counted = new AtomicInteger();

		private final AtomicInteger atOnce = new AtomicInteger();

		@TcpHandler("ask")
		String ask(TcpSession session) {
			return "the answer is " + session.ask("CMD", PATIENT, String.class);
		}

		@TcpHandler("login")
		String login(String message, TcpSession session) {
			session.identify(message.substring(6));
			return "LOAD";
		}

		@TcpHandler("count")
		String count(String message) {
			int now = this.atOnce.incrementAndGet();
			LockSupport.parkNanos(1000);
			this.atOnce.decrementAndGet();
			return "%d: %s at once %d".formatted(this.counted.getAndIncrement(), message, now);
		}

		@Bean("last-letter")
		TcpCorrelator lastLetter() {
			return new TcpCorrelator() {

				@Override
				public @Nullable Object keyOfAsk(Message<byte[]> ask) {
					return ask.getPayload()[ask.getPayload().length - 1];
				}

				@Override
				public @Nullable Object keyOfAnswer(Message<byte[]> message) {
					return keyOfAsk(message);
				}

			};
		}

		@Bean("fails")
		TcpCorrelator fails() {
			return new TcpCorrelator() {

				@Override
				public @Nullable Object keyOfAsk(Message<byte[]> ask) {
					return "key";
				}

				@Override
				public @Nullable Object keyOfAnswer(Message<byte[]> message) {
					if (message.getPayload()[0] == 'f') {
						throw new IllegalStateException("for a test");
					}
					return "key";
				}

			};
		}

	}

	static class Opened {

		@Nullable Exception failure;

		@EventListener
		void opened(TcpSessionOpenedEvent event) {
			try {
				event.session().ask("never sent", PATIENT, String.class);
			}
			catch (IllegalStateException ex) {
				this.failure = ex;
			}
			event.session().askAsync("ID?", PATIENT, String.class).thenAccept(event.session()::identify);
		}

	}

}

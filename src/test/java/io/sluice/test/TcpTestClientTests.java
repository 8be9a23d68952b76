package io.sluice.test;

import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import javax.net.ssl.SSLContext;

import io.sluice.framing.ChecksumLineFraming;
import io.sluice.framing.DelimitedFraming;
import io.sluice.framing.LineFraming;
import io.sluice.spi.Framing;
import io.sluice.support.TestTls;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.sluice.test.TcpTestClientAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * The test client and the fake server, against each other.
 */
class TcpTestClientTests {

	private static final Duration MOMENT = Duration.ofMillis(50);

	private static final Set<String> BEFORE_A_MESSAGE = Set.of("to", "ssl", "proxyHeader", "timeout", "connect",
			"close");

	private final LineFraming framing = new LineFraming(1024);

	private final FakeTcpServer server = FakeTcpServer.start(this.framing);

	private final TcpTestClient client = TcpTestClient.to("localhost", this.server.port(), this.framing);

	@AfterEach
	void close() {
		this.client.close();
		this.server.close();
	}

	@Test
	void assertionsOfAssertJVerifyWhatComes() {
		this.server.when("ask").answer(Answer.reply("pushed"), Answer.reply("answer"));
		this.server.when("end").answer(Answer.close());
		this.server.otherwise().answer(Answer.reply((request) -> request));
		assertThat(this.client.send("one")).receives("one").receivesNothingFor(MOMENT);
		assertThat(this.client.send("ask").send("ask")).receivesPush("answer").receives("pushed");
		assertThat(this.client.send("two")).nextText().startsWith("tw");
		assertThat(this.client.send("three")).nextMessage().hasSize(5);
		assertThat(this.client.send("end")).isClosed();
		assertThat(this.client).isClosed();
	}

	@Test
	void assertionsOfAssertJNameWhatTheyAreAbout() {
		this.server.otherwise().answer(Answer.reply((request) -> request));
		this.client.timeout(MOMENT);
		assertFails(() -> assertThat(this.client.send("one")).as("the answer of %s", "a").receives("100 %"),
				"[the answer of a] expected \"100 %\", but got \"one\"");
		assertFails(() -> assertThat(this.client).as("the push").receivesPush("two"),
				"[the push] expected the push \"two\", but nothing came within 50 ms");
		assertFails(() -> assertThat(this.client).as("the text").nextText(),
				"[the text] expected a message, but nothing came within 50 ms");
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> assertThat(this.client.send("one")).as("the text").nextText().isEmpty())
			.withMessageContaining("[the text]")
			.withMessageContaining("one");
	}

	@Test
	void aMessageArrivesHoweverItIsSent() {
		this.server.otherwise().answer(Answer.reply((request) -> request));
		this.client.send("whole").expect("whole");
		this.client.send("split").splitAt(1, 3).expect("split");
		this.client.send("slow").trickle(2, Duration.ofMillis(1)).expect("slow");
		this.client.send("one").and("two").expect("one").expect("two");
		this.client.send("three").send("four").expect("three").expect("four");
		this.client.sendBytes("five\r\n".getBytes(StandardCharsets.US_ASCII)).atOnce();
		assertThat(this.client.receiveText()).isEqualTo("five");
		this.server.expectReceived("whole").expectReceived("split");
		assertThat(this.server.receivedTexts()).containsExactly("whole", "split", "slow", "one", "two", "three", "four",
				"five");
	}

	@Test
	void binaryMessagesAreSentAndExpectedAsText() {
		byte[] request = { 0, 1, (byte) 0xff };
		byte[] reply = { 0x30, 0, (byte) 0x80 };
		this.server.when(request).reply(reply);
		this.client.send(request).and(request).expect(reply).expect(reply);
		assertThat(this.client.send(request).receive()).isEqualTo(reply);
		this.client.send(request).send(request).expectPush(reply).expect(reply);
		this.server.expectReceived(request);
		this.server.push(request);
		this.client.expect(request);
	}

	@Test
	void anyCallOfTheClientSendsAMessageThatIsPending() {
		this.server.otherwise().answer(Answer.reply((request) -> request));
		assertThat(this.client.send("one").receiveText()).isEqualTo("one");
		this.client.send("two").sendBytes("three\n".getBytes(StandardCharsets.US_ASCII)).expect("two").expect("three");
		this.client.send("four").reset();
		assertThat(Sending.class.getMethods()).extracting(TcpTestClientTests::signature).containsAll(afterAMessage());
	}

	private static List<String> afterAMessage() {
		return Stream.of(TcpTestClient.class.getDeclaredMethods())
			.filter((method) -> Modifier.isPublic(method.getModifiers()))
			.filter((method) -> !BEFORE_A_MESSAGE.contains(method.getName()))
			.map(TcpTestClientTests::signature)
			.toList();
	}

	@ParameterizedTest
	@ValueSource(classes = { TcpTestClient.class, Sending.class, FakeTcpServer.class, Script.class, Answer.class })
	void aMessageIsTextOrBytes(Class<?> type) {
		List<Method> methods = List.of(type.getMethods());
		assertThat(methods).filteredOn((method) -> List.of(method.getParameterTypes()).equals(List.of(String.class)))
			.isNotEmpty()
			.allSatisfy((method) -> assertThat(type.getMethod(method.getName(), byte[].class)).isNotNull());
	}

	private static String signature(Method method) {
		return method.getName() + List.of(method.getParameterTypes());
	}

	@Test
	void aHalfCloseLetsTheReplyThrough() {
		this.server.when("last").reply("bye");
		this.client.send("last").halfClose().expect("bye").expectClosed().expectClosed();
	}

	@Test
	void aResetFrameIsNoMessage() {
		this.server.otherwise().reply("ok");
		this.client.send("never").resetMidFrame();
		this.client.send("again").expect("ok");
		assertThat(this.server.receivedTexts()).containsExactly("again");
	}

	@Test
	void aPushMayComeBeforeOrAfterAReply() {
		this.server.when("a").answer(Answer.bytes("push 1\nA\npush 2\n".getBytes(StandardCharsets.US_ASCII)));
		this.client.send("a").expectPush("push 2").expectPush("push 1").expect("A").expectNothingFor(MOMENT);
		this.server.push("late");
		this.client.expectPush("late");
	}

	@Test
	void aFailureSaysWhatCameInstead() {
		this.client.timeout(MOMENT);
		this.server.when("a").answer(Answer.reply("B"), Answer.none(), Answer.close());
		assertFails(() -> this.client.send("a").expect("A"), "expected \"A\", but got \"B\"");
		assertFails(() -> this.client.send("a").expect("A"), "expected \"A\", but nothing came within 50 ms");
		this.client.timeout(Duration.ofSeconds(10));
		assertFails(() -> this.client.send("a").expect("A"), "expected \"A\", but the connection was closed");
	}

	@Test
	void aFailureSaysThatSomethingCame() {
		this.server.when("a").answer(Answer.reply("A"));
		assertFails(() -> this.client.send("a").expectNothingFor(Duration.ofSeconds(10)),
				"expected nothing for 10000 ms, but got \"A\"");
		assertFails(() -> this.client.send("a").expectClosed(),
				"expected the server to close the connection, but got \"A\"");
		this.client.timeout(MOMENT);
		assertFails(() -> this.client.send("a").expectPush("B"),
				"expected the push \"B\", but within 50 ms came: \"A\"");
	}

	@Test
	void bytesThatAreNoFrameAreNoClose() {
		Framing frames = DelimitedFraming.stxEtx(1024);
		try (FakeTcpServer device = FakeTcpServer.start(frames);
				TcpTestClient other = TcpTestClient.to("localhost", device.port(), frames)) {
			device.otherwise().answer(Answer.bytes("X".getBytes(StandardCharsets.US_ASCII)));
			assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> other.send("a").expectClosed())
				.withMessageStartingWith(
						"expected the server to close the connection, but bytes came that are no frame: ");
		}
	}

	@Test
	void aFailureOfTheFramingIsNoClose() {
		this.server.otherwise().reply("A");
		Framing broken = new BrokenFraming.Altered(this.framing, (in) -> {
			throw new IllegalStateException("broken");
		});
		try (TcpTestClient other = TcpTestClient.to("localhost", this.server.port(), broken)) {
			assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> other.send("a").expectClosed())
				.withMessageStartingWith("expected the server to close the connection, but the framing failed: ");
		}
	}

	@Test
	void messagesAreReadAfterAFrameThatMayBeSkipped() {
		Framing sums = new ChecksumLineFraming(1024);
		byte[] wrong = "$X*00\r\n".getBytes(StandardCharsets.US_ASCII);
		try (FakeTcpServer device = FakeTcpServer.start(sums);
				TcpTestClient other = TcpTestClient.to("localhost", device.port(), sums)) {
			device.when("$a").answer(Answer.bytes(wrong), Answer.reply("$A"));
			other.sendBytes(wrong).send("$a");
			assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> other.expect("$A"))
				.withMessageStartingWith("expected \"$A\", but bytes came that are no frame: ");
			other.send("$a").expect("$A");
			device.expectReceived("$a").expectReceived("$a");
		}
	}

	@Test
	void aPushWaitsForAConnection() throws InterruptedException {
		Thread pushing = Thread.ofVirtual().start(() -> this.server.push("early"));
		this.client.connect().expect("early");
		pushing.join();
	}

	@Test
	void aPushWithoutAConnectionFails() {
		this.server.timeout(MOMENT);
		assertFails(() -> this.server.push("lost"), "no connection to push to within 50 ms");
	}

	@Test
	void anAnswerThatIsOvertakenMayAlsoBeLate() {
		Duration delay = Duration.ofMillis(200);
		this.server.when("late").answer(Answer.reply("LATE").after(delay).afterNext());
		this.server.otherwise().answer(Answer.reply((request) -> request));
		long begin = System.nanoTime();
		this.client.send("late").send("a").expect("a").send("b").expect("b").expect("LATE");
		assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(delay);
	}

	@Test
	void aResetIsOneWithTlsToo(@TempDir Path directory) throws Exception {
		SSLContext ssl = TestTls.context(directory);
		try (FakeTcpServer secure = FakeTcpServer.start(this.framing, ssl);
				TcpTestClient secret = TcpTestClient.to("localhost", secure.port(), this.framing).ssl(ssl)) {
			secure.when("a").answer(Answer.reset());
			assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> secret.send("a").expect("A"))
				.withMessageStartingWith("expected \"A\", but the connection was reset ");
		}
	}

	@Test
	void aMistakeInATestIsNamed() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.client.send("a\nb"))
			.withMessage("the framing cannot carry 0x610a62: it contains the line end (LF); sendBytes sends any bytes");
		assertThatIllegalArgumentException().isThrownBy(() -> pushToAClient("a\nb"))
			.withMessage(
					"the framing cannot carry 0x610a62: it contains the line end (LF); Answer.bytes sends any bytes");
		assertThatIllegalArgumentException().isThrownBy(() -> this.client.send("ab").splitAt(3))
			.withMessage("a frame of 3 bytes cannot be split at 3 after 0");
		Sending sending = this.client.send("a");
		sending.atOnce();
		assertThatIllegalStateException().isThrownBy(sending::atOnce).withMessage("the message has been sent already");
		assertThatIllegalStateException().isThrownBy(() -> this.client.proxyHeader("203.0.113.7", 4711));
	}

	@RepeatedTest(20)
	void aServerThatIsNotThereIsNamed() {
		this.server.close();
		assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(this.client::connect)
			.withMessageStartingWith("cannot connect to localhost/127.0.0.1:" + this.server.port());
	}

	@Test
	void aPendingMessageIsSentByTheCloseAtTheLatest() {
		this.client.send("a");
		this.client.close();
		this.server.expectReceived("a");
	}

	@Test
	void aProxyHeaderComesFirst() {
		this.client.proxyHeader("203.0.113.7", 4711).send("a").atOnce();
		this.server.expectReceived("PROXY TCP4 203.0.113.7 127.0.0.1 4711 " + this.server.port()).expectReceived("a");
	}

	@Test
	void aConversationMayBeEncrypted(@TempDir Path directory) throws Exception {
		SSLContext ssl = TestTls.context(directory);
		try (FakeTcpServer secure = FakeTcpServer.start(this.framing, ssl);
				TcpTestClient secret = TcpTestClient.to("localhost", secure.port(), this.framing).ssl(ssl)) {
			secure.when("a").reply("A");
			secret.send("a").splitAt(1).expect("A");
			secret.send("a").halfClose().expect("A").expectClosed();
		}
	}

	@Test
	void aFramingThatFailsIsNamed() {
		this.server.otherwise().reply("A");
		Framing broken = new BrokenFraming.Altered(this.framing, (in) -> {
			throw new IllegalStateException("broken");
		});
		try (TcpTestClient other = TcpTestClient.to("localhost", this.server.port(), broken)) {
			assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> other.send("a").expect("A"))
				.withMessageStartingWith("expected \"A\", but the framing failed: ");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "expectation", "silence", "close", "assertion", "matcher" })
	void aScriptThatFailsFailsTheTest(String found) {
		FakeTcpServer failing = FakeTcpServer.start(this.framing);
		failing.when("close").reply("a\nb");
		failing.when("assertion").answer(Answer.reply((request) -> {
			throw new AssertionError("on purpose");
		}));
		failing.when((byte[] request) -> {
			assertThat(request).asString().withFailMessage("on purpose").isNotEqualTo("matcher");
			return false;
		});
		failing.otherwise().answer(Answer.reply((request) -> {
			throw new IllegalStateException("on purpose");
		}));
		try (TcpTestClient other = TcpTestClient.to("localhost", failing.port(), this.framing)) {
			other.send(found).atOnce();
			other.expectClosed();
		}
		ThrowingCallable look = switch (found) {
			case "expectation" -> () -> failing.expectReceived(found);
			case "silence" -> () -> failing.expectNothingFor(MOMENT);
			default -> failing::close;
		};
		assertThatExceptionOfType(AssertionError.class).isThrownBy(look)
			.withMessage("a script has failed: " + (found.equals("close")
					? "the framing cannot carry 0x610a62: it contains the line end (LF); Answer.bytes sends any bytes"
					: "on purpose"));
		assertThatExceptionOfType(AssertionError.class).isThrownBy(failing::close);
	}

	private void pushToAClient(String message) {
		this.server.otherwise().reply("welcome");
		this.client.send("hello").expect("welcome");
		this.server.push(message);
	}

	@Test
	void anAnswerMayBeLateOutOfOrderSplitOrGarbage() {
		this.server.when("late").answer(Answer.reply("LATE").after(MOMENT));
		this.server.when("overtaken").answer(Answer.reply("OVERTAKEN").afterNext());
		this.server.when("split").answer(Answer.reply("SPLIT").splitAt(2, 4, 100));
		this.server.when("reset").answer(Answer.reset());
		this.client.send("late").send("split").expect("SPLIT").expect("LATE");
		this.client.send("overtaken").send("split").expect("SPLIT").expect("OVERTAKEN");
		this.client.send("reset").expectClosed();
	}

	@Test
	void aPushDoesNotBreakAnAnswerInTwo() {
		CountDownLatch begun = new CountDownLatch(1);
		this.server.when("a").answer(Answer.reply((request) -> {
			begun.countDown();
			return "0123456789".getBytes(StandardCharsets.US_ASCII);
		}).splitAt(1, 2, 3, 4, 5, 6, 7, 8, 9));
		this.client.send("a").atOnce();
		assertThat(begun).satisfies((latch) -> assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue());
		this.server.push("push");
		this.client.expect("0123456789").expect("push");
	}

	@Test
	void aServerSaysWhatCameInstead() {
		this.client.send("b").atOnce();
		assertFails(() -> this.server.expectReceived("a"), "expected to receive \"a\", but got \"b\"");
		this.server.timeout(MOMENT).expectNothingFor(MOMENT);
		assertFails(() -> this.server.expectReceived("a"), "expected to receive \"a\", but nothing came within 50 ms");
	}

	private static void assertFails(Runnable action, String message) {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(action::run).withMessage(message);
	}

}

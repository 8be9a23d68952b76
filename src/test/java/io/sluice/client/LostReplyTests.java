package io.sluice.client;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

import javax.net.ServerSocketFactory;

import io.sluice.framing.BlockFraming;
import io.sluice.framing.BlockTrailer;
import io.sluice.framing.ByteSequence;
import io.sluice.framing.ChecksumLineFraming;
import io.sluice.framing.LineFraming;
import io.sluice.framing.OversizeFraming;
import io.sluice.framing.StxEtxOptions;
import io.sluice.spi.Framing;
import io.sluice.support.TestRequest;
import io.sluice.support.TestServer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Replies that the framing drops or rejects, although the next one can be read.
 */
class LostReplyTests {

	private static final Duration LONG = Duration.ofMinutes(10);

	/** What a server sends: a reply that is lost, and the reply to the second request. */
	static Stream<Arguments> replies() {
		StxEtxOptions nak = new StxEtxOptions(new byte[] { 3 }, BlockTrailer.LRC, new byte[] { 0x15 }, new byte[0]);
		return Stream.of(Arguments.of(BlockFraming.stxEtx(9, true, StxEtxOptions.PLAIN), "\\x021lo\\x022two\\x03"),
				Arguments.of(BlockFraming.stxEtx(9, true, StxEtxOptions.PLAIN), "1lost\\x03\\x022two\\x03"),
				Arguments.of(BlockFraming.stxEtx(9, false, nak), "\\x021lo\\x03?\\x022two\\x03\\x5d"),
				Arguments.of(new OversizeFraming(new LineFraming(9), false), "1too long a reply\\n2two\\n"),
				Arguments.of(new ChecksumLineFraming(9), "1lost*00\\r\\n2two*5E\\r\\n"));
	}

	@ParameterizedTest
	@MethodSource("replies")
	void noOtherRequestGetsTheNextReplyWhereRepliesAreInOrder(Framing framing, String replies) throws Exception {
		CompletableFuture<Long> more = new CompletableFuture<>();
		int expected = framing.frame(bytes("1one")).length + framing.frame(bytes("2two")).length;
		try (TestServer server = server(replies, expected, more);
				SluiceClient client = SluiceClient.to("127.0.0.1", server.port(), framing).open()) {
			CompletableFuture<byte[]> one = client.send(bytes("1one"));
			CompletableFuture<byte[]> two = client.send(bytes("2two"));
			for (CompletableFuture<byte[]> reply : List.of(one, two)) {
				assertThat(reply).failsWithin(Duration.ofSeconds(20))
					.withThrowableThat()
					.withCauseInstanceOf(RequestUnansweredException.class)
					.withMessageContaining("the reply is not a frame");
			}
			assertThat(more).as("what follows the requests").succeedsWithin(Duration.ofSeconds(20)).isEqualTo(0L);
		}
	}

	@ParameterizedTest
	@MethodSource("replies")
	void otherRepliesAreReadWhereRepliesHaveKeys(Framing framing, String replies) throws Exception {
		LongAdder dropped = new LongAdder();
		SharedConnection.Terms terms = new SharedConnection.Terms(8, LONG, (reply) -> reply[0], dropped);
		int expected = framing.frame(bytes("1one")).length + framing.frame(bytes("2two")).length;
		try (TestServer server = server(replies, expected, new CompletableFuture<>())) {
			SharedConnection connection = SharedConnection.open(new Destination("127.0.0.1", server.port(), framing),
					terms);
			Thread.startVirtualThread(connection::run);
			TestRequest one = new TestRequest(bytes("1one"), (byte) '1', System.nanoTime() + LONG.toNanos());
			TestRequest two = new TestRequest(bytes("2two"), (byte) '2', System.nanoTime() + LONG.toNanos());
			assertThat(connection.offer(one)).isEqualTo(Admission.TAKEN);
			assertThat(connection.offer(two)).isEqualTo(Admission.TAKEN);
			assertThat(two.reply()).succeedsWithin(Duration.ofSeconds(20)).isEqualTo(bytes("2two"));
			assertThat(one.reply()).isNotDone();
			assertThat(dropped.sum()).isOne();
			connection.expire(System.nanoTime() + 2 * LONG.toNanos());
			assertThat(one.reply()).isCompletedExceptionally();
			connection.close();
			await().until(connection::isEnded);
		}
	}

	private static TestServer server(String replies, int expected, CompletableFuture<Long> more) throws IOException {
		return new TestServer(ServerSocketFactory.getDefault(), 0, Runnable::run,
				(number, client) -> serve(client, bytes(replies), expected, more));
	}

	/** Read the requests, answer them, and count the bytes that follow. */
	private static void serve(Socket client, byte[] replies, int expected, CompletableFuture<Long> more)
			throws IOException {
		client.getInputStream().readNBytes(expected);
		client.getOutputStream().write(replies);
		more.complete(client.getInputStream().transferTo(OutputStream.nullOutputStream()));
	}

	private static byte[] bytes(String text) {
		return ByteSequence.parse(text, StandardCharsets.US_ASCII);
	}

}

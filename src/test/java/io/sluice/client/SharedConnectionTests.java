package io.sluice.client;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

import io.sluice.framing.LineFraming;
import io.sluice.support.LinePeer;
import io.sluice.support.TestRequest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A connection whose replies cannot be read.
 */
class SharedConnectionTests {

	private static final Duration LONG = Duration.ofMinutes(10);

	@Test
	void anErrorInTheReaderEndsTheConnectionAndItsRequests() throws Exception {
		SharedConnection.Terms terms = new SharedConnection.Terms(8, LONG, (reply) -> {
			throw new OutOfMemoryError("of a test");
		}, new LongAdder());
		try (LinePeer peer = LinePeer.start(LinePeer::echo)) {
			SharedConnection connection = SharedConnection
				.open(new Destination("127.0.0.1", peer.port(), new LineFraming(1024)), terms);
			Thread.startVirtualThread(connection::run);
			TestRequest request = new TestRequest("hello".getBytes(StandardCharsets.UTF_8), "key",
					System.nanoTime() + LONG.toNanos());
			assertThat(connection.offer(request)).isEqualTo(Admission.TAKEN);
			assertThat(request.reply()).failsWithin(Duration.ofSeconds(20))
				.withThrowableThat()
				.withCauseInstanceOf(RequestUnansweredException.class);
			await().until(() -> connection.isEnded() && peer.ended() == 1);
		}
	}

}

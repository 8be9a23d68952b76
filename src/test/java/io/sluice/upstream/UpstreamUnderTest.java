package io.sluice.upstream;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import io.sluice.client.Destination;
import io.sluice.extract.Extractor;
import io.sluice.extract.Extractors;
import io.sluice.framing.LineFraming;
import io.sluice.process.Backoff;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * A TCP upstream that speaks text in lines.
 */
final class UpstreamUnderTest implements AutoCloseable {

	static final Duration LONG = Duration.ofSeconds(30);

	private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(10), Duration.ofMillis(200));

	final TcpUpstream upstream;

	private UpstreamUnderTest(TcpUpstream upstream) {
		this.upstream = upstream;
		upstream.start();
	}

	static UpstreamUnderTest byOrder(int connections, int maxInFlight, Duration timeout, int... ports) {
		return start(connections, maxInFlight, new TcpDialogue(timeout, null, null), ports);
	}

	static UpstreamUnderTest exclusive(int connections, Duration timeout, int... ports) {
		return start(new TcpPool(connections, 1, ConnectionUse.EXCLUSIVE, BACKOFF, null),
				new TcpDialogue(timeout, null, null), ports);
	}

	static UpstreamUnderTest sticky(int... ports) {
		return start(new TcpPool(0, 8, ConnectionUse.STICKY, BACKOFF, null), new TcpDialogue(LONG, null, null), ports);
	}

	static UpstreamUnderTest byKey(int connections, int maxInFlight, Duration timeout, int... ports) {
		return start(connections, maxInFlight, new TcpDialogue(timeout, firstWord(), null), ports);
	}

	/** The first word of a line is its key. */
	static ReplyKeys firstWord() {
		Extractors extractors = new Extractors(StandardCharsets.UTF_8);
		List<Extractor> key = List.of(extractors.regex("^(\\d+) "));
		return new ReplyKeys(extractors, key, key);
	}

	static UpstreamUnderTest start(int connections, int maxInFlight, TcpDialogue dialogue, int... ports) {
		return start(new TcpPool(connections, maxInFlight, ConnectionUse.SHARED, BACKOFF, null), dialogue, ports);
	}

	private static UpstreamUnderTest start(TcpPool pool, TcpDialogue dialogue, int... ports) {
		List<Destination> to = Arrays.stream(ports)
			.mapToObj((port) -> new Destination("127.0.0.1", port, new LineFraming(1024)))
			.toList();
		return new UpstreamUnderTest(new TcpUpstream("core", to, pool, dialogue));
	}

	CompletableFuture<byte[]> send(String line) {
		CompletableFuture<byte[]> reply = new CompletableFuture<>();
		this.upstream.send(null, line.getBytes(StandardCharsets.UTF_8), (answer, failure) -> {
			if (failure != null) {
				reply.completeExceptionally(failure);
			}
			else {
				reply.complete(answer);
			}
		});
		return reply;
	}

	String ask(String line) {
		return text(send(line));
	}

	static String text(CompletableFuture<byte[]> reply) {
		return new String(reply.join(), StandardCharsets.UTF_8);
	}

	/** What is known of a request that has failed; {@code null} for any other failure. */
	static UpstreamException.@Nullable Failure failure(CompletableFuture<byte[]> reply) {
		CompletionException thrown = catchThrowableOfType(CompletionException.class, reply::join);
		return (thrown.getCause() instanceof UpstreamException failure) ? failure.failure() : null;
	}

	@Override
	public void close() {
		this.upstream.stop();
	}

}

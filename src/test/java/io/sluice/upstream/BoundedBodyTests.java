package io.sluice.upstream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The body of a response, in whatever pieces it arrives.
 */
class BoundedBodyTests {

	private final AtomicInteger cancelled = new AtomicInteger();

	private final BoundedBody body = new BoundedBody(6);

	BoundedBodyTests() {
		this.body.onSubscribe(new Subscription() {

			@Override
			public void request(long count) {
			}

			@Override
			public void cancel() {
				BoundedBodyTests.this.cancelled.incrementAndGet();
			}

		});
	}

	private void arrive(String... parts) {
		this.body
			.onNext(Stream.of(parts).map((part) -> ByteBuffer.wrap(part.getBytes(StandardCharsets.US_ASCII))).toList());
	}

	private String received() {
		return new String(this.body.getBody().toCompletableFuture().join(), StandardCharsets.US_ASCII);
	}

	@Test
	void aBodyBelowTheLimitIsWholeAtItsEnd() {
		arrive("a", "bc");
		arrive("de");
		assertThat(this.body.getBody().toCompletableFuture()).isNotDone();
		this.body.onComplete();
		assertThat(received()).isEqualTo("abcde");
		assertThat(this.cancelled).hasValue(0);
	}

	@Test
	void aBodyMayBeEmpty() {
		this.body.onComplete();
		assertThat(received()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "abcdef", "abc|def", "ab|cdefgh", "a|b|c|d|e|f", "abcdefghijklmnop" })
	void atTheLimitNothingMoreIsAwaited(String parts) {
		Pattern.compile("\\|").splitAsStream(parts).forEach((part) -> arrive(part));
		assertThat(received()).isEqualTo("abcdef");
		assertThat(this.cancelled).hasValue(1);
	}

	@Test
	void whatArrivesAfterTheLimitIsIgnored() {
		arrive("abcdef");
		arrive("gh");
		this.body.onError(new IOException("closed"));
		assertThat(received()).isEqualTo("abcdef");
		assertThat(this.cancelled).hasValue(1);
	}

	@Test
	void aBodyThatBreaksOffFails() {
		IOException failure = new IOException("closed");
		arrive("abc");
		this.body.onError(failure);
		assertThat(this.body.getBody().toCompletableFuture().exceptionNow()).isSameAs(failure);
	}

	@Test
	void memoryIsThatOfTheBytesAndNotOfTheirBuffers() {
		ByteBuffer read = ByteBuffer.allocate(16 * 1024);
		this.body.onNext(List.of(read.slice(0, 1)));
		read.put(0, (byte) 'x');
		this.body.onComplete();
		assertThat(received()).isEqualTo("\0");
	}

}

package io.sluice.upstream;

import java.util.function.BiConsumer;

import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * A request to a TCP upstream. It may be given to several connections, one after another,
 * but it is sent at most once.
 */
@RequiredArgsConstructor
final class TcpRequest {

	private final byte[] message;

	private final @Nullable Object key;

	private final long deadline;

	/** Receives the reply or the failure, once. */
	private final BiConsumer<byte @Nullable [], @Nullable Throwable> receiver;

	byte[] message() {
		return this.message;
	}

	@Nullable Object key() {
		return this.key;
	}

	long deadline() {
		return this.deadline;
	}

	boolean isDue(long now) {
		return now - this.deadline >= 0;
	}

	void complete(byte[] reply) {
		this.receiver.accept(reply, null);
	}

	void fail(Throwable failure) {
		this.receiver.accept(null, failure);
	}

}

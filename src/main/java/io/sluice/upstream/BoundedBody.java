package io.sluice.upstream;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;

import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * Collects the body of a response up to a number of bytes. The rest is cancelled.
 */
@RequiredArgsConstructor
final class BoundedBody implements BodySubscriber<byte[]> {

	private static final byte[] NONE = {};

	private final int limit;

	private final CompletableFuture<byte[]> whole = new CompletableFuture<>();

	private @Nullable Subscription subscription;

	private byte[] bytes = NONE;

	private int size;

	@Override
	public CompletionStage<byte[]> getBody() {
		return this.whole;
	}

	/**
	 * What was collected, unless more may come.
	 * @return the bytes, or {@code null} if the body has not arrived, or has failed
	 */
	byte @Nullable [] collected() {
		return this.whole.isCompletedExceptionally() ? null : this.whole.getNow(null);
	}

	@Override
	public void onSubscribe(Subscription to) {
		this.subscription = to;
		to.request(Long.MAX_VALUE);
	}

	@Override
	public void onNext(List<ByteBuffer> arrived) {
		for (ByteBuffer part : arrived) {
			add(part);
		}
		if (this.size == this.limit && !this.whole.isDone()) {
			onComplete();
			Objects.requireNonNull(this.subscription).cancel();
		}
	}

	/** Copies, because a part may be a few bytes of a large buffer. */
	private void add(ByteBuffer part) {
		int count = Math.min(part.remaining(), this.limit - this.size);
		int needed = this.size + count;
		if (needed > this.bytes.length) {
			int doubled = (int) Math.min(this.limit, 2L * this.bytes.length);
			this.bytes = Arrays.copyOf(this.bytes, Math.max(needed, doubled));
		}
		part.get(this.bytes, this.size, count);
		this.size = needed;
	}

	@Override
	public void onError(Throwable failure) {
		this.whole.completeExceptionally(failure);
	}

	@Override
	public void onComplete() {
		this.whole.complete((this.size == this.bytes.length) ? this.bytes : Arrays.copyOf(this.bytes, this.size));
	}

}

package io.sluice.session;

import java.util.concurrent.CompletableFuture;

import io.sluice.PushResult;

/**
 * A push that ended before it was queued.
 */
final class EndedPush implements PendingPush {

	private final CompletableFuture<PushResult> result;

	EndedPush(PushResult result) {
		this.result = CompletableFuture.completedFuture(result);
	}

	@Override
	public CompletableFuture<PushResult> result() {
		return this.result;
	}

	@Override
	public long deadline() {
		return 0;
	}

	@Override
	public boolean hasBegun() {
		return false;
	}

	@Override
	public void expire() {
	}

}

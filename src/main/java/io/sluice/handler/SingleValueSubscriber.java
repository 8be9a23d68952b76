package io.sluice.handler;

import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.util.Assert;

/**
 * Takes the one value of a reactive type. Cancelling it cancels the subscription. The
 * class is loaded only if there is a reactive library.
 */
final class SingleValueSubscriber extends CompletableFuture<@Nullable Object> implements Subscriber<Object> {

	private volatile @Nullable Subscription subscription;

	private SingleValueSubscriber() {
	}

	/**
	 * Subscribe to a single value.
	 * @param source an object for whose type Spring has an adapter
	 * @return completes with the value, or with {@code null} if there is none
	 */
	static CompletableFuture<@Nullable Object> subscribe(Object source) {
		ReactiveAdapter adapter = ReactiveAdapterRegistry.getSharedInstance().getAdapter(null, source);
		Assert.state(adapter != null, () -> "No adapter for " + source.getClass().getName());
		SingleValueSubscriber subscriber = new SingleValueSubscriber();
		adapter.toPublisher(source).subscribe(subscriber);
		return subscriber;
	}

	@Override
	public void onSubscribe(Subscription newSubscription) {
		this.subscription = newSubscription;
		if (isCancelled()) {
			newSubscription.cancel();
			return;
		}
		newSubscription.request(Long.MAX_VALUE);
	}

	@Override
	public void onNext(Object value) {
		complete(value);
	}

	@Override
	public void onError(Throwable failure) {
		completeExceptionally(failure);
	}

	@Override
	public void onComplete() {
		complete(null);
	}

	@Override
	public boolean cancel(boolean mayInterruptIfRunning) {
		boolean cancelled = super.cancel(mayInterruptIfRunning);
		Subscription current = this.subscription;
		if (cancelled && current != null) {
			current.cancel();
		}
		return cancelled;
	}

}

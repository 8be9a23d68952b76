package io.sluice.actuate.endpoint;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;

import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * An expensive call that is made at most once at a time: a caller that comes while the
 * call is in progress receives its result.
 *
 * @param <T> the type of the result
 */
@RequiredArgsConstructor
final class SharedCall<T> {

	private final Callable<T> call;

	private final AtomicReference<@Nullable FutureTask<T>> running = new AtomicReference<>();

	/**
	 * Make the call, or wait for the call in progress.
	 * @throws ExecutionException if the call failed
	 */
	T get() throws InterruptedException, ExecutionException {
		FutureTask<T> mine = new FutureTask<>(this.call);
		FutureTask<T> other = this.running.compareAndExchange(null, mine);
		if (other != null) {
			return other.get();
		}
		try {
			mine.run();
		}
		finally {
			this.running.set(null);
		}
		return mine.get();
	}

}

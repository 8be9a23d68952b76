package io.sluice.actuate.endpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.awaitility.Awaitility.await;

/**
 * A call whose result many are given.
 */
class SharedCallTests {

	private final AtomicInteger calls = new AtomicInteger();

	@Test
	void whoAsksWhileItIsUnderWayIsGivenItsResult() throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		SharedCall<Integer> shared = new SharedCall<>(() -> {
			int number = this.calls.incrementAndGet();
			release.await();
			return number;
		});
		List<FutureTask<Integer>> results = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			FutureTask<Integer> result = new FutureTask<>(shared::get);
			Thread asking = Thread.ofPlatform().daemon().start(result);
			results.add(result);
			await().until(() -> asking.getState() == Thread.State.WAITING);
		}
		release.countDown();
		for (FutureTask<Integer> result : results) {
			assertThat(result.get(1, TimeUnit.MINUTES)).isOne();
		}
		assertThat(shared.get()).as("asked afterwards").isEqualTo(2);
	}

	@Test
	void callThatFailsIsMadeAgain() throws Exception {
		SharedCall<Integer> shared = new SharedCall<>(() -> {
			if (this.calls.incrementAndGet() == 1) {
				throw new IllegalStateException("as asked");
			}
			return this.calls.get();
		});
		assertThatException().isThrownBy(shared::get)
			.isInstanceOf(ExecutionException.class)
			.withRootCauseInstanceOf(IllegalStateException.class);
		assertThat(shared.get()).isEqualTo(2);
	}

}

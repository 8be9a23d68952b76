package io.sluice.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.sluice.process.MemoryAccount.WaitActions;
import io.sluice.support.ClassLoads;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * {@link MemoryBudget} and {@link MemoryAccount}: what does not fit is not taken, and
 * what waits comes in turn.
 */
class MemoryBudgetTests {

	private final MemoryBudget budget = new MemoryBudget(1000);

	@Test
	void whatDoesNotFitIsNotTaken() {
		assertThat(this.budget.tryTake(MemoryKind.FRAMES, 600)).isTrue();
		assertThat(this.budget.tryTake(MemoryKind.BUFFERS, 401)).isFalse();
		assertThat(this.budget.tryTake(MemoryKind.TLS, 400)).isTrue();
		assertThat(this.budget.used()).isEqualTo(1000);
		this.budget.release(MemoryKind.FRAMES, 600);
		assertThat(this.budget.used(MemoryKind.FRAMES)).isZero();
		assertThat(this.budget.used(MemoryKind.TLS)).isEqualTo(400);
	}

	@Test
	void whatARequestNeedsToEndHasAReserve() {
		this.budget.tryTake(MemoryKind.FRAMES, 1000);
		assertThat(this.budget.tryTake(MemoryKind.PAYLOADS, 125)).isTrue();
		assertThat(this.budget.tryTake(MemoryKind.PAYLOADS, 1)).isFalse();
		assertThat(this.budget.tryTake(MemoryKind.REPLIES, 125)).isTrue();
		assertThat(this.budget.tryTake(MemoryKind.REPLIES, 1)).isFalse();
		assertThat(this.budget.isShort()).isTrue();
		assertThat(this.budget.shortage(0)).isEqualTo(250);
	}

	@Test
	void aReplyThatIsRefusedIsRememberedOnce() {
		this.budget.tryTake(MemoryKind.FRAMES, 900);
		assertThat(this.budget.takeRefused()).isZero();
		this.budget.tryTake(MemoryKind.FRAMES, 200);
		assertThat(this.budget.takeRefused()).as("it waits").isZero();
		this.budget.tryTake(MemoryKind.REPLIES, 100);
		this.budget.tryTake(MemoryKind.REPLIES, 30);
		this.budget.tryTake(MemoryKind.REPLIES, 26);
		assertThat(this.budget.takeRefused()).isEqualTo(30);
		assertThat(this.budget.takeRefused()).isZero();
		this.budget.tryTake(MemoryKind.REPLIES, 10_000);
		assertThat(this.budget.takeRefused()).as("no more than the reserve").isEqualTo(125);
	}

	@Test
	void connectionsThatWaitHaveRoomInTurn() throws Exception {
		this.budget.tryTake(MemoryKind.BUFFERS, 1000);
		List<Integer> order = Collections.synchronizedList(new ArrayList<>());
		List<Thread> threads = new ArrayList<>();
		for (int i = 0; i < 5; i++) {
			int number = i;
			MemoryAccount account = new MemoryAccount(this.budget);
			threads.add(Thread.startVirtualThread(() -> {
				take(account, 300);
				order.add(number);
				account.releaseAll();
			}));
			await().until(() -> this.budget.shortage(0) == 300L * (number + 1));
		}
		this.budget.release(MemoryKind.BUFFERS, 299);
		assertThat(new MemoryAccount(this.budget).tryTake(MemoryKind.FRAMES, 10)).as("others wait for longer")
			.isFalse();
		this.budget.release(MemoryKind.BUFFERS, 1);
		for (Thread thread : threads) {
			assertThat(thread.join(Duration.ofMinutes(1))).isTrue();
		}
		assertThat(order).containsExactly(0, 1, 2, 3, 4);
		assertThat(this.budget.used()).isEqualTo(700);
		assertThat(this.budget.isShort()).isFalse();
	}

	@Test
	void aWaitEndsWithItsConnection() {
		this.budget.tryTake(MemoryKind.BUFFERS, 1000);
		MemoryAccount account = new MemoryAccount(this.budget);
		CompletableFuture<Throwable> ended = new CompletableFuture<>();
		Thread.startVirtualThread(() -> {
			try {
				account.take(MemoryKind.FRAMES, 1);
			}
			catch (IOException ex) {
				ended.complete(ex);
			}
		});
		await().until(this.budget::isShort);
		account.close();
		assertThat(ended).succeedsWithin(1, TimeUnit.MINUTES).isInstanceOf(SocketException.class);
		assertThat(this.budget.isShort()).isFalse();
	}

	@Test
	void aWaitDoesFirstWhatHasToBeDoneBefore() {
		this.budget.tryTake(MemoryKind.BUFFERS, 1000);
		MemoryAccount account = new MemoryAccount(this.budget);
		account.onWait(new WaitActions() {

			@Override
			public boolean beforePark() throws IOException {
				throw new IOException("late");
			}

		});
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> account.take(MemoryKind.FRAMES, 1))
			.withMessage("late");
		assertThat(this.budget.isShort()).isFalse();
	}

	@Test
	void whoWaitsForItsClientBeforeHoldsNobodyUp() throws Exception {
		this.budget.tryTake(MemoryKind.BUFFERS, 1000);
		CountDownLatch began = new CountDownLatch(1);
		CountDownLatch taken = new CountDownLatch(1);
		MemoryAccount deaf = new MemoryAccount(this.budget);
		deaf.onWait(new WaitActions() {

			@Override
			public void beforeQueueing() {
				began.countDown();
				awaitUnchecked(taken);
			}

		});
		Thread blocked = Thread.startVirtualThread(() -> take(deaf, 300));
		began.await();
		MemoryAccount other = new MemoryAccount(this.budget);
		CompletableFuture<Void> served = CompletableFuture.runAsync(() -> take(other, 300));
		await().until(this.budget::isShort);
		this.budget.release(MemoryKind.BUFFERS, 1000);
		assertThat(served).succeedsWithin(1, TimeUnit.MINUTES);
		taken.countDown();
		assertThat(blocked.join(Duration.ofMinutes(1))).isTrue();
	}

	@Test
	void whoWaitsForItsClientInBetweenHoldsNobodyUp() throws Exception {
		this.budget.tryTake(MemoryKind.BUFFERS, 1000);
		CountDownLatch taken = new CountDownLatch(1);
		AtomicInteger writes = new AtomicInteger();
		AtomicBoolean finished = new AtomicBoolean();
		MemoryAccount deaf = new MemoryAccount(this.budget);
		deaf.onWait(new WaitActions() {

			@Override
			public void beforeQueueing() {
				if (writes.incrementAndGet() == 2) {
					awaitUnchecked(taken);
				}
			}

			@Override
			public boolean beforePark() {
				return !finished.compareAndSet(true, false);
			}

		});
		Thread blocked = Thread.startVirtualThread(() -> take(deaf, 300));
		await().until(this.budget::isShort);
		finished.set(true);
		deaf.wake();
		await().until(() -> writes.get() == 2);
		MemoryAccount other = new MemoryAccount(this.budget);
		CompletableFuture<Void> served = CompletableFuture.runAsync(() -> take(other, 300));
		await().until(() -> this.budget.shortage(0) == 300);
		this.budget.release(MemoryKind.BUFFERS, 1000);
		assertThat(served).succeedsWithin(1, TimeUnit.MINUTES);
		taken.countDown();
		assertThat(blocked.join(Duration.ofMinutes(1))).isTrue();
		assertThat(this.budget.used()).isEqualTo(600);
		assertThat(this.budget.isShort()).isFalse();
	}

	@Test
	void aMessageHasTheReserveAlsoWhereAFrameHasWaitedForLonger() throws Exception {
		this.budget.tryTake(MemoryKind.FRAMES, 1000);
		this.budget.tryTake(MemoryKind.PAYLOADS, 125);
		Thread frame = Thread.startVirtualThread(() -> take(new MemoryAccount(this.budget), 100));
		await().until(() -> this.budget.shortage(0) == 225);
		MemoryAccount whole = new MemoryAccount(this.budget);
		CompletableFuture<Boolean> message = CompletableFuture.supplyAsync(() -> {
			try {
				return whole.await(MemoryKind.PAYLOADS, 100,
						() -> this.budget.tryTake(MemoryKind.PAYLOADS, 100) ? true : null);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		});
		await().until(() -> this.budget.shortage(0) == 325);
		this.budget.release(MemoryKind.PAYLOADS, 125);
		assertThat(message).succeedsWithin(1, TimeUnit.MINUTES).isEqualTo(true);
		this.budget.release(MemoryKind.FRAMES, 1000);
		assertThat(frame.join(Duration.ofMinutes(1))).isTrue();
		assertThat(this.budget.used()).isEqualTo(200);
		assertThat(this.budget.isShort()).isFalse();
	}

	@Test
	void aFrameThatBecomesAMessageLeavesNothingToOthers() throws Exception {
		MemoryAccount account = new MemoryAccount(this.budget);
		take(account, 1000);
		Thread other = Thread.startVirtualThread(() -> take(new MemoryAccount(this.budget), 1));
		await().until(() -> other.getState() == Thread.State.WAITING);
		account.becomePayload(1000);
		account.releaseAll();
		assertThat(this.budget.used(MemoryKind.PAYLOADS)).isEqualTo(1000);
		assertThat(this.budget.used(MemoryKind.FRAMES)).isZero();
		this.budget.release(MemoryKind.PAYLOADS, 1000);
		assertThat(other.join(Duration.ofMinutes(1))).isTrue();
	}

	@Test
	void anInterruptDoesNotEndAWaitAndIsKept() throws Exception {
		this.budget.tryTake(MemoryKind.BUFFERS, 1000);
		MemoryAccount account = new MemoryAccount(this.budget);
		CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
		Thread thread = Thread.startVirtualThread(() -> {
			take(account, 1);
			interrupted.complete(Thread.currentThread().isInterrupted());
		});
		await().until(this.budget::isShort);
		thread.interrupt();
		this.budget.release(MemoryKind.BUFFERS, 1000);
		assertThat(interrupted).succeedsWithin(1, TimeUnit.MINUTES).isEqualTo(true);
	}

	@Test
	void roomForAConnectionIsWaitedForButNotTaken() {
		assertThat(this.budget.awaitRoom(938, 0)).isTrue();
		assertThat(this.budget.awaitRoom(939, 1)).as("with less than a sixteenth left for handshakes").isFalse();
		this.budget.tryTake(MemoryKind.BUFFERS, 938);
		assertThat(this.budget.awaitRoom(1, 1)).isFalse();
		CompletableFuture<Boolean> room = CompletableFuture
			.supplyAsync(() -> this.budget.awaitRoom(1, TimeUnit.MINUTES.toNanos(1)));
		await().until(this.budget::isShort);
		assertThat(this.budget.shortage(0)).as("room for the many that may wait behind it").isEqualTo(938 + 251 - 1000);
		this.budget.release(MemoryKind.BUFFERS, 1);
		assertThat(room).succeedsWithin(1, TimeUnit.MINUTES).isEqualTo(true);
		assertThat(this.budget.used()).isEqualTo(937);
	}

	@Test
	void manyThreadsNeverHoldMoreThanThereIs() throws Exception {
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			List<Future<?>> all = new ArrayList<>();
			for (int i = 0; i < 16; i++) {
				all.add(threads.submit(() -> {
					for (int round = 0; round < 2000; round++) {
						MemoryAccount account = new MemoryAccount(this.budget);
						take(account, ThreadLocalRandom.current().nextInt(1, 400));
						assertThat(this.budget.used()).isLessThanOrEqualTo(1000);
						account.releaseAll();
					}
				}));
			}
			for (Future<?> one : all) {
				one.get();
			}
		}
		assertThat(this.budget.used()).isZero();
		assertThat(this.budget.used(MemoryKind.FRAMES)).isZero();
		assertThat(this.budget.isShort()).isFalse();
	}

	private static void awaitUnchecked(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	@Test
	void whatReleasesNeedsNoClassOfItsOwn() throws Exception {
		assertThat(ClassLoads.firstNeededBy(Release.class)).as("would be initialized behind an OutOfMemoryError")
			.isEmpty();
	}

	private static void take(MemoryAccount account, int bytes) {
		try {
			account.take(MemoryKind.FRAMES, bytes);
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

	static final class Release implements Runnable {

		private final MemoryBudget budget = new MemoryBudget(1000);

		private final BufferPool<byte[]> pool = this.budget.buffers().arrays();

		private final MemoryAccount account = new MemoryAccount(this.budget);

		@Override
		public void run() {
			this.pool.release(new byte[0]);
			this.account.release(MemoryKind.FRAMES, 1);
			this.account.becomePayload(1);
			this.account.close();
			this.account.releaseAll();
		}

	}

}

package io.sluice.process;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * {@link BufferPool}: no buffer is anybody else's while it is taken.
 */
class BufferPoolTests {

	private final BufferPool<byte[]> pool = new BufferPool<>(() -> new byte[BufferPool.SIZE], MemoryBudget.UNLIMITED);

	@Test
	void whatWasGivenBackIsTakenNext() {
		byte[] buffer = this.pool.take();
		this.pool.release(buffer);
		assertThat(this.pool.take()).isSameAs(buffer).hasSize(BufferPool.SIZE);
	}

	@Test
	void whatIsTakenIsNotTakenAgain() {
		this.pool.release(this.pool.take());
		assertThat(this.pool.take()).isNotSameAs(this.pool.take());
	}

	@Test
	void moreThanIsKeptIsLetGoOf() {
		List<byte[]> taken = Stream.generate(this.pool::take).limit(100).toList();
		taken.forEach(this.pool::release);
		List<byte[]> again = Stream.generate(this.pool::take).limit(100).toList();
		assertThat(again.stream().filter((buffer) -> taken.stream().anyMatch((one) -> one == buffer))).hasSize(64);
		assertThat(distinct(again)).hasSize(100);
	}

	@Test
	void buffersBeyondThoseThatAreKeptArePaidFor() {
		MemoryBudget budget = new MemoryBudget(2L * BufferPool.SIZE);
		BufferPool<byte[]> paid = new BufferPool<>(() -> new byte[BufferPool.SIZE], budget);
		List<byte[]> taken = Stream.generate(paid::take).limit(BufferPool.KEPT).toList();
		assertThat(budget.used()).as("those that are kept").isZero();
		byte[] first = paid.take();
		byte[] second = paid.take();
		assertThat(budget.used(MemoryKind.BUFFERS)).isEqualTo(2L * BufferPool.SIZE);
		assertThat(paid.take()).as("there is no room for it").isNull();
		paid.release(first);
		taken.forEach(paid::release);
		paid.release(second);
		assertThat(budget.used()).isZero();
	}

	@Test
	void aBufferThatCannotBeMadeIsNotPaidFor() {
		MemoryBudget budget = new MemoryBudget(2L * BufferPool.SIZE);
		Iterator<byte[]> made = Stream.generate(() -> new byte[BufferPool.SIZE]).limit(BufferPool.KEPT).iterator();
		BufferPool<byte[]> paid = new BufferPool<>(() -> {
			if (!made.hasNext()) {
				throw new OutOfMemoryError("of a test");
			}
			return made.next();
		}, budget);
		Stream.generate(paid::take).limit(BufferPool.KEPT).forEach((buffer) -> assertThat(buffer).isNotNull());
		assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(paid::take);
		assertThat(budget.used()).isZero();
	}

	@Test
	void aPoolWithoutABudgetHasNoMoreThanAreKept() {
		BufferPool<byte[]> bounded = new BufferPool<>(() -> new byte[BufferPool.SIZE], null);
		List<byte[]> taken = Stream.generate(bounded::take).limit(BufferPool.KEPT).toList();
		assertThat(bounded.take()).isNull();
		bounded.release(taken.getFirst());
		assertThat(bounded.take()).isSameAs(taken.getFirst());
	}

	@Test
	void threadsNeverHoldTheSameBuffer() throws Exception {
		try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
			List<Future<Void>> all = new ArrayList<>();
			for (byte mark = 1; mark <= 4; mark++) {
				byte own = mark;
				all.add(threads.submit(() -> {
					IntStream.range(0, 20_000).forEach((i) -> takeAndMark(own));
					return null;
				}));
			}
			for (Future<Void> one : all) {
				one.get();
			}
		}
	}

	private void takeAndMark(byte mark) {
		List<byte[]> held = Stream.generate(this.pool::take).limit(ThreadLocalRandom.current().nextInt(1, 4)).toList();
		held.forEach((buffer) -> buffer[0] = mark);
		Thread.onSpinWait();
		assertThat(held).allMatch((buffer) -> buffer[0] == mark);
		held.forEach(this.pool::release);
	}

	private static Set<byte[]> distinct(List<byte[]> buffers) {
		Set<byte[]> distinct = Collections.newSetFromMap(new IdentityHashMap<>());
		distinct.addAll(buffers);
		return distinct;
	}

}

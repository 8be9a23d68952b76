package io.sluice.connection;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.sluice.process.VitalThreadMonitor;
import io.sluice.telemetry.ListenerMetrics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link ReplyFlusher}: which thread writes.
 */
class ReplyFlusherTests {

	private static final int WRITERS = 64;

	private final ReplyFlusher flusher = new ReplyFlusher(VitalThreadMonitor.UNWATCHED);

	private final CountDownLatch release = new CountDownLatch(1);

	private final BlockingQueue<Thread> threads = new LinkedBlockingQueue<>();

	@AfterEach
	void close() {
		this.release.countDown();
		this.flusher.close();
	}

	@Test
	void writesDoNotDependOnCarriersOfVirtualThreads() throws InterruptedException {
		write(SocketStub.unconnected());
		assertThat(nextThread().isVirtual()).isFalse();
	}

	@Test
	void clientsThatReadNothingDoNotTakeTheWriters() throws InterruptedException {
		for (int i = 0; i < 2 * WRITERS; i++) {
			SocketStub deaf = SocketStub.unconnected();
			write(deaf);
			assertThat(nextThread().isVirtual()).isFalse();
			deaf.block(System.nanoTime());
		}
		write(SocketStub.unconnected());
		assertThat(nextThread().isVirtual()).isFalse();
	}

	@Test
	void nobodyWaitsForAClientThatSomebodyWaitsForAlready() throws InterruptedException {
		SocketStub deaf = SocketStub.unconnected();
		deaf.block(System.nanoTime());
		write(deaf);
		assertThat(nextThread().isVirtual()).isTrue();
	}

	@Test
	void moreAtOnceThanThereAreWritersIsWrittenAllTheSame() throws InterruptedException {
		for (int i = 0; i < WRITERS; i++) {
			write(SocketStub.unconnected());
			assertThat(nextThread().isVirtual()).isFalse();
		}
		write(SocketStub.unconnected());
		assertThat(nextThread().isVirtual()).isTrue();
	}

	private void write(SocketStub socket) {
		this.flusher.execute(new ReplyOutput(ListenerMetrics.NONE, socket), () -> {
			this.threads.add(Thread.currentThread());
			try {
				this.release.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		});
	}

	private Thread nextThread() throws InterruptedException {
		Thread thread = this.threads.poll(1, TimeUnit.MINUTES);
		assertThat(thread).isNotNull();
		return thread;
	}

}

package io.sluice.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.integration.channel.DirectChannel;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Channels of the application as an engine, of which the outbound one may block.
 */
class ChannelEngineTests {

	private static final int MEGABYTE = 1024 * 1024;

	private final BlockingChannel outbound = new BlockingChannel();

	private final ChannelEngine engine = new ChannelEngine(this.outbound, new DirectChannel());

	private final RecordingListener listener = new RecordingListener();

	@AfterEach
	void stop() {
		this.outbound.opened.countDown();
		this.engine.close();
	}

	private CompletableFuture<Long> publish(int size) {
		return this.engine.publish("test:pods", new byte[size]).toCompletableFuture();
	}

	@Test
	void whileOutboundBlocksWhatWaitsIsBounded() {
		List<CompletableFuture<Long>> taken = new ArrayList<>();
		CompletableFuture<Long> last = publish(MEGABYTE);
		while (!last.isCompletedExceptionally() && taken.size() < 100) {
			taken.add(last);
			last = publish(MEGABYTE);
		}
		assertThat(last).isCompletedExceptionally();
		assertThat(taken).hasSizeGreaterThan(8);
		assertThat(last.exceptionNow()).isInstanceOf(EngineAwayException.class);
		this.outbound.opened.countDown();
		await().until(() -> taken.stream().allMatch(CompletableFuture::isDone));
		assertThat(this.outbound.sent).hasValue(taken.size());
		assertThat(publish(1)).succeedsWithin(Duration.ofMinutes(1));
	}

	@Test
	void aMessageAboveTheBoundIsSentIfNoneWaits() {
		this.outbound.opened.countDown();
		await().until(() -> publish(64 * MEGABYTE).isDone());
	}

	@Test
	void whatOutboundDoesNotTakeIsNotPublished() {
		this.outbound.taking = false;
		this.outbound.opened.countDown();
		CompletableFuture<Long> refused = publish(1);
		await().until(refused::isDone);
		assertThat(refused).isCompletedExceptionally();
		assertThat(refused.exceptionNow()).isInstanceOf(EngineAwayException.class);
	}

	@Test
	void itConnectsAgainWhenOutboundHasTakenWhatWasSent() {
		this.engine.start(this.listener);
		await().until(() -> this.listener.connected.get() == 1);
		CompletableFuture<Long> blocked = publish(1);
		this.engine.reconnect();
		await().until(() -> this.listener.disconnected.get() == 1);
		await().until(ChannelEngineTests::isEngineWaiting);
		assertThat(this.listener.connected).hasValue(1);
		this.outbound.opened.countDown();
		await().until(() -> this.listener.connected.get() == 2);
		assertThat(blocked).isDone();
	}

	@Test
	void itStopsWhileOutboundBlocks() {
		this.engine.start(this.listener);
		await().until(() -> this.listener.connected.get() == 1);
		var _ = publish(1);
		this.engine.reconnect();
		await().until(() -> this.listener.disconnected.get() == 1);
		this.engine.stop();
		await().until(() -> engineThreads().isEmpty());
		assertThat(this.listener.connected).hasValue(1);
	}

	private static boolean isEngineWaiting() {
		return engineThreads().stream().allMatch((thread) -> thread.getState() == Thread.State.WAITING);
	}

	private static List<Thread> engineThreads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().equals("sluice-cluster-channels"))
			.toList();
	}

	/** Blocks until it is opened. */
	private static final class BlockingChannel implements MessageChannel {

		private final CountDownLatch opened = new CountDownLatch(1);

		private final AtomicInteger sent = new AtomicInteger();

		private volatile boolean taking = true;

		@Override
		public boolean send(Message<?> message, long timeout) {
			try {
				this.opened.await();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
			this.sent.incrementAndGet();
			return this.taking;
		}

	}

	/** Counts what happens. */
	private static final class RecordingListener implements EngineListener {

		private final AtomicInteger connected = new AtomicInteger();

		private final AtomicInteger disconnected = new AtomicInteger();

		@Override
		public boolean connected() {
			this.connected.incrementAndGet();
			return true;
		}

		@Override
		public void disconnected() {
			this.disconnected.incrementAndGet();
		}

		@Override
		public void receive(String channel, byte[] message) {
		}

	}

}

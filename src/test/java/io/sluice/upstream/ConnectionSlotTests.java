package io.sluice.upstream;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

import io.sluice.client.Destination;
import io.sluice.client.SharedConnection;
import io.sluice.framing.LineFraming;
import io.sluice.process.Backoff;
import io.sluice.support.LinePeer;
import io.sluice.support.TestRequest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A connection that is kept open, whatever happens.
 */
class ConnectionSlotTests {

	private static final int LARGE = 1024 * 1024;

	private static ConnectionSlot slot(int port, ConnectionSlot.ConnectionObserver observer) {
		return new ConnectionSlot(new Destination("127.0.0.1", port, new LineFraming(LARGE)),
				new SharedConnection.Terms(64, UpstreamUnderTest.LONG, null, new LongAdder()),
				new Backoff(Duration.ofMillis(10), Duration.ofMillis(50)), observer, null);
	}

	@Test
	void anErrorDoesNotEndTheAttemptsToConnect() throws IOException {
		LinePeer closed = LinePeer.start(LinePeer::echo);
		closed.close();
		FailingObserver observer = new FailingObserver();
		ConnectionSlot slot = slot(closed.port(), observer);
		slot.start("core");
		await().until(() -> observer.failures.get() >= 2);
		try (LinePeer peer = LinePeer.start(closed.port(), (connection, in, out) -> {
			if (connection > 0) {
				LinePeer.ignore(connection, in, out);
			}
		})) {
			await().until(() -> peer.accepted() == 2 && slot.current() != null && peer.ended() == 1);
		}
		finally {
			slot.stop();
		}
	}

	@Test
	void theEndOfAFormerConnectionIsNotTakenForThatOfItsSuccessor() throws IOException {
		CountDownLatch done = new CountDownLatch(1);
		AtomicInteger changes = new AtomicInteger();
		try (LinePeer peer = LinePeer.start((connection, in, out) -> {
			if (connection == 0) {
				// what is sent to it is not read, so the end waits for a write
				await().until(() -> done.getCount() == 0);
			}
			LinePeer.ignore(connection, in, out);
		})) {
			ConnectionSlot slot = slot(peer.port(), new ConnectionSlot.ConnectionObserver() {
				@Override
				public void recordOpen() {
				}

				@Override
				public void recordConnectFailure(Exception failure) {
				}

				@Override
				public void recordEnd(SharedConnection ended) {
				}

				@Override
				public void recordChange() {
					changes.incrementAndGet();
				}
			});
			slot.start("core");
			await().until(() -> slot.current() != null);
			SharedConnection former = slot.current();
			for (int i = 0; i < 32; i++) {
				former.offer(new TestRequest(new byte[LARGE], null, Long.MAX_VALUE));
			}
			slot.stop();
			slot.start("core");
			await().until(() -> slot.current() != null && slot.current() != former);
			await().until(() -> changes.get() == 1);
			assertThat(slot.current()).isNotNull();
			slot.stop();
			done.countDown();
		}
	}

	/** Fails at everything. */
	private static final class FailingObserver implements ConnectionSlot.ConnectionObserver {

		private final AtomicInteger failures = new AtomicInteger();

		private void fail() {
			this.failures.incrementAndGet();
			throw new Error("of a test");
		}

		@Override
		public void recordOpen() {
			fail();
		}

		@Override
		public void recordConnectFailure(Exception failure) {
			fail();
		}

		@Override
		public void recordEnd(SharedConnection ended) {
			fail();
		}

		@Override
		public void recordChange() {
			fail();
		}

	}

}

package io.sluice.autoconfigure;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.sluice.ErrorCode;
import io.sluice.spi.RequestGate;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A request is counted once, however many ends it comes to at the same time.
 */
class RequestCountTests {

	private final CountDownLatch expired = new CountDownLatch(1);

	@Test
	void requestThatExpiresWhileItIsRefusedIsCountedOnce() throws IOException {
		try (TestGateway gateway = TestGateway.start(RequestCountTests.class, ".request-timeout=300ms",
				".routes[0].to=echo")) {
			gateway.useGate(new LateRefusal());
			try (TestClient client = gateway.connect()) {
				assertThat(client.request("one")).startsWith("ERR TIMEOUT");
				this.expired.countDown();
				assertThat(client.request("two")).as("the connection goes on").startsWith("ERR BUSY");
			}
			assertThat(gateway.requests("none", "timeout")).isOne();
			assertThat(gateway.requests("none", "busy")).isOne();
			assertThat(gateway.requests("none", "handler_error")).as("counted a second time").isZero();
		}
	}

	/**
	 * Refuses a request when it has expired.
	 */
	private final class LateRefusal implements RequestGate {

		@Override
		public long delay(long now) {
			return 0;
		}

		@Override
		public ErrorCode enter(long now) {
			boolean interrupted = false;
			boolean over = false;
			while (!over) {
				try {
					over = RequestCountTests.this.expired.await(1, TimeUnit.MINUTES);
				}
				catch (InterruptedException ex) {
					// by the deadline
					interrupted = true;
				}
			}
			assertThat(interrupted || RequestCountTests.this.expired.getCount() == 0).isTrue();
			return ErrorCode.BUSY;
		}

		@Override
		public void leave() {
		}

	}

}

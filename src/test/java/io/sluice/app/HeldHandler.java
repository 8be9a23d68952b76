package io.sluice.app;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.sluice.TcpHandler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A handler that answers when it is let.
 */
class HeldHandler {

	private volatile CountDownLatch begun = new CountDownLatch(1);

	private volatile CountDownLatch release = new CountDownLatch(1);

	@TcpHandler("hold")
	String hold() throws InterruptedException {
		this.begun.countDown();
		this.release.await();
		return "held";
	}

	void awaitRequest() throws InterruptedException {
		assertThat(this.begun.await(1, TimeUnit.MINUTES)).isTrue();
	}

	void release() {
		this.release.countDown();
	}

	/** Hold requests again, as none is held any more. */
	void rearm() {
		this.begun = new CountDownLatch(1);
		this.release = new CountDownLatch(1);
	}

}

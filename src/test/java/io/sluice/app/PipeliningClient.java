package io.sluice.app;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.LongAdder;

import io.sluice.support.TestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A client that numbers its requests and never waits for a reply with nothing under way,
 * until the server ends the stream.
 */
final class PipeliningClient implements Callable<Long> {

	/** So that what is under way is more than the server reads at once. */
	private static final int BURST = 400;

	private final int port;

	private final String name;

	private final LongAdder replies;

	private long sent;

	private long received;

	/**
	 * Prepare a client.
	 * @param port where the server listens
	 * @param name what its requests begin with
	 * @param replies counts the replies of all clients while they are under way
	 */
	PipeliningClient(int port, String name, LongAdder replies) {
		this.port = port;
		this.name = name;
		this.replies = replies;
	}

	/**
	 * Send requests until the stream ends, of which the replies must be a prefix: none
	 * missing, none twice, none cut off. A reset would be an exception.
	 * @return how many were answered
	 */
	@Override
	public Long call() throws IOException {
		try (TestClient client = new TestClient(this.port)) {
			send(client, BURST);
			String reply = client.readLineOrEnd();
			while (reply != null) {
				assertThat(reply).isEqualTo(this.name + "-" + this.received);
				this.received++;
				this.replies.increment();
				if (this.received % (BURST / 2) == 0) {
					send(client, BURST / 2);
				}
				reply = client.readLineOrEnd();
			}
		}
		return this.received;
	}

	private void send(TestClient client, int count) throws IOException {
		StringBuilder burst = new StringBuilder();
		for (int i = 0; i < count; i++) {
			burst.append(this.name).append('-').append(this.sent++).append('\n');
		}
		client.send(burst.toString());
	}

}

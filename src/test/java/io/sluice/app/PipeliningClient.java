package io.sluice.app;

import java.io.IOException;
import java.util.concurrent.Callable;

import io.sluice.support.TestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A client that numbers its requests and never waits for a reply with nothing under way,
 * until the server ends the stream.
 */
final class PipeliningClient implements Callable<Void> {

	/** So that what is under way is more than the server reads at once. */
	private static final int BURST = 1000;

	private final int port;

	private final String name;

	private long sent;

	private volatile long received;

	/**
	 * Prepare a client.
	 * @param port where the server listens
	 * @param name what its requests begin with
	 */
	PipeliningClient(int port, String name) {
		this.port = port;
		this.name = name;
	}

	/**
	 * Send requests until the stream ends, of which the replies must be a prefix: none
	 * missing, none twice, none cut off. A reset would be an exception.
	 */
	@Override
	public Void call() throws IOException {
		try (TestClient client = new TestClient(this.port)) {
			send(client, BURST);
			long count = 0;
			String reply = client.readLineOrEnd();
			while (reply != null) {
				assertThat(reply).isEqualTo(this.name + "-" + count);
				count++;
				this.received = count;
				if (count % (BURST / 2) == 0) {
					send(client, BURST / 2);
				}
				reply = client.readLineOrEnd();
			}
		}
		return null;
	}

	/**
	 * How many replies there are so far. Any thread may ask.
	 */
	long received() {
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

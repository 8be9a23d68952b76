package io.sluice.autoconfigure;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

import io.sluice.support.TestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A device that gateways connect to, of which each says its name.
 */
final class LeaderDevice implements AutoCloseable {

	private final ServerSocket socket;

	LeaderDevice() throws IOException {
		this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		this.socket.setSoTimeout(60_000);
	}

	/**
	 * The settings of the listener {@code plant} of a gateway, of which only one may
	 * connect.
	 */
	String[] listener(String name) {
		return new String[] { "sluice.listeners.plant.connect[0]=127.0.0.1:" + this.socket.getLocalPort(),
				"sluice.listeners.plant.reconnect.backoff=10ms", "sluice.listeners.plant.leader=true",
				"sluice.listeners.plant.greeting=" + name, "sluice.listeners.plant.routes[0].to=answer" };
	}

	/**
	 * Accept the connection of a gateway.
	 */
	TestClient accept(String name) throws IOException {
		TestClient client = new TestClient(this.socket.accept());
		assertThat(client.readLine()).isEqualTo(name);
		return client;
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}

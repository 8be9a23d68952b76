package io.sluice.app;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.sluice.support.Haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Three gateways behind HAProxy, with the configuration of both that
 * {@code docs/rolling.md} shows. Each gateway has an address of its own, as if it were
 * another machine: no outgoing connection takes a port of it while there is no process.
 */
final class GatewayFleet implements AutoCloseable {

	private static final int SIZE = 3;

	private final Path settings;

	private final List<Place> places = new ArrayList<>();

	private final List<GatewayProcess> gateways = new ArrayList<>();

	private final Haproxy haproxy;

	/**
	 * Start all gateways. HAProxy may not have found them ready yet.
	 * @param directory the directory for files
	 */
	GatewayFleet(Path directory) throws IOException {
		String page = Files.readString(Path.of("docs/rolling.md"));
		this.settings = Files.writeString(directory.resolve("rolling.yml"), block(page, "yaml"));
		try {
			for (int i = 0; i < SIZE; i++) {
				this.places.add(Place.of(i));
				this.gateways.add(start(this.places.get(i)));
			}
			this.gateways.forEach((gateway) -> gateway.port("numbered"));
			this.haproxy = new Haproxy(directory, (port) -> withLocalAddresses(block(page, "haproxy"), port));
		}
		catch (IOException | RuntimeException ex) {
			this.gateways.forEach(GatewayProcess::close);
			throw ex;
		}
	}

	private static String block(String page, String language) {
		Matcher block = Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL).matcher(page);
		assertThat(block.find()).as("an example of " + language).isTrue();
		return block.group(1);
	}

	/**
	 * The configuration, with addresses of this machine instead of those of the page.
	 */
	private String withLocalAddresses(String configuration, int port) {
		String result = replace(configuration, "bind :7070", "bind 127.0.0.1:" + port);
		for (Place place : this.places) {
			result = replace(result, "10.0.0.1%d:7070 check port 8080".formatted(place.number),
					"%s:%d check port %d".formatted(place.address, place.port, place.management));
		}
		return result;
	}

	private static String replace(String text, String old, String by) {
		assertThat(text).containsOnlyOnce(old);
		return text.replace(old, by);
	}

	private GatewayProcess start(Place place) throws IOException {
		return GatewayProcess.start(NumberedRequests.class, "spring.config.additional-location=file:" + this.settings,
				"server.address=" + place.address, "server.port=" + place.management,
				"sluice.listeners.numbered.address=" + place.address, "sluice.listeners.numbered.port=" + place.port,
				"sluice.listeners.numbered.routes[0].to=numbered",
				// for three hundred clients, and not for as many thousands
				"sluice.shutdown.close-spread=3s");
	}

	/**
	 * Wait until HAProxy has found all gateways ready.
	 */
	void awaitReady() {
		this.places.forEach((place) -> awaitState(place, "UP"));
	}

	/**
	 * The port that clients connect to.
	 */
	int port() {
		return this.haproxy.port();
	}

	/**
	 * Terminate a gateway and start another in its place.
	 * @param index the index of the gateway, from 0
	 * @return the gateway that has ended
	 */
	GatewayProcess replace(int index) throws IOException, InterruptedException {
		GatewayProcess old = this.gateways.get(index);
		old.terminate();
		assertThat(old.awaitEnd()).isIn(0, 143);
		awaitState(this.places.get(index), "DOWN");
		this.gateways.set(index, start(this.places.get(index)));
		awaitState(this.places.get(index), "UP");
		return old;
	}

	/**
	 * Have a gateway end with SIGTERM.
	 * @param index the index of the gateway, from 0
	 * @return the gateway, which drains
	 */
	GatewayProcess terminate(int index) {
		GatewayProcess ending = this.gateways.get(index);
		ending.terminate();
		return ending;
	}

	/**
	 * Stop a gateway with SIGSTOP.
	 * @param index the index of the gateway, from 0
	 * @return the stopped gateway
	 */
	GatewayProcess hold(int index) throws IOException, InterruptedException {
		GatewayProcess held = this.gateways.get(index);
		held.hold();
		return held;
	}

	/**
	 * Kill a gateway without a replacement.
	 * @param gateway the gateway
	 */
	void kill(GatewayProcess gateway) {
		this.gateways.remove(gateway);
		gateway.kill();
	}

	/**
	 * Let all gateways end.
	 * @return those that have ended
	 */
	List<GatewayProcess> stop() throws InterruptedException {
		this.gateways.forEach(GatewayProcess::terminate);
		for (GatewayProcess gateway : this.gateways) {
			assertThat(gateway.awaitEnd()).isIn(0, 143);
		}
		return this.gateways;
	}

	/**
	 * Wait until HAProxy has said so of a gateway, and not said otherwise since.
	 */
	private void awaitState(Place place, String state) {
		Pattern said = Pattern.compile("sluice/gateway-%d .*\\b(UP|DOWN)\\b".formatted(place.number));
		await().until(() -> said.matcher(this.haproxy.output())
			.results()
			.map((result) -> result.group(1))
			.reduce("", (earlier, later) -> later)
			.equals(state));
	}

	@Override
	public void close() {
		this.haproxy.close();
		this.gateways.forEach(GatewayProcess::close);
	}

	private record Place(int number, String address, int port, int management) {

		static Place of(int index) throws IOException {
			String address = "127.0.0.1" + (index + 1);
			try (ServerSocket one = free(address); ServerSocket other = free(address)) {
				return new Place(index + 1, address, one.getLocalPort(), other.getLocalPort());
			}
		}

		private static ServerSocket free(String address) throws IOException {
			return new ServerSocket(0, 1, InetAddress.getByName(address));
		}

	}

}

package io.sluice.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * A device that stays connected to some pod, and goes to another one now and then. It
 * reads each connection to its end, also one that it has left.
 */
final class DrillDevice {

	private final String name;

	private final DrillLedger ledger;

	/** The pod to connect to, or {@code null} if there is none. */
	private final Supplier<DrillPodProcess> pods;

	private final Random random;

	private volatile boolean ended;

	private volatile boolean away;

	private volatile boolean loggedIn;

	private volatile Socket current;

	/** All that have not ended, the current one among them. */
	private final Set<Socket> open = ConcurrentHashMap.newKeySet();

	DrillDevice(String name, DrillLedger ledger, Supplier<DrillPodProcess> pods, long seed) {
		this.name = name;
		this.ledger = ledger;
		this.pods = pods;
		this.random = new Random(seed);
	}

	void start() {
		Thread.ofVirtual().start(this::live);
	}

	String name() {
		return this.name;
	}

	boolean isLoggedIn() {
		return this.loggedIn;
	}

	private void live() {
		while (!this.ended) {
			Socket open = this.current;
			DrillPodProcess pod = (this.away || open != null) ? null : this.pods.get();
			Socket socket = (pod != null) ? connect(pod) : null;
			if (socket != null) {
				use(socket);
			}
			LockSupport.parkNanos(Duration.ofMillis(20 + this.random.nextInt(200)).toNanos());
		}
	}

	/**
	 * Read it on a thread of its own: one that the device has left may last longer. A
	 * device that has gone away while it connected ends it at once.
	 */
	private synchronized void use(Socket socket) {
		this.current = socket;
		this.open.add(socket);
		Thread.ofVirtual().start(() -> read(socket));
		if (this.away) {
			endAll();
		}
	}

	private Socket connect(DrillPodProcess pod) {
		try {
			Socket socket = new Socket(InetAddress.getLoopbackAddress(), pod.port());
			socket.setSoTimeout(20_000);
			socket.getOutputStream().write(bytes("LOGIN " + this.name));
			return socket;
		}
		catch (Exception ex) {
			return null;
		}
	}

	private static byte[] bytes(String line) {
		return (line + "\n").getBytes(StandardCharsets.UTF_8);
	}

	private void read(Socket socket) {
		try (socket;
				BufferedReader lines = new BufferedReader(
						new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
			for (String line = lines.readLine(); line != null; line = lines.readLine()) {
				take(line, socket);
			}
		}
		catch (IOException ex) {
			// its pod was killed
		}
		this.open.remove(socket);
		if (this.current == socket) {
			this.loggedIn = false;
			this.current = null;
		}
	}

	private void take(String line, Socket socket) throws IOException {
		if (line.equals("LOAD")) {
			this.loggedIn = true;
			return;
		}
		this.ledger.recordReceipt(this.name, line);
		if (line.startsWith("ASK ")) {
			socket.getOutputStream().write(bytes("ANS " + line.substring(4)));
		}
	}

	/**
	 * Leave the pod: the connection stays open for a while, as of a device that has lost
	 * its network.
	 */
	void move() {
		Socket left = this.current;
		DrillPodProcess pod = this.pods.get();
		if (left == null || pod == null) {
			return;
		}
		Socket socket = connect(pod);
		if (socket != null) {
			use(socket);
		}
	}

	/**
	 * End all connections, and connect no more until told so. One that the device has
	 * left may have its name: after an outage, pods agree on one of its connections.
	 */
	synchronized void leave() {
		this.away = true;
		endAll();
	}

	private void endAll() {
		for (Socket socket : this.open) {
			try {
				socket.shutdownOutput();
			}
			catch (IOException ex) {
				// it has ended by itself
			}
		}
	}

	void comeBack() {
		this.away = false;
	}

	void end() {
		this.ended = true;
	}

	@Override
	public String toString() {
		return "%s, away %b, connected by %s".formatted(this.name, this.away, this.open);
	}

}

package io.sluice.app;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import io.sluice.support.ActuatorClient;
import org.jspecify.annotations.Nullable;

import static org.awaitility.Awaitility.await;

/**
 * The example {@code examples/payment-switch} in this process, on free ports: the
 * stand-ins and the price service, and a switch that leads to them.
 */
final class PaymentSwitch implements AutoCloseable {

	static final Path DIRECTORY = Path.of("examples/payment-switch");

	static final Path CONFIGURATION = DIRECTORY.resolve("switch.yml");

	private final HttpServer prices;

	private RunningApplication core;

	/** Where it leads the switch, also while the core is down. */
	private List<String> addresses;

	private @Nullable RunningApplication gateway;

	private PaymentSwitch(HttpServer prices) {
		this.prices = prices;
		this.core = startCore();
		this.addresses = addresses();
	}

	/**
	 * Start the far ends, and not yet a switch.
	 */
	static PaymentSwitch start() {
		HttpServer prices = SimpleFileServer.createFileServer(
				new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
				DIRECTORY.resolve("prices").toAbsolutePath(), SimpleFileServer.OutputLevel.NONE);
		prices.start();
		return new PaymentSwitch(prices);
	}

	private static RunningApplication startCore() {
		return RunningApplication.startWith(DIRECTORY.resolve("stand-ins.yml"), List.of("core-1", "core-2"));
	}

	private List<String> addresses() {
		return List.of("--CORE_1=127.0.0.1:" + this.core.port("core-1"),
				"--CORE_2=127.0.0.1:" + this.core.port("core-2"),
				"--PRICING=http://127.0.0.1:" + this.prices.getAddress().getPort());
	}

	void stopCore() {
		this.core.close();
	}

	/**
	 * Start the core on other ports, which the next switch is told.
	 */
	void restartCore() {
		this.core.close();
		this.core = startCore();
		this.addresses = addresses();
	}

	/**
	 * Start a switch in place of the one before.
	 * @param configuration its file
	 * @param listeners the names of its listeners
	 */
	RunningApplication startSwitch(Path configuration, List<String> listeners) {
		stopSwitch();
		List<String> settings = new ArrayList<>(this.addresses);
		// commands print where the log does
		settings.add("--logging.level.io.sluice.upstream=error");
		settings.add("--management.endpoint.sluice.access=unrestricted");
		RunningApplication started = RunningApplication.startWith(configuration, listeners,
				settings.toArray(String[]::new));
		this.gateway = started;
		return started;
	}

	/**
	 * Wait until the switch has connections to both nodes of the core.
	 */
	void awaitCore() {
		try (ActuatorClient actuator = new ActuatorClient(gateway().context())) {
			await().until(() -> actuator.read("/sluice/upstreams/core").at("/state").asString().equals("up"));
		}
	}

	RunningApplication gateway() {
		if (this.gateway == null) {
			throw new IllegalStateException("no switch has been started");
		}
		return this.gateway;
	}

	private void stopSwitch() {
		if (this.gateway != null) {
			this.gateway.close();
			this.gateway = null;
		}
	}

	@Override
	public void close() {
		stopSwitch();
		this.core.close();
		this.prices.stop(0);
	}

}

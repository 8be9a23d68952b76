package io.sluice.app;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.sluice.listener.SluiceServerConnectionFactory;
import io.sluice.support.PlainHttp;
import io.sluice.support.SharedMetadata;
import io.sluice.support.TestClient;
import io.sluice.telemetry.Phase;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;

import static org.awaitility.Awaitility.await;

/**
 * The executable's application in this process, on free ports.
 */
final class RunningApplication implements AutoCloseable {

	private final ConfigurableApplicationContext context;

	private RunningApplication(ConfigurableApplicationContext context) {
		this.context = context;
	}

	/** Not started. */
	static SpringApplication application() {
		SpringApplication application = SluiceApplication.application();
		application.addInitializers((ApplicationContextInitializer<?>) SharedMetadata::join);
		return application;
	}

	/**
	 * Start it with its sample listener.
	 */
	static RunningApplication start(String... args) {
		return start(application(), args);
	}

	static RunningApplication start(SpringApplication application, String... args) {
		Stream<String> settings = Stream.of("--server.port=0", "--logging.level.root=warn",
				"--sluice.listeners.demo.port=0");
		return new RunningApplication(application.run(Stream.concat(settings, Stream.of(args)).toArray(String[]::new)));
	}

	/**
	 * Start it with the listeners of a file, on free ports.
	 * @param configuration the file
	 * @param listeners the names of its listeners
	 * @param settings further arguments
	 */
	static RunningApplication startWith(Path configuration, List<String> listeners, String... settings) {
		return startWith(application(), configuration, listeners, settings);
	}

	static RunningApplication startWith(SpringApplication application, Path configuration, List<String> listeners,
			String... settings) {
		List<String> args = new ArrayList<>(List.of("--spring.config.additional-location=" + configuration.toUri(),
				"--server.port=0", "--logging.level.root=warn"));
		listeners.forEach((listener) -> args.add("--sluice.listeners." + listener + ".port=0"));
		args.addAll(List.of(settings));
		return new RunningApplication(application.run(args.toArray(String[]::new)));
	}

	ConfigurableApplicationContext context() {
		return this.context;
	}

	int port(String listener) {
		return listener(listener).getPort();
	}

	/** How many connections its sample listener has. */
	int connections() {
		return listener("demo").openConnections().count();
	}

	/**
	 * Wait until no client of a listener is being served.
	 */
	void awaitIdle(String name) {
		await().until(() -> listener(name).openConnections()
			.infos()
			.allMatch((connection) -> connection.phase() == Phase.IDLE));
	}

	private SluiceServerConnectionFactory listener(String name) {
		return this.context.getBean("sluice." + name + ".connections", SluiceServerConnectionFactory.class);
	}

	TestClient connect() {
		return new TestClient(port("demo"));
	}

	/** The port of the web server. */
	PlainHttp http() {
		return http("local.server.port");
	}

	/** The port that serves Actuator, where that is another. */
	PlainHttp management() {
		return http("local.management.port");
	}

	private PlainHttp http(String property) {
		return new PlainHttp(this.context.getEnvironment().getRequiredProperty(property, Integer.class));
	}

	@Override
	public void close() {
		this.context.close();
	}

}

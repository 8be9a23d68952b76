package io.sluice.app;

import java.util.Map;

import io.sluice.cli.SluiceCommand;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;

/**
 * The gateway as an application of its own.
 */
@SpringBootApplication
public class SluiceApplication {

	private static final String READ_POLLERS = "jdk.readPollers";

	/**
	 * The application before it runs. Beside Spring Boot's {@code application.yml} it
	 * reads {@code sluice.yml}; the one in the executable holds the defaults, which
	 * therefore do not reach applications that use the starter.
	 * @return the application
	 */
	static SpringApplication application() {
		return new SpringApplicationBuilder(SluiceApplication.class)
			.properties(Map.of("spring.config.name", "application,sluice"))
			.initializers(new DemoListener())
			.build();
	}

	/**
	 * Start the gateway, or run a command of the client.
	 * @param args {@code send}, {@code load}, {@code health}, {@code help},
	 * {@code --help} or {@code --version} and what belongs to it, or settings of the
	 * gateway such as {@code --sluice.listeners.demo.port=0}
	 */
	public static void main(String[] args) {
		if (SluiceCommand.handles(args)) {
			System.exit(SluiceCommand.run(args));
		}
		shareReadPollers();
		application().run(args);
	}

	/**
	 * Have fewer threads poll sockets than Java's default of one for each core:
	 * connections are then served in an order closer to the one in which they have
	 * something to read (docs/performance.md). To be called before there is a virtual
	 * thread.
	 */
	private static void shareReadPollers() {
		if (System.getProperty(READ_POLLERS) == null) {
			// Java takes powers of two only
			int pollers = Integer.highestOneBit(Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
			System.setProperty(READ_POLLERS, Integer.toString(pollers));
		}
	}

}

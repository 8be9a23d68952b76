package io.sluice.app;

import java.util.Map;

import io.sluice.cli.SluiceCommand;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.ImportRuntimeHints;

/**
 * The gateway as an application of its own.
 */
@SpringBootApplication
@ImportRuntimeHints(ApplicationHints.class)
public class SluiceApplication {

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
		if (SluiceCommand.isCommand(args)) {
			System.exit(SluiceCommand.run(args));
		}
		application().run(args);
	}

}

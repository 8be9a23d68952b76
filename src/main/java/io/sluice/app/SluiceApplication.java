package io.sluice.app;

import java.util.Map;

import io.sluice.cli.SluiceCommand;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.ImportRuntimeHints;

/**
 * The gateway as a standalone application.
 */
@SpringBootApplication
@ImportRuntimeHints(ApplicationRuntimeHints.class)
public class SluiceApplication {

	/**
	 * Create the application. In addition to {@code application.yml}, it reads
	 * {@code sluice.yml}. The executable contains one with its defaults, which therefore
	 * do not apply to applications that use the starter.
	 * @return the application, not started
	 */
	static SpringApplication application() {
		return new SpringApplicationBuilder(SluiceApplication.class)
			.properties(Map.of("spring.config.name", "application,sluice"))
			.initializers(new DemoListenerInitializer(), new BrokerClientsInitializer())
			.build();
	}

	/**
	 * Start the gateway, or run a command of the client.
	 * @param args a command, such as {@code send}, with its arguments, or settings of the
	 * gateway, such as {@code --sluice.listeners.demo.port=0}
	 */
	public static void main(String[] args) {
		if (SluiceCommand.isCommand(args)) {
			System.exit(SluiceCommand.run(args));
		}
		application().run(args);
	}

}

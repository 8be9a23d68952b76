package io.sluice.autoconfigure;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an application with the starter logs about its listeners.
 */
@ExtendWith(OutputCaptureExtension.class)
class QuietStartTests {

	@Test
	void withTheDocumentedLevelsAListenerLogsItsAddressAndItsEnd(CapturedOutput output) {
		new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.properties("spring.main.banner-mode=off", "sluice.listeners.quiet.port=0",
					"sluice.listeners.quiet.address=127.0.0.1", "sluice.listeners.quiet.routes[0].to=echo",
					"logging.level.root=info",
					"logging.level.org.springframework.integration.endpoint.EventDrivenConsumer=warn",
					"logging.level.io.sluice.listener.SluiceInboundGateway=warn",
					"logging.level.io.sluice.listener.SluiceServerConnectionFactory=warn",
					"logging.level.io.sluice.routing.RequestChannel=warn")
			.run()
			.close();
		assertThat(output.getAll().lines().filter((line) -> line.contains("quiet"))).satisfiesExactly(
				(line) -> assertThat(line).contains("[quiet] listening on 127.0.0.1:"),
				(line) -> assertThat(line).contains("[quiet] stopped"));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}

package io.sluice.autoconfigure;

import io.sluice.TcpHandler;
import io.sluice.TcpSessions;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.integration.ip.tcp.connection.AbstractConnectionFactory;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A test of a part of the application, such as its web controllers, has no listener.
 */
@WebMvcTest(properties = { "sluice.listeners.orders.port=0", "sluice.listeners.orders.routes[0].to=orders" })
@Import(TestSliceTests.Controller.class)
class TestSliceTests {

	@Autowired
	private ApplicationContext context;

	@Autowired
	private MockMvcTester web;

	@Test
	void sliceOfTheWebHasNothingOfSluice() {
		assertThat(this.web.get().uri("/orders")).hasStatusOk().hasBodyTextEqualTo("none");
		assertThat(this.context.getBeanNamesForType(AbstractConnectionFactory.class)).isEmpty();
		assertThat(this.context.getBeanNamesForType(TcpSessions.class)).isEmpty();
		assertThat(this.context.getBeanDefinitionNames()).noneMatch((name) -> name.startsWith("sluice"));
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		Orders orders() {
			return new Orders();
		}

	}

	static class Orders {

		@TcpHandler("orders")
		String order(String number) {
			return number;
		}

	}

	@RestController
	static class Controller {

		@GetMapping("/orders")
		String orders() {
			return "none";
		}

	}

}

package io.sluice.test;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.context.ContextConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A Spring Boot test that configures its context itself.
 */
@SpringBootTest(classes = ListenerSliceTests.Orders.class, webEnvironment = SpringBootTest.WebEnvironment.NONE,
		properties = { "sluice.listeners.orders.port=7070", "sluice.listeners.orders.address=127.0.0.2",
				"sluice.listeners.orders.routes[0].to=orders" })
@AutoConfigureSluiceTest
@ContextConfiguration(initializers = ConfiguredSliceTests.Marker.class)
class ConfiguredSliceTests {

	@Test
	void theListenerIsReachedWhereItListens(@Autowired TcpTestClient client, @LocalListenerPort("orders") int port,
			@Autowired Marker marker) {
		assertThat(marker).isNotNull();
		assertThat(port).isNotIn(0, 7070);
		client.send("{\"item\":\"pear\",\"count\":3}").expect("ordered 3 pear");
	}

	/** Another initializer of the same test. */
	static final class Marker implements ApplicationContextInitializer<ConfigurableApplicationContext> {

		@Override
		public void initialize(ConfigurableApplicationContext context) {
			context.getBeanFactory().registerSingleton("marker", this);
		}

	}

}

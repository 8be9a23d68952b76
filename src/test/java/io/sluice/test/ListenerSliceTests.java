package io.sluice.test;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;

import io.sluice.TcpHandler;
import io.sluice.TcpSessions;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.core.env.Environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * A Spring Boot test of handlers, as an application's author writes it.
 */
@SpringBootTest(classes = ListenerSliceTests.Orders.class, webEnvironment = SpringBootTest.WebEnvironment.NONE,
		properties = { "sluice.listeners.orders.port=7070", "sluice.listeners.orders.routes[0].to=orders",
				"sluice.listeners.hl7-lab.port=7070", "sluice.listeners.hl7-lab.framing.type=mllp",
				"sluice.listeners.hl7-lab.routes[0].to=echo", "sluice.listeners.off.enabled=false",
				"sluice.listeners.off.port=7070", "sluice.listeners.off.routes[0].to=echo",
				"sluice.listeners.devices.connect[0]=127.0.0.1:1", "sluice.listeners.devices.routes[0].to=echo" })
@AutoConfigureSluiceTest
class ListenerSliceTests {

	@Autowired
	@Qualifier("orders")
	private TcpTestClient client;

	@LocalListenerPort("orders")
	private int port;

	@Test
	void aHandlerIsTested() {
		this.client.send("{\"item\":\"pear\",\"count\":3}").expect("ordered 3 pear");
	}

	@Test
	void aClientSpeaksTheFramingOfItsListener(@Autowired @Qualifier("hl7-lab") TcpTestClient lab) {
		lab.send("MSH|^~\\&|\r").splitAt(3).expect("MSH|^~\\&|\r");
	}

	@Test
	void everyListenerHasAPortOfItsOwn(@LocalListenerPort("hl7-lab") int lab, @Autowired Environment environment,
			@Value("${local.sluice.orders.port}") int orders) {
		assertThat(this.port).isEqualTo(orders).isNotIn(0, 7070, lab);
		assertThat(environment.getProperty("local.sluice.hl7-lab.port", Integer.class)).isEqualTo(lab);
		assertThat(environment.getProperty("local.sluice.other.port")).isNull();
		assertThat(environment.getProperty("local.sluice.devices.port")).isNull();
		assertThat(environment.getProperty("local.sluice.off.port")).isNull();
	}

	@RepeatedTest(2)
	void theConnectionsOfATestEndWithIt(@Autowired TcpSessions sessions) {
		this.client.send("{\"item\":\"pear\",\"count\":1}").expect("ordered 1 pear");
		await().untilAsserted(() -> assertThat(sessions.localSessions("orders")).hasSize(1));
	}

	@Test
	void allClientsAreClosedAlthoughOneFails(@Autowired @Qualifier("orders") TcpTestClient failing,
			@Autowired @Qualifier("orders") TcpTestClient other, @Autowired AbstractApplicationContext context) {
		failing.connect().halfClose().send("{}");
		other.connect();
		ListenerClients clients = context.getApplicationListeners()
			.stream()
			.filter(ListenerClients.class::isInstance)
			.map(ListenerClients.class::cast)
			.findFirst()
			.orElseThrow();
		assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(clients::closeAll);
		// which a client that is connected refuses
		other.proxyHeader(new byte[0]);
	}

	@Test
	void aFailureSaysWhatTheHandlerReplied() {
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> this.client.send("{\"item\":\"pear\",\"count\":2}").expect("ordered 3 pear"))
			.withMessage("expected \"ordered 3 pear\", but got \"ordered 2 pear\"");
		this.client.expectNothingFor(Duration.ofMillis(20));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Orders {

		@TcpHandler("orders")
		String order(Map<String, Object> order) {
			return "ordered %s %s".formatted(order.get("count"), order.get("item"));
		}

	}

}

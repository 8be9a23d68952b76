package com.example.orders;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.integration.ip.tcp.connection.TcpNetServerConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;

@SpringBootTest(properties = { "sluice.listeners.orders.port=0", "sluice.listeners.terminals.port=0" })
class OrdersTests {

	@Autowired
	@Qualifier("sluice.orders.connections")
	private TcpNetServerConnectionFactory orders;

	@Test
	void orderIsConfirmed() throws IOException {
		assertThat(reply("{\"item\":\"pear\",\"count\":3}")).isEqualTo("ordered 3 pear");
	}

	@Test
	void orderOfNothingIsRefused() throws IOException {
		assertThat(reply("{\"item\":\"pear\",\"count\":0}")).startsWith("ERR BAD_PAYLOAD");
	}

	private String reply(String request) throws IOException {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.orders.getPort())) {
			socket.getOutputStream().write((request + "\n").getBytes(StandardCharsets.UTF_8));
			return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8)).readLine();
		}
	}

}

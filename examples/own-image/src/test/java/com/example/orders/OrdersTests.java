package com.example.orders;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.integration.ip.tcp.connection.TcpNetServerConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The application with the listener of values.yaml, and what the chart requests of it.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "spring.config.import=file:values.yaml", "sluice.listeners.orders.port=0" })
class OrdersTests {

	@Autowired
	@Qualifier("sluice.orders.connections")
	private TcpNetServerConnectionFactory orders;

	@Value("${local.server.port}")
	private int management;

	@Test
	void orderIsConfirmed() throws IOException {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.orders.getPort())) {
			socket.getOutputStream().write("{\"item\":\"pear\",\"count\":3}\n".getBytes(StandardCharsets.UTF_8));
			BufferedReader replies = new BufferedReader(
					new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
			assertThat(replies.readLine()).isEqualTo("ordered 3 pear");
		}
	}

	@Test
	void probesAndPrometheusAreAnswered() throws Exception {
		assertThat(get("/actuator/health/liveness")).contains("\"status\":\"UP\"");
		assertThat(get("/actuator/health/readiness")).contains("\"status\":\"UP\"");
		assertThat(get("/actuator/prometheus")).contains("sluice_listening");
	}

	private String get(String path) throws Exception {
		URI uri = URI.create("http://127.0.0.1:" + this.management + path);
		try (HttpClient client = HttpClient.newHttpClient()) {
			HttpResponse<String> response = client.send(HttpRequest.newBuilder(uri).build(),
					HttpResponse.BodyHandlers.ofString());
			assertThat(response.statusCode()).isEqualTo(200);
			return response.body();
		}
	}

}

package io.sluice.autoconfigure;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

import javax.net.ssl.SSLContext;

import io.sluice.SluiceHeaders;
import io.sluice.TcpHandler;
import io.sluice.listener.SluiceServerConnectionFactory;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import io.sluice.support.TestTls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.messaging.handler.annotation.Header;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.awaitility.Awaitility.await;

/**
 * A listener that connects to its clients.
 */
@ExtendWith(OutputCaptureExtension.class)
class DialOutTests {

	private static final String[] FAST = { "sluice.listeners.scales.reconnect.backoff=10ms",
			"sluice.listeners.scales.reconnect.max-backoff=50ms", "sluice.listeners.scales.routes[0].to=upper" };

	private static ServerSocket device() throws IOException {
		return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
	}

	private static TestGateway start(ServerSocket... devices) {
		String[] properties = Arrays.copyOf(FAST, FAST.length + devices.length);
		for (int i = 0; i < devices.length; i++) {
			properties[FAST.length + i] = "sluice.listeners.scales.connect[%d]=localhost:%d".formatted(i,
					devices[i].getLocalPort());
		}
		return TestGateway.start(Upper.class, properties);
	}

	private static TestGateway start(String address) {
		String[] properties = Arrays.copyOf(FAST, FAST.length + 1);
		properties[FAST.length] = "sluice.listeners.scales.connect[0]=" + address;
		return TestGateway.start(Upper.class, properties);
	}

	private static SluiceServerConnectionFactory scales(TestGateway gateway) {
		return gateway.context().getBean(BeanNames.of("scales", "connections"), SluiceServerConnectionFactory.class);
	}

	private static TestClient accept(ServerSocket device) throws IOException {
		Socket socket = device.accept();
		return new TestClient(socket);
	}

	@Test
	void eachDeviceIsCalledAndServedLikeAClientThatWasAccepted() throws IOException {
		try (ServerSocket one = device();
				ServerSocket two = device();
				TestGateway gateway = start(one, two);
				TestClient first = accept(one);
				TestClient second = accept(two)) {
			assertThat(second.request("b")).isEqualTo("B");
			assertThat(first.request("a")).isEqualTo("A");
			assertThat(scales(gateway).openConnections().count()).isEqualTo(2);
			assertThat(scales(gateway).getDialed())
				.hasToString("[localhost:%d, localhost:%d]".formatted(one.getLocalPort(), two.getLocalPort()));
		}
	}

	@Test
	void aDeviceThatEndsTheConnectionIsCalledAgain() throws IOException {
		try (ServerSocket device = device(); TestGateway gateway = start(device)) {
			for (int i = 0; i < 5; i++) {
				try (TestClient client = accept(device)) {
					assertThat(client.request("again")).isEqualTo("AGAIN");
				}
			}
			assertThat(gateway.context().isRunning()).isTrue();
		}
	}

	@Test
	void aDeviceThatIsNotThereIsWarnedOfOnceAndCalledWhenItComes(CapturedOutput output) throws IOException {
		int port;
		try (ServerSocket gone = device()) {
			port = gone.getLocalPort();
		}
		try (TestGateway gateway = start("127.0.0.1:" + port)) {
			await().until(() -> output.getAll().contains("cannot connect to 127.0.0.1:" + port));
			try (ServerSocket device = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
					TestClient client = accept(device)) {
				assertThat(client.request("a")).isEqualTo("A");
				assertThat(output.getAll().split("cannot connect to 127.0.0.1:" + port + ": Connection refused", -1))
					.hasSize(2);
			}
			assertThat(gateway.context().isRunning()).isTrue();
		}
		assertThat(output.getAll()).contains("The next attempt follows within 50ms").doesNotContain("\tat ");
	}

	@Test
	void aDeviceThatIsLostIsWarnedOfOnceEachTime(CapturedOutput output) throws IOException {
		int port = 0;
		TestGateway gateway = null;
		try {
			for (int outage = 1; outage <= 2; outage++) {
				try (ServerSocket device = new ServerSocket(port, 50, InetAddress.getLoopbackAddress())) {
					port = device.getLocalPort();
					gateway = (gateway != null) ? gateway : start("127.0.0.1:" + port);
					for (int i = 0; i < 3; i++) {
						try (TestClient client = accept(device)) {
							assertThat(client.request("a")).isEqualTo("A");
						}
					}
				}
				int times = outage;
				await().untilAsserted(() -> assertThat(warnings(output)).isEqualTo(times));
			}
		}
		finally {
			if (gateway != null) {
				gateway.close();
			}
		}
		assertThat(warnings(output)).isEqualTo(2);
	}

	private static int warnings(CapturedOutput output) {
		return (int) output.getAll()
			.lines()
			.filter((line) -> line.contains("WARN") && line.contains("cannot connect to 127.0.0.1:"))
			.count();
	}

	@Test
	void noDeviceIsCalledWhileTheListenerIsSuspended() throws IOException {
		try (ServerSocket device = device(); TestGateway gateway = start(device)) {
			TestClient client = accept(device);
			assertThat(client.request("a")).isEqualTo("A");
			scales(gateway).acceptSwitch().suspend();
			client.close();
			await().until(() -> scales(gateway).openConnections().count() == 0);
			device.setSoTimeout(300);
			assertThatException().isThrownBy(device::accept).isInstanceOf(SocketTimeoutException.class);
			scales(gateway).acceptSwitch().resume();
			device.setSoTimeout(60_000);
			try (TestClient again = accept(device)) {
				assertThat(again.request("b")).isEqualTo("B");
			}
		}
	}

	@Test
	void aStopEndsTheConnectionsAndOpensNoOther() throws IOException {
		try (ServerSocket device = device(); TestGateway gateway = start(device); TestClient client = accept(device)) {
			assertThat(client.request("a")).isEqualTo("A");
			scales(gateway).stop();
			assertThat(client.readToEnd()).isEmpty();
			device.setSoTimeout(300);
			assertThatException().isThrownBy(device::accept).isInstanceOf(SocketTimeoutException.class);
		}
	}

	@Test
	void tlsIsTheClientsSideAndTheCertificateIsOfTheHostDialed(@TempDir Path directory, CapturedOutput output)
			throws Exception {
		SSLContext context = TestTls.context(directory);
		try (ServerSocket device = tlsDevice(context);
				TestGateway gateway = startTls(directory, "localhost", device);
				TestClient client = accept(device)) {
			assertThat(client.request("a")).isEqualTo("A CN=localhost");
			assertThat(gateway.count("sluice.tls.handshake", "protocol", "TLSv1.3", "outcome", "ok")).isOne();
		}
		try (ServerSocket device = tlsDevice(context);
				TestGateway gateway = startTls(directory, "127.0.0.1", device);
				TestClient client = accept(device)) {
			assertThatException().isThrownBy(() -> client.request("a"));
			await().until(() -> output.getAll().contains("[scales] the TLS handshake with"));
			assertThat(gateway.requests("upper", "ok")).isZero();
		}
	}

	private static ServerSocket tlsDevice(SSLContext context) throws IOException {
		return context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
	}

	private static TestGateway startTls(Path directory, String host, ServerSocket device) {
		String bundle = "spring.ssl.bundle.jks.devices.truststore.";
		String[] properties = Arrays.copyOf(FAST, FAST.length + 5);
		properties[FAST.length] = "sluice.listeners.scales.connect[0]=" + host + ":" + device.getLocalPort();
		properties[FAST.length + 1] = "sluice.listeners.scales.ssl.bundle=devices";
		properties[FAST.length + 2] = bundle + "location=file:" + directory.resolve("server.p12");
		properties[FAST.length + 3] = bundle + "password=" + TestTls.PASSWORD;
		properties[FAST.length + 4] = bundle + "type=PKCS12";
		return TestGateway.start(Upper.class, properties);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					.connect[0]=nowhere                        | .connect[0] | host and a port
					.connect[0]=a:1;.connect[1]=a:1            | .connect[1] | in the list twice
					.connect[0]=a:1;.port=7070                 | .port       | accepts no clients
					.connect[0]=a:1;.backlog=1024              | .backlog    | accepts no clients
					.connect[0]=a:1;.limits.maxConnections=5   | .limits.max-connections | accepts no clients
					.connect[0]=a:1;.access.allow[0]=::/0      | .access     | accepts no clients
					.connect[0]=a:1;.proxy-protocol.mode=off   | .proxy-protocol | accepts no clients
					.connect[0]=a:1;.ssl.bundle=b;.ssl.client-auth=none | .ssl.client-auth | accepts no clients
					.connect[0]=a:1;.reconnect.backoff=0s      | .reconnect.backoff | from 1ms to 1d
					.connect[0]=a:1;.reconnect.max-backoff=10ms | .reconnect.max-backoff | from 'reconnect.backoff', which is 1s, to 1d
					.port=0;.reconnect.backoff=1s              | .reconnect  | set 'connect' too
					""")
	void whatIsForAcceptingIsRefused(String settings, String key, String remedy, CapturedOutput output) {
		String[] properties = (settings + ";.routes[0].to=echo").split(";");
		for (int i = 0; i < properties.length; i++) {
			properties[i] = "sluice.listeners.scales" + properties[i];
		}
		assertThatException().isThrownBy(() -> TestGateway.start(Upper.class, properties).close());
		assertThat(output.getAll()).contains("sluice.listeners.scales" + key, remedy).doesNotContain("\tat ");
	}

	static class Upper {

		@TcpHandler("upper")
		String upper(String text, @Header(name = SluiceHeaders.TLS_SUBJECT, required = false) String subject) {
			return text.toUpperCase(Locale.ROOT) + ((subject != null) ? " " + subject : "");
		}

	}

}

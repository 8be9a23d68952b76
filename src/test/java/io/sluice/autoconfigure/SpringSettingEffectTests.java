package io.sluice.autoconfigure;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.sluice.TcpHandler;
import io.sluice.listener.SluiceInboundGateway;
import io.sluice.listener.SluiceServerConnectionFactory;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.integration.history.MessageHistory;
import org.springframework.integration.ip.tcp.connection.TcpConnection;
import org.springframework.integration.ip.tcp.connection.TcpConnectionInterceptorFactoryChain;
import org.springframework.integration.ip.tcp.connection.TcpConnectionOpenEvent;
import org.springframework.integration.ip.tcp.connection.TcpMessageMapper;
import org.springframework.integration.ip.tcp.connection.TcpSocketSupport;
import org.springframework.integration.ip.tcp.serializer.ByteArrayLfSerializer;
import org.springframework.integration.support.DefaultErrorMessageStrategy;
import org.springframework.messaging.Message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What may be set on the beans of a listener by a {@link BeanPostProcessor} has an
 * effect, or ends the start.
 */
@ExtendWith(OutputCaptureExtension.class)
class SpringSettingEffectTests {

	@ParameterizedTest
	@ValueSource(strings = { "setDeserializer", "setSingleUse(true)", "setErrorChannelName",
			"setInterceptorFactoryChain", "setErrorMessageStrategy", "setCharset" })
	void settingThatIsRefusedEndsTheStart(String setting, CapturedOutput output) {
		assertThatExceptionOfType(Exception.class)
			.isThrownBy(() -> TestGateway.start(Customizer.class, ".routes[0].to=says", "set=" + setting))
			.withStackTraceContaining(setting + " has no effect on");
		if (!setting.equals("setCharset")) {
			assertThat(output).contains("APPLICATION FAILED TO START", "[test] " + setting);
		}
	}

	@Test
	void optionsOfSocketsAreSet() throws Exception {
		TestGateway gateway = TestGateway.start(Customizer.class, ".routes[0].to=says", "set=sockets");
		Customizer customizer = gateway.context().getBean(Customizer.class);
		try (gateway; TestClient client = gateway.connect()) {
			assertThat(client.request("hello")).startsWith("hello");
			Socket socket = customizer.accepted.poll(1, TimeUnit.MINUTES);
			assertThat(socket.getTrafficClass()).isEqualTo(0x10);
			assertThat(socket.getTcpNoDelay()).isFalse();
			assertThat(socket.getKeepAlive()).isFalse();
			assertThat(socket.getOption(StandardSocketOptions.SO_SNDBUF)).isBetween(16_384, 65_536);
			assertThat(socket.getOption(StandardSocketOptions.SO_RCVBUF)).isBetween(16_384, 65_536);
			assertThat(customizer.listening).hasSize(1);
		}
	}

	@Test
	void mapperMakesMessagesOfRequestsAndBytesOfReplies() throws IOException {
		try (TestGateway gateway = TestGateway.start(Customizer.class, ".routes[0].to=says", "set=mapper");
				TestClient client = gateway.connect()) {
			assertThat(client.request("hello")).isEqualTo("HELLO custom 1 text/plain test says");
			assertThat(client.request("hello")).isEqualTo("HELLO custom 2 text/plain test says");
		}
	}

	@Test
	void gatewayWithoutAutomaticStartListensWhenItIsStarted() throws IOException {
		try (TestGateway gateway = TestGateway.start(Customizer.class, ".routes[0].to=says", "set=startup")) {
			SluiceInboundGateway inbound = gateway.context().getBean(SluiceInboundGateway.class);
			assertThat(gateway.listener("test").isListening()).isFalse();
			assertThat(inbound.getPhase()).isEqualTo(7);
			assertThat(inbound.getRole()).isEqualTo("leaders");
			inbound.start();
			try (TestClient client = gateway.connect()) {
				assertThat(client.request("hello")).startsWith("hello");
			}
		}
	}

	@Test
	void gatewayIsPartOfTheMessageHistory() throws IOException {
		try (TestGateway gateway = TestGateway.start(Customizer.class, ".routes[0].to=history", "set=history");
				TestClient client = gateway.connect()) {
			assertThat(client.request("hello")).isEqualTo("sluice.test.gateway");
		}
	}

	@Test
	void nameOfTheConnectionFactoryIsInItsEvents() throws Exception {
		TestGateway gateway = TestGateway.start(Customizer.class, ".routes[0].to=says", "set=name");
		try (gateway; TestClient client = gateway.connect()) {
			client.request("hello");
			TcpConnectionOpenEvent event = gateway.context().getBean(Customizer.class).opened.poll(1, TimeUnit.MINUTES);
			assertThat(event.getConnectionFactoryName()).isEqualTo("terminals");
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Customizer implements BeanPostProcessor, TcpSocketSupport {

		private final BlockingQueue<Socket> accepted = new LinkedBlockingQueue<>();

		private final BlockingQueue<TcpConnectionOpenEvent> opened = new LinkedBlockingQueue<>();

		private final List<ServerSocket> listening = new ArrayList<>();

		private final String set;

		Customizer(Environment environment) {
			this.set = environment.getRequiredProperty("set");
		}

		@Override
		public Object postProcessBeforeInitialization(Object bean, String name) {
			if (bean instanceof SluiceServerConnectionFactory connections) {
				customize(connections);
			}
			if (bean instanceof SluiceInboundGateway gateway) {
				customize(gateway);
			}
			return bean;
		}

		private void customize(SluiceServerConnectionFactory connections) {
			switch (this.set) {
				case "setDeserializer" -> connections.setDeserializer(new ByteArrayLfSerializer());
				case "setSingleUse(true)" -> connections.setSingleUse(true);
				case "setInterceptorFactoryChain" ->
					connections.setInterceptorFactoryChain(new TcpConnectionInterceptorFactoryChain());
				case "setCharset" -> connections.getMapper().setCharset("UTF-16");
				case "mapper" -> connections.setMapper(mapper());
				case "name" -> connections.setComponentName("terminals");
				case "sockets" -> {
					connections.setTcpSocketSupport(this);
					connections.setSoTrafficClass(0x10);
					connections.setSoTcpNoDelay(false);
					connections.setSoKeepAlive(false);
					connections.setSoSendBufferSize(16_384);
					connections.setSoReceiveBufferSize(16_384);
				}
				default -> {
				}
			}
		}

		private void customize(SluiceInboundGateway gateway) {
			switch (this.set) {
				case "setErrorChannelName" -> gateway.setErrorChannelName("failures");
				case "setErrorMessageStrategy" -> gateway.setErrorMessageStrategy(new DefaultErrorMessageStrategy());
				case "history" -> gateway.setShouldTrack(true);
				case "startup" -> {
					gateway.setAutoStartup(false);
					gateway.setPhase(7);
					gateway.setRole("leaders");
				}
				default -> {
				}
			}
		}

		private static TcpMessageMapper mapper() {
			TcpMessageMapper mapper = new TcpMessageMapper() {

				@Override
				protected Map<String, ?> supplyCustomHeaders(TcpConnection connection) {
					return Map.of("custom", "custom");
				}

				@Override
				public Object fromMessage(Message<?> message) {
					byte[] bytes = (byte[]) super.fromMessage(message);
					for (int i = 0; i < 5; i++) {
						bytes[i] = (byte) Character.toUpperCase(bytes[i]);
					}
					return bytes;
				}

			};
			mapper.setApplySequence(true);
			mapper.setAddContentTypeHeader(true);
			mapper.setContentType("text/plain");
			return mapper;
		}

		@Override
		public void postProcessServerSocket(ServerSocket serverSocket) {
			this.listening.add(serverSocket);
		}

		@Override
		public void postProcessSocket(Socket socket) {
			this.accepted.add(socket);
		}

		@EventListener
		void hear(TcpConnectionOpenEvent event) {
			this.opened.add(event);
		}

		@Bean
		static Handlers handlers() {
			return new Handlers();
		}

	}

	static class Handlers {

		@TcpHandler("says")
		String says(Message<byte[]> message) {
			return "%s %s %s %s %s %s".formatted(new String(message.getPayload(), StandardCharsets.UTF_8),
					message.getHeaders().get("custom"), message.getHeaders().get("sequenceNumber"),
					message.getHeaders().get("contentType"), message.getHeaders().get("sluice_listener"),
					message.getHeaders().get("sluice_route"));
		}

		@TcpHandler("history")
		String history(Message<byte[]> message) {
			MessageHistory history = MessageHistory.read(message);
			return (history != null) ? history.getFirst().getProperty("name") : "none";
		}

	}

}

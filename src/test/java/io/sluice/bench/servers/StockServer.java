package io.sluice.bench.servers;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.integration.config.EnableIntegration;
import org.springframework.integration.dsl.IntegrationFlow;
import org.springframework.integration.ip.dsl.Tcp;
import org.springframework.integration.ip.dsl.TcpNetServerConnectionFactorySpec;
import org.springframework.integration.ip.tcp.connection.TcpConnectionServerListeningEvent;
import org.springframework.integration.ip.tcp.serializer.ByteArrayLfSerializer;
import org.springframework.integration.ip.tcp.serializer.TcpCodecs;

/**
 * Spring Integration as its reference manual shows it, with the backlog and no-delay that
 * it offers.
 */
@Configuration(proxyBeanMethods = false)
@EnableIntegration
public class StockServer {

	private static final int MAX_LINE = 64 * 1024 + 1;

	@Bean
	IntegrationFlow echo() {
		int port = Integer.getInteger("bench.port");
		ByteArrayLfSerializer lines = TcpCodecs.lf();
		lines.setMaxMessageSize(MAX_LINE);
		TcpNetServerConnectionFactorySpec server = Tcp.netServer(port)
			.serializer(lines)
			.deserializer(lines)
			.backlog(1024)
			.soTcpNoDelay(true)
			.localAddress("127.0.0.1");
		return IntegrationFlow.from(Tcp.inboundGateway(server))
			.handle(byte[].class, (payload, headers) -> payload)
			.get();
	}

	/**
	 * Not sooner: it binds on a thread of its own, after the start of its context.
	 */
	@EventListener
	void listening(TcpConnectionServerListeningEvent event) {
		Ready.say();
	}

	public static void main(String[] args) throws InterruptedException {
		System.setProperty("bench.port", args[0]);
		new AnnotationConfigApplicationContext(StockServer.class).registerShutdownHook();
		Thread.currentThread().join();
	}

}

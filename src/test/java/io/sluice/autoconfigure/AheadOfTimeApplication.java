package io.sluice.autoconfigure;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.sluice.TcpHandler;
import io.sluice.cluster.ClusterNode;
import io.sluice.listener.SluiceServerConnectionFactory;
import io.sluice.support.TestClient;
import org.apache.catalina.webresources.TomcatURLStreamHandlerFactory;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.integration.dsl.IntegrationFlow;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.Header;

/**
 * An application with the starter that is processed ahead of time.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(AheadOfTimeApplication.Handlers.class)
public class AheadOfTimeApplication {

	/** Called by the processing ahead of time. */
	public static void main(String[] args) {
		SpringApplication.run(AheadOfTimeApplication.class, args);
	}

	/**
	 * Start it, and talk to it.
	 * @param args its settings
	 * @return the replies
	 */
	public static List<String> talk(String[] args) throws Exception {
		// a JVM has one, and this class loader is not the first
		TomcatURLStreamHandlerFactory.disable();
		SpringApplication application = new SpringApplication(AheadOfTimeApplication.class);
		application.setMainApplicationClass(AheadOfTimeApplication.class);
		try (ConfigurableApplicationContext context = application.run(args);
				TestClient client = new TestClient(context.getBean(SluiceServerConnectionFactory.class).getPort())) {
			return List.of(client.request("{\"item\":\"pear\"}"), client.request("flow"), client.request("else"),
					String.valueOf(context.getBeanFactory()
						.getBeanDefinition("io.sluice.autoconfigure.AheadOfTimeApplication$Handlers")
						.getResourceDescription()),
					cluster(context));
		}
	}

	/** Whether the gateway is a pod, and reaches the others. */
	private static String cluster(ConfigurableApplicationContext context) {
		ClusterNode node = context.getBeanProvider(ClusterNode.class).getIfAvailable();
		return (node == null) ? "alone" : node.isConnected() ? "connected" : "away";
	}

	@Bean
	IntegrationFlow reverse() {
		return (flow) -> flow.<byte[], String>transform(
				(bytes) -> new StringBuilder(new String(bytes, StandardCharsets.UTF_8)).reverse().toString());
	}

	static class Handlers {

		@TcpHandler("orders")
		Confirmation order(Order order) {
			return new Confirmation("ordered " + order.item());
		}

		@TcpHandler("all kinds")
		CompletionStage<List<Later>> later(Message<? extends Wrapped[]> message, @Header("id") Unbound header) {
			return CompletableFuture.completedStage(List.of());
		}

	}

	record Order(String item) {
	}

	record Confirmation(String text) {
	}

	record Wrapped(Nested nested) {
	}

	record Nested(int number) {
	}

	record Later(String text) {
	}

	record Unbound(String text) {
	}

}

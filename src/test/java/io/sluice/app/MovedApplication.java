package io.sluice.app;

import java.util.ArrayList;
import java.util.List;

import io.sluice.support.SharedMetadata;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.integration.ip.tcp.connection.AbstractServerConnectionFactory;
import org.springframework.integration.ip.tcp.connection.TcpNetServerConnectionFactory;

import static org.awaitility.Awaitility.await;

/**
 * An application before it is moved from Spring Integration's gateway to a listener, or
 * after it, on a free port.
 */
final class MovedApplication implements AutoCloseable {

	private static final String SLUICE = "sluice.orders.connections";

	private final ConfigurableApplicationContext context;

	private final String connections;

	private MovedApplication(ConfigurableApplicationContext context, String connections) {
		this.context = context;
		this.connections = connections;
	}

	/**
	 * Start it with a connection factory of Spring Integration.
	 */
	static MovedApplication stock(Class<?>... beans) {
		return new MovedApplication(run(List.of("--spring.config.location=optional:classpath:/none/"), beans),
				"connections");
	}

	/**
	 * Start it with a listener {@code orders}.
	 * @param settings arguments
	 */
	static MovedApplication sluice(List<String> settings, Class<?>... beans) {
		List<String> args = new ArrayList<>(settings);
		args.add("--sluice.listeners.orders.port=0");
		return new MovedApplication(run(args, beans), SLUICE);
	}

	private static ConfigurableApplicationContext run(List<String> args, Class<?>... beans) {
		return new SpringApplicationBuilder(Application.class).sources(beans)
			.web(WebApplicationType.NONE)
			.logStartupInfo(false)
			.initializers(SharedMetadata::join)
			.properties("spring.main.banner-mode=off", "logging.level.root=warn")
			.run(args.toArray(String[]::new));
	}

	ConfigurableApplicationContext context() {
		return this.context;
	}

	int port() {
		return port(this.connections);
	}

	/** Spring Integration binds its port on a thread of its own. */
	int port(String connections) {
		AbstractServerConnectionFactory factory = this.context.getBean(connections,
				AbstractServerConnectionFactory.class);
		await().until(factory::isListening);
		return factory.getPort();
	}

	@Override
	public void close() {
		this.context.close();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		static BeanPostProcessor freePort() {
			return new BeanPostProcessor() {

				@Override
				public Object postProcessBeforeInitialization(Object bean, String name) {
					if (bean.getClass() == TcpNetServerConnectionFactory.class) {
						((TcpNetServerConnectionFactory) bean).setPort(0);
					}
					return bean;
				}

			};
		}

	}

}

package io.sluice.autoconfigure;

import java.time.Duration;
import java.util.List;

import io.sluice.process.DurationText;
import io.sluice.upstream.broker.Broker;
import io.sluice.upstream.broker.RabbitBroker;

import org.springframework.amqp.rabbit.connection.AbstractConnectionFactory;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory.CacheMode;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory.ConfirmType;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.amqp.autoconfigure.CachingConnectionFactoryConfigurer;
import org.springframework.boot.amqp.autoconfigure.RabbitConnectionDetails;
import org.springframework.core.env.Environment;

/**
 * The client of RabbitMQ: connections as {@code spring.rabbitmq} describes them, with
 * publisher confirms and returns. A class of its own, loaded only if a route leads to
 * RabbitMQ.
 */
final class RabbitClient {

	private static final String BEAN = BeanNames.of("rabbit", "broker");

	private static final BrokerHosts HOSTS = new BrokerHosts(RabbitConnectionDetails.class,
			List.of("spring.rabbitmq.host", "spring.rabbitmq.addresses"), "rabbit");

	private static final String CONNECTION_TIMEOUT = "spring.rabbitmq.connection-timeout";

	/** There is one connection. */
	private static final List<String> IGNORED = List.of("spring.rabbitmq.template", "spring.rabbitmq.cache.connection");

	private RabbitClient() {
	}

	/**
	 * The client, which is created for the first route.
	 * @param key the key that the route's target is configured under
	 * @param address the exchange
	 * @param beans the beans of the application
	 * @param shortest the shortest time that a route gives a record
	 */
	static Broker get(String key, BrokerAddress address, ConfigurableListableBeanFactory beans, Duration shortest) {
		Environment environment = beans.getBean(Environment.class);
		if (!beans.containsBean(BEAN)) {
			AbstractConnectionFactory application = beans.getBeanProvider(AbstractConnectionFactory.class)
				.getIfUnique();
			CachingConnectionFactoryConfigurer configurer = beans
				.getBeanProvider(CachingConnectionFactoryConfigurer.class)
				.getIfUnique();
			if (application == null || configurer == null) {
				throw SettingCheck.invalid(key, address.name(),
						"It needs Spring Boot's auto-configuration of RabbitMQ. The executable has it if it starts with a "
								+ "route to RabbitMQ or with settings under 'spring.rabbitmq': restart it.");
			}
			HOSTS.check(key, address, beans);
			Duration timeout = environment.getProperty(CONNECTION_TIMEOUT, Duration.class, shortest.dividedBy(4));
			IgnoredSettings.warn(address.name(), environment, IGNORED);
			RabbitBroker.Times times = new RabbitBroker.Times(timeout, shortest.dividedBy(2));
			((BeanDefinitionRegistry) beans).registerBeanDefinition(BEAN,
					new RootBeanDefinition(RabbitBroker.class, () -> create(application, configurer, times, beans)));
		}
		RabbitBroker broker = beans.getBean(BEAN, RabbitBroker.class);
		checkTime(broker.times().connect(), shortest);
		return broker;
	}

	private static void checkTime(Duration timeout, Duration shortest) {
		if (timeout.compareTo(shortest) >= 0 || timeout.isZero()) {
			throw SettingCheck.invalid(CONNECTION_TIMEOUT, DurationText.of(timeout),
					("It must be above 0 and below the shortest time that a route to RabbitMQ gives a record, which is "
							+ "%s: a route's 'timeout', or its listener's 'request-timeout'.")
						.formatted(DurationText.of(shortest)));
		}
	}

	/**
	 * A connection of its own: a broker that holds back those who publish holds back the
	 * whole connection.
	 */
	private static RabbitBroker create(AbstractConnectionFactory application,
			CachingConnectionFactoryConfigurer configurer, RabbitBroker.Times times,
			ConfigurableListableBeanFactory beans) {
		int connect = Math.toIntExact(times.connect().toMillis());
		com.rabbitmq.client.ConnectionFactory client = application.getRabbitConnectionFactory().clone();
		client.setConnectionTimeout(connect);
		client.setChannelRpcTimeout(connect);
		client.setHandshakeTimeout(connect);
		CachingConnectionFactory connections = new CachingConnectionFactory(client);
		configurer.configure(connections);
		// otherwise each channel would open a connection
		connections.setCacheMode(CacheMode.CHANNEL);
		connections.setPublisherConfirmType(ConfirmType.CORRELATED);
		connections.setPublisherReturns(true);
		connections.setConnectionNameStrategy((factory) -> "sluice");
		return new RabbitBroker(connections, times, beans);
	}

}

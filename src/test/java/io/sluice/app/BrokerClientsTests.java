package io.sluice.app;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.task.ThreadPoolTaskSchedulerBuilder;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.kafka.core.ProducerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

class BrokerClientsTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			--sluice.listeners.demo.routes[0].to=echo | false | false | false
			--spring.kafka.bootstrap-servers=127.0.0.1:1 | true | false | false
			--spring.rabbitmq.host=127.0.0.1 | false | true | false
			--sluice.cluster.via=redis | false | false | true
			""")
	void aGatewayHasTheClientsOfTheBrokersThatItUses(String setting, boolean kafka, boolean rabbit, boolean redis) {
		try (ConfigurableApplicationContext context = start(setting)) {
			assertThat(context.getBeanNamesForType(ProducerFactory.class)).hasSize(kafka ? 1 : 0);
			assertThat(context.getBeanNamesForType(ConnectionFactory.class)).hasSize(rabbit ? 1 : 0);
			assertThat(context.getBeanNamesForType(RedisConnectionFactory.class)).hasSize(redis ? 1 : 0);
			assertThat(context.containsBean("redisHealthContributor")).isFalse();
			assertThat(context.containsBean("clusterHealthIndicator")).isEqualTo(redis);
			assertThat(context.getBeanNamesForType(ThreadPoolTaskSchedulerBuilder.class)).isEmpty();
		}
	}

	private static ConfigurableApplicationContext start(String setting) {
		return SluiceApplication.application()
			.run("--server.port=0", "--sluice.listeners.demo.port=0",
					"--spring.autoconfigure.exclude=org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration",
					setting);
	}

	@ParameterizedTest
	@CsvSource({ "kafka:positions, spring.kafka.bootstrap-servers", "rabbit:orders, spring.rabbitmq.host" })
	void aTargetLoadsTheClientWhichMustBeToldWhereTheBrokerIs(String target, String key) {
		assertThatException().isThrownBy(() -> start("--sluice.listeners.demo.routes[0].to=" + target).close())
			.withMessageContaining("'%s' is not set", key)
			.withMessageContaining("'%s' (sluice.listeners.demo.routes[0].to) needs it", target);
	}

}

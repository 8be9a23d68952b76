package io.sluice.app;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.task.ThreadPoolTaskSchedulerBuilder;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.kafka.core.ProducerFactory;

import static org.assertj.core.api.Assertions.assertThat;

class BrokerClientsTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			--sluice.listeners.demo.routes[0].to=echo | false | false | false
			--sluice.listeners.demo.routes[0].to=kafka:positions | true | false | false
			--sluice.listeners.demo.routes[0].to=rabbit:orders | false | true | false
			--spring.kafka.bootstrap-servers=127.0.0.1:1 | true | false | false
			--spring.rabbitmq.host=127.0.0.1 | false | true | false
			--sluice.cluster.via=redis | false | false | true
			""")
	void aGatewayHasTheClientsOfTheBrokersThatItUses(String setting, boolean kafka, boolean rabbit, boolean redis) {
		List<String> arguments = new ArrayList<>(
				List.of("--server.port=0", "--sluice.listeners.demo.port=0",
						"--spring.autoconfigure.exclude="
								+ "org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration",
						setting));
		try (ConfigurableApplicationContext context = SluiceApplication.application()
			.run(arguments.toArray(String[]::new))) {
			assertThat(context.getBeanNamesForType(ProducerFactory.class)).hasSize(kafka ? 1 : 0);
			assertThat(context.getBeanNamesForType(ConnectionFactory.class)).hasSize(rabbit ? 1 : 0);
			assertThat(context.getBeanNamesForType(RedisConnectionFactory.class)).hasSize(redis ? 1 : 0);
			assertThat(context.containsBean("redisHealthContributor")).isFalse();
			assertThat(context.containsBean("clusterHealthIndicator")).isEqualTo(redis);
			assertThat(context.getBeanNamesForType(ThreadPoolTaskSchedulerBuilder.class)).isEmpty();
		}
	}

}

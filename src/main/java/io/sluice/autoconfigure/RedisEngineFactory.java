package io.sluice.autoconfigure;

import java.time.Duration;

import io.sluice.cluster.Engine;
import io.sluice.cluster.RedisClients;
import io.sluice.cluster.RedisEngine;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Creates the engine over the Redis of {@code spring.data.redis}. A class of its own,
 * loaded only if Redis connects the pods.
 */
final class RedisEngineFactory {

	private RedisEngineFactory() {
	}

	/**
	 * Create the engine.
	 * @param beans the beans of the application
	 * @param timeout the longest time for a command
	 */
	static Engine create(BeanFactory beans, Duration timeout) {
		DataRedisConnectionDetails details = beans.getBeanProvider(DataRedisConnectionDetails.class).getIfUnique();
		if (details != null && details.getCluster() != null) {
			throw cluster("('spring.data.redis.cluster')");
		}
		if (details != null && details.getMasterReplica() != null) {
			throw unsupported("'spring.data.redis.masterreplica'", "messages must be published at one node");
		}
		LettuceConnectionFactory application = beans.getBeanProvider(LettuceConnectionFactory.class).getIfUnique();
		if (application == null) {
			throw SettingCheck.invalid(ClusterCheck.KEY + ".via", "redis",
					"It needs one bean of the type LettuceConnectionFactory, which an application has by Spring Boot's "
							+ "auto-configuration of Redis.");
		}
		if (application.isClusterAware()) {
			throw cluster("(a connection factory that is aware of it)");
		}
		RedisClients clients = new RedisClients(application, timeout);
		if (clients.isCluster()) {
			clients.close();
			throw cluster("(the server says that it is a node of one)");
		}
		return new RedisEngine(clients);
	}

	private static RuntimeException cluster(String how) {
		return unsupported("a Redis Cluster " + how,
				"it sends every message to every node, because Spring Data Redis has no sharded topics");
	}

	private static RuntimeException unsupported(String what, String why) {
		return SettingCheck.invalid(ClusterCheck.KEY + ".via", "redis",
				"It does not work with %s: %s. Use a single Redis, or Sentinel ('spring.data.redis.sentinel')."
					.formatted(what, why));
	}

}

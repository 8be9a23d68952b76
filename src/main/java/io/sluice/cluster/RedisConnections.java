package io.sluice.cluster;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.resource.ClientResources;

import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration.LettuceClientConfigurationBuilder;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration.LettuceSslClientConfigurationBuilder;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionProvider;

/**
 * Opens connections to the Redis of the application, with its address, credentials and
 * TLS, and with options of their own. Those of the application would queue commands while
 * Redis is away, and wait for a minute.
 */
final class RedisConnections {

	private RedisConnections() {
	}

	/**
	 * Open connections. The caller destroys the result.
	 * @param application the application's connections
	 * @param resources the threads of the new ones
	 * @param timeout the longest time for a command, and for a connection
	 * @param reconnects whether the client connects again by itself
	 */
	static LettuceConnectionFactory open(LettuceConnectionFactory application, ClientResources resources,
			Duration timeout, boolean reconnects) {
		LettuceConnectionFactory connections = new UninterruptedConnections(address(application),
				client(application.getClientConfiguration(), resources, timeout, reconnects));
		connections.afterPropertiesSet();
		connections.start();
		return connections;
	}

	private static RedisConfiguration address(LettuceConnectionFactory application) {
		if (application.getSentinelConfiguration() != null) {
			return application.getSentinelConfiguration();
		}
		return (application.getSocketConfiguration() != null) ? application.getSocketConfiguration()
				: application.getStandaloneConfiguration();
	}

	private static LettuceClientConfiguration client(LettuceClientConfiguration application, ClientResources resources,
			Duration timeout, boolean reconnects) {
		LettuceClientConfigurationBuilder client = LettuceClientConfiguration.builder()
			.clientResources(resources)
			.clientOptions(
					options(application.getClientOptions().orElseGet(ClientOptions::create), timeout, reconnects))
			.commandTimeout(timeout)
			.shutdownTimeout(Duration.ZERO);
		application.getClientName().ifPresent(client::clientName);
		application.getRedisCredentialsProviderFactory().ifPresent(client::redisCredentialsProviderFactory);
		if (application.isUseSsl()) {
			LettuceSslClientConfigurationBuilder tls = client.useSsl().verifyPeer(application.getVerifyMode());
			if (application.isStartTls()) {
				tls.startTls();
			}
		}
		return client.build();
	}

	private static ClientOptions options(ClientOptions application, Duration timeout, boolean reconnects) {
		return application.mutate()
			.autoReconnect(reconnects)
			.disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
			.timeoutOptions(TimeoutOptions.enabled(timeout))
			.socketOptions(application.getSocketOptions().mutate().connectTimeout(timeout).build())
			.build();
	}

	/**
	 * Waits for a connect also if it is interrupted. One that goes on by itself outlives
	 * the client that is closed meanwhile: Netty closes what is connected then, and
	 * connects afterwards.
	 */
	private static final class UninterruptedConnections extends LettuceConnectionFactory {

		UninterruptedConnections(RedisConfiguration address, LettuceClientConfiguration client) {
			super(address, client);
		}

		@Override
		protected LettuceConnectionProvider doCreateConnectionProvider(AbstractRedisClient client,
				RedisCodec<?, ?> codec) {
			LettuceConnectionProvider connects = super.doCreateConnectionProvider(client, codec);
			return new LettuceConnectionProvider() {

				/** What waits for the stage cannot be interrupted. */
				@Override
				public <T extends StatefulConnection<?, ?>> CompletionStage<T> getConnectionAsync(Class<T> type) {
					return connects.getConnectionAsync(type);
				}

			};
		}

	}

}

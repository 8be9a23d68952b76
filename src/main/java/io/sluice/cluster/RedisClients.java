package io.sluice.cluster;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;

import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration.LettuceClientConfigurationBuilder;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration.LettuceSslClientConfigurationBuilder;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * The client of Redis: that of the application, with its address, credentials and TLS,
 * and with options of its own. Those of the application would queue commands while Redis
 * is away, and wait for a minute.
 */
public final class RedisClients implements AutoCloseable {

	/** Two connections need no more. */
	private static final int THREADS = 2;

	private final ClientResources resources;

	private final LettuceConnectionFactory factory;

	/**
	 * Create the client.
	 * @param application the application's connections
	 * @param timeout the longest time for a command, and for a connection
	 */
	public RedisClients(LettuceConnectionFactory application, Duration timeout) {
		this.resources = DefaultClientResources.builder()
			.ioThreadPoolSize(THREADS)
			.computationThreadPoolSize(THREADS)
			.commandLatencyRecorder(CommandLatencyRecorder.disabled())
			.build();
		this.factory = new LettuceConnectionFactory(address(application),
				configuration(application.getClientConfiguration(), timeout));
		this.factory.afterPropertiesSet();
		this.factory.start();
	}

	private static RedisConfiguration address(LettuceConnectionFactory application) {
		if (application.getSentinelConfiguration() != null) {
			return application.getSentinelConfiguration();
		}
		return (application.getSocketConfiguration() != null) ? application.getSocketConfiguration()
				: application.getStandaloneConfiguration();
	}

	private LettuceClientConfiguration configuration(LettuceClientConfiguration application, Duration timeout) {
		Duration shortest = application.getCommandTimeout().compareTo(timeout) < 0 ? application.getCommandTimeout()
				: timeout;
		LettuceClientConfigurationBuilder builder = LettuceClientConfiguration.builder()
			.clientResources(this.resources)
			.clientOptions(options(application.getClientOptions().orElseGet(ClientOptions::create), shortest))
			.commandTimeout(shortest)
			.shutdownTimeout(Duration.ZERO);
		application.getClientName().ifPresent(builder::clientName);
		application.getRedisCredentialsProviderFactory().ifPresent(builder::redisCredentialsProviderFactory);
		if (application.isUseSsl()) {
			LettuceSslClientConfigurationBuilder tls = builder.useSsl().verifyPeer(application.getVerifyMode());
			if (application.isStartTls()) {
				tls.startTls();
			}
		}
		return builder.build();
	}

	private static ClientOptions options(ClientOptions application, Duration timeout) {
		return application.mutate()
			.autoReconnect(false)
			.disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
			.timeoutOptions(TimeoutOptions.enabled(timeout))
			.socketOptions(application.getSocketOptions().mutate().connectTimeout(timeout).build())
			.build();
	}

	/**
	 * The client, which connects to the address of the application.
	 */
	RedisClient client() {
		return (RedisClient) this.factory.getRequiredNativeClient();
	}

	@Override
	public void close() {
		this.factory.destroy();
		var _ = this.resources.shutdown(0, 1, TimeUnit.SECONDS);
	}

}

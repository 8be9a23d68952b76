package io.sluice.cluster;

import java.time.Duration;
import java.util.Properties;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;

import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration.LettuceSslClientConfigurationBuilder;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration.LettuceClientConfigurationBuilder;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.integration.redis.util.RedisLockRegistry;

/**
 * Locks in Redis, over a connection of their own: one command that waits behind those of
 * the application could cost the lease.
 */
public final class RedisLocks implements SharedLocks {

	private static final Duration RECONNECT_DELAY = Duration.ofMillis(250);

	private final LettuceConnectionFactory connections;

	private final RedisLockRegistry registry;

	private final ClientResources resources;

	private RedisLocks(LettuceConnectionFactory connections, RedisLockRegistry registry, ClientResources resources) {
		this.connections = connections;
		this.registry = registry;
		this.resources = resources;
	}

	/**
	 * Create locks.
	 * @param application the application's connections, whose settings are used
	 * @param prefix the beginning of the keys
	 * @param terms the times of the leases
	 */
	public static RedisLocks create(LettuceConnectionFactory application, String prefix, LeaseTerms terms) {
		LettuceClientConfiguration settings = application.getClientConfiguration();
		ClientResources resources = settings.getClientResources()
			.map(ClientResources::mutate)
			.orElseGet(ClientResources::builder)
			.reconnectDelay(Delay.constant(RECONNECT_DELAY))
			.build();
		LettuceConnectionFactory connections = new LettuceConnectionFactory(configuration(application),
				client(settings, resources, terms.commandTimeout()));
		connections.afterPropertiesSet();
		connections.start();
		return new RedisLocks(connections, new RedisLockRegistry(connections, prefix + ":lease", terms.timeToLive()),
				resources);
	}

	private static RedisConfiguration configuration(LettuceConnectionFactory application) {
		RedisConfiguration sentinel = application.getSentinelConfiguration();
		return (sentinel != null) ? sentinel : application.getStandaloneConfiguration();
	}

	/**
	 * The application's settings, but a command fails while there is no connection, and
	 * when it takes too long.
	 */
	private static LettuceClientConfiguration client(LettuceClientConfiguration application, ClientResources resources,
			Duration timeout) {
		LettuceClientConfigurationBuilder client = LettuceClientConfiguration.builder()
			.clientResources(resources)
			.commandTimeout(timeout)
			.clientOptions(options(application, timeout));
		application.getRedisCredentialsProviderFactory().ifPresent(client::redisCredentialsProviderFactory);
		if (application.isUseSsl()) {
			LettuceSslClientConfigurationBuilder ssl = client.useSsl().verifyPeer(application.getVerifyMode());
			if (application.isStartTls()) {
				ssl.startTls();
			}
		}
		return client.build();
	}

	private static ClientOptions options(LettuceClientConfiguration application, Duration timeout) {
		return application.getClientOptions()
			.map(ClientOptions::mutate)
			.orElseGet(ClientOptions::builder)
			.autoReconnect(true)
			.disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
			.socketOptions(SocketOptions.builder().connectTimeout(timeout).build())
			.timeoutOptions(TimeoutOptions.enabled(timeout))
			.build();
	}

	@Override
	public SharedLock get(String role, Duration timeToLive) {
		return new SharedLock(this.registry.obtain(role), timeToLive, () -> isUpFor(timeToLive));
	}

	/**
	 * Whether the server has been up for as long as a lock lives. One that was restarted
	 * may have forgotten a lock whose process still uses it.
	 */
	private boolean isUpFor(Duration time) {
		try (RedisConnection connection = this.connections.getConnection()) {
			Properties server = connection.serverCommands().info("server");
			String uptime = (server != null) ? server.getProperty("uptime_in_seconds") : null;
			// whole seconds
			return uptime != null && Long.parseLong(uptime) > time.toSeconds() + 1;
		}
	}

	@Override
	public void close() {
		this.registry.destroy();
		this.connections.destroy();
		var _ = this.resources.shutdown();
	}

}

package io.sluice.cluster;

import java.time.Duration;
import java.util.Properties;

import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;

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
		ClientResources resources = application.getClientConfiguration()
			.getClientResources()
			.map(ClientResources::mutate)
			.orElseGet(ClientResources::builder)
			.reconnectDelay(Delay.constant(RECONNECT_DELAY))
			.build();
		LettuceConnectionFactory connections = RedisConnections.open(application, resources, terms.commandTimeout(),
				true);
		return new RedisLocks(connections, new RedisLockRegistry(connections, prefix + ":lease", terms.timeToLive()),
				resources);
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

package io.sluice.cluster;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.DefaultEventLoopGroupProvider;
import io.lettuce.core.resource.EventLoopGroupProvider;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * The client of the engine: it has a thread of its own, and does not connect again by
 * itself.
 */
public final class RedisClients implements AutoCloseable {

	static final RedisCodec<String, byte[]> CODEC = RedisCodec.of(new StringCodec(StandardCharsets.UTF_8),
			ByteArrayCodec.INSTANCE);

	/** More would have no work. */
	private static final int COMPUTATION_THREADS = 2;

	/**
	 * One thread for both connections, so that what has come over the one is answered
	 * over the other without a hand-over.
	 */
	private final EventLoopGroupProvider thread = new DefaultEventLoopGroupProvider(1);

	private final ClientResources resources;

	private final LettuceConnectionFactory factory;

	/**
	 * Create the client.
	 * @param application the application's connections
	 * @param timeout the longest time for a command, and for a connection
	 */
	public RedisClients(LettuceConnectionFactory application, Duration timeout) {
		this.resources = DefaultClientResources.builder()
			.eventLoopGroupProvider(this.thread)
			.computationThreadPoolSize(COMPUTATION_THREADS)
			.commandLatencyRecorder(CommandLatencyRecorder.disabled())
			.build();
		Duration usual = application.getClientConfiguration().getCommandTimeout();
		this.factory = RedisConnections.open(application, this.resources,
				(usual.compareTo(timeout) < 0) ? usual : timeout, false);
	}

	/**
	 * The client, which connects to the address of the application.
	 */
	RedisClient client() {
		return (RedisClient) this.factory.getRequiredNativeClient();
	}

	/**
	 * Whether the server is there and is a node of a Redis Cluster.
	 */
	public boolean isCluster() {
		try (StatefulRedisConnection<String, byte[]> connection = client().connect(CODEC)) {
			return RedisMode.isCluster(connection, CODEC);
		}
		catch (RedisException ex) {
			// it may come later
			return false;
		}
	}

	@Override
	public void close() {
		this.factory.destroy();
		var _ = this.resources.shutdown(0, 1, TimeUnit.SECONDS);
		var _ = this.thread.shutdown(0, 1, TimeUnit.SECONDS);
	}

}

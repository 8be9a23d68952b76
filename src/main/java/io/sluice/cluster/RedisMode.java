package io.sluice.cluster;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.protocol.CommandType;

/**
 * What a server says of itself in reply to {@code HELLO}, which every client may send.
 * Servers before Redis 6.2 say nothing.
 */
final class RedisMode {

	private static final byte[] MODE = "mode".getBytes(StandardCharsets.UTF_8);

	private static final byte[] CLUSTER = "cluster".getBytes(StandardCharsets.UTF_8);

	private RedisMode() {
	}

	/**
	 * Whether the server is a node of a Redis Cluster.
	 * @param connection a connection to the server
	 * @param codec what the connection was opened with
	 */
	static <K> boolean isCluster(StatefulRedisConnection<K, byte[]> connection, RedisCodec<K, byte[]> codec) {
		try {
			List<Object> fields = connection.sync().dispatch(CommandType.HELLO, new NestedMultiOutput<>(codec));
			for (int i = 1; i < fields.size(); i += 2) {
				if (isText(fields.get(i - 1), MODE)) {
					return isText(fields.get(i), CLUSTER);
				}
			}
		}
		catch (RedisCommandExecutionException ex) {
			// it does not know the command
		}
		return false;
	}

	private static boolean isText(Object field, byte[] text) {
		return field instanceof byte[] bytes && Arrays.equals(bytes, text);
	}

}

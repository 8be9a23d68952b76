package io.sluice.bench.servers;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;

/**
 * Publishes a message and waits until it has received it, one after another:
 * {@code publish 1000}. The second argument is the port of Redis.
 */
public final class RedisLoop {

	private static final byte[] CHANNEL = { 'b', 'e', 'n', 'c', 'h' };

	private static final byte[] MESSAGE = Commands.LINE.getBytes(StandardCharsets.US_ASCII);

	private RedisLoop() {
	}

	public static void main(String[] arguments) throws Exception {
		RedisClient client = RedisClient.create(RedisURI.create("127.0.0.1", Integer.parseInt(arguments[1])));
		Semaphore received = new Semaphore(0);
		StatefulRedisPubSubConnection<byte[], byte[]> subscriber = client.connectPubSub(ByteArrayCodec.INSTANCE);
		subscriber.addListener(new RedisPubSubAdapter<>() {

			@Override
			public void message(byte[] channel, byte[] message) {
				received.release();
			}

		});
		subscriber.sync().subscribe(CHANNEL);
		StatefulRedisConnection<byte[], byte[]> publisher = client.connect(ByteArrayCodec.INSTANCE);
		try (ServerSocket server = new ServerSocket(Integer.parseInt(arguments[0]), 1,
				InetAddress.getLoopbackAddress())) {
			Ready.say();
			while (true) {
				serve(server.accept(), publisher, received);
			}
		}
	}

	private static void serve(Socket accepted, StatefulRedisConnection<byte[], byte[]> publisher, Semaphore received)
			throws Exception {
		try (Socket socket = accepted;
				BufferedReader lines = new BufferedReader(
						new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
			for (String line = lines.readLine(); line != null; line = lines.readLine()) {
				int count = Commands.count(line);
				for (int i = 0; i < count; i++) {
					var _ = publisher.async().publish(CHANNEL, MESSAGE);
					if (!received.tryAcquire(10, TimeUnit.SECONDS)) {
						throw new IllegalStateException("nothing was received");
					}
				}
				socket.getOutputStream().write((Commands.done(count) + '\n').getBytes(StandardCharsets.US_ASCII));
			}
		}
	}

}

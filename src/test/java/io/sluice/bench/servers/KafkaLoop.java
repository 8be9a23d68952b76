package io.sluice.bench.servers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Semaphore;

import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;

/**
 * A loop that sends records by a {@link KafkaTemplate}, and has as many futures
 * outstanding as Sluice: {@code send 1000}. It replies when all are acknowledged. The
 * second argument is the port of Kafka.
 */
public final class KafkaLoop {

	/** How many futures are outstanding at most. */
	public static final int OUTSTANDING = 32;

	private static final byte[] RECORD = Commands.LINE.getBytes(StandardCharsets.US_ASCII);

	private KafkaLoop() {
	}

	public static void main(String[] arguments) throws Exception {
		KafkaTemplate<byte[], byte[]> template = new KafkaTemplate<>(new DefaultKafkaProducerFactory<>(
				Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, "127.0.0.1:" + arguments[1], ProducerConfig.ACKS_CONFIG,
						"all", ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class,
						ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class)));
		try (ServerSocket server = new ServerSocket(Integer.parseInt(arguments[0]), 1,
				InetAddress.getLoopbackAddress())) {
			Ready.say();
			while (true) {
				serve(server.accept(), template);
			}
		}
	}

	private static void serve(Socket accepted, KafkaTemplate<byte[], byte[]> template) throws Exception {
		try (Socket socket = accepted;
				BufferedReader lines = new BufferedReader(
						new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
			for (String line = lines.readLine(); line != null; line = lines.readLine()) {
				int count = Commands.count(line);
				String failure = send(template, count);
				reply(socket, (failure != null) ? failure : Commands.done(count));
			}
		}
	}

	private static void reply(Socket socket, String line) throws IOException {
		socket.getOutputStream().write((line + '\n').getBytes(StandardCharsets.US_ASCII));
	}

	private static String send(KafkaTemplate<byte[], byte[]> template, int count) throws InterruptedException {
		Semaphore places = new Semaphore(OUTSTANDING);
		String[] failed = new String[1];
		for (int i = 0; i < count; i++) {
			places.acquire();
			var _ = template.send(KafkaServer.TOPIC, RECORD).whenComplete((stored, failure) -> {
				if (failure != null) {
					failed[0] = failure.toString();
				}
				places.release();
			});
		}
		places.acquire(OUTSTANDING);
		return failed[0];
	}

}
